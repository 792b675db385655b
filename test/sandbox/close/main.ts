/** `node test/sandbox/close/main.ts --port 8803 --key api_x --seed demo`: the sandbox as a process of its own. */
import { parseArgs } from 'node:util';
import { startCloseSandbox } from './index.ts';
import { seedDemo } from './seed.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    key: { type: 'string' },
    seed: { type: 'string' },
    limits: { type: 'string' },
    'answer-delay': { type: 'string' },
    'access-log': { type: 'string' },
  },
});

const print = (value: unknown) => void process.stdout.write(`${JSON.stringify(value)}\n`);

const sandbox = await startCloseSandbox({
  port: Number(values.port ?? 0),
  answerDelay: Number(values['answer-delay'] ?? 0),
  ...(values.key === undefined ? {} : { apiKey: values.key }),
  ...(values['access-log'] === undefined ? {} : { accessLogFile: values['access-log'] }),
  ...(values.limits === 'off' ? { limits: 'off' as const } : {}),
});
if (values.seed === 'demo') seedDemo(sandbox);
print({ origin: sandbox.origin, baseUrl: sandbox.baseUrl, apiKey: sandbox.apiKey });

process.on('SIGUSR2', () => print(sandbox.ledger()));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    void sandbox.stop().then(() => process.exit(0));
  });
}
