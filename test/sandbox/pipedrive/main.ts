/** `node test/sandbox/pipedrive/main.ts --port 8801 --token t --seed demo`: the sandbox as a process of its own. */
import { parseArgs } from 'node:util';
import { startPipedriveSandbox } from './index.ts';
import { seedDemo } from './seed.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    token: { type: 'string' },
    seed: { type: 'string' },
    limits: { type: 'string' },
    'answer-delay': { type: 'string' },
    'access-log': { type: 'string' },
    'no-hash': { type: 'boolean' },
  },
});

const print = (value: unknown) => void process.stdout.write(`${JSON.stringify(value)}\n`);

const sandbox = await startPipedriveSandbox({
  port: Number(values.port ?? 0),
  answerDelay: Number(values['answer-delay'] ?? 0),
  hashUploads: values['no-hash'] !== true,
  ...(values.token === undefined ? {} : { token: values.token }),
  ...(values['access-log'] === undefined ? {} : { accessLogFile: values['access-log'] }),
  ...(values.limits === 'off' ? { limits: 'off' as const } : {}),
});
if (values.seed === 'demo') seedDemo(sandbox);
print({ origin: sandbox.origin, token: sandbox.token });

process.on('SIGUSR2', () => print(sandbox.ledger()));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    void sandbox.stop().then(() => process.exit(0));
  });
}
