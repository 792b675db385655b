/** `node test/sandbox/leadsquared/main.ts --port 8802 --access-key a --secret-key s --seed demo`: the sandbox as a process. */
import { parseArgs } from 'node:util';
import { startLeadSquaredSandbox } from './index.ts';
import { seedDemo } from './seed.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    'access-key': { type: 'string' },
    'secret-key': { type: 'string' },
    seed: { type: 'string' },
    limits: { type: 'string' },
    'answer-delay': { type: 'string' },
    'access-log': { type: 'string' },
  },
});

const print = (value: unknown) => void process.stdout.write(`${JSON.stringify(value)}\n`);

const sandbox = await startLeadSquaredSandbox({
  port: Number(values.port ?? 0),
  answerDelay: Number(values['answer-delay'] ?? 0),
  ...(values['access-key'] === undefined ? {} : { accessKey: values['access-key'] }),
  ...(values['secret-key'] === undefined ? {} : { secretKey: values['secret-key'] }),
  ...(values['access-log'] === undefined ? {} : { accessLogFile: values['access-log'] }),
  ...(values.limits === 'off' ? { limits: 'off' as const } : {}),
});
if (values.seed === 'demo') seedDemo(sandbox);
print({ origin: sandbox.origin, ...sandbox.credentials });

process.on('SIGUSR2', () => print(sandbox.ledger()));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    void sandbox.stop().then(() => process.exit(0));
  });
}
