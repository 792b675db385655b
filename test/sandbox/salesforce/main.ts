/** `node test/sandbox/salesforce/main.ts --port 8805 --seed demo`: the sandbox as a process of its own. */
import { parseArgs } from 'node:util';
import { startSalesforceSandbox } from './index.ts';
import { seedDemo } from './seed.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    'instance-port': { type: 'string' },
    'telephony-port': { type: 'string' },
    token: { type: 'string' },
    seed: { type: 'string' },
    limits: { type: 'string' },
    'answer-delay': { type: 'string' },
    'access-log': { type: 'string' },
  },
});

const print = (value: unknown) => void process.stdout.write(`${JSON.stringify(value)}\n`);

const sandbox = await startSalesforceSandbox({
  port: Number(values.port ?? 0),
  instancePort: Number(values['instance-port'] ?? 0),
  telephonyPort: Number(values['telephony-port'] ?? 0),
  answerDelay: Number(values['answer-delay'] ?? 0),
  ...(values.token === undefined ? {} : { refreshToken: values.token }),
  ...(values['access-log'] === undefined ? {} : { accessLogFile: values['access-log'] }),
  ...(values.limits === 'off' ? { limits: 'off' as const } : {}),
});
if (values.seed === 'demo') seedDemo(sandbox);
const { origin, instanceUrl, telephonyUrl, clientId, refreshToken, callCenter, provider } = sandbox;
print({ origin, instanceUrl, telephonyUrl, clientId, refreshToken, callCenter, provider, token: sandbox.signToken() });

process.on('SIGUSR2', () => print(sandbox.ledger()));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    void sandbox.stop().then(() => process.exit(0));
  });
}
