/**
 * Runs inside a keyring session: asks our Secrets for what the arguments say (one JSON array `[method, entry, fields]`
 * each, all at once) and prints one answer a line, in order, and then how long the event loop was held up.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createKeychainSecrets } from '../../main/node/secrets.ts';
import type { SecretAnswer } from '../../main/engine/ports.ts';

type Question = ['read' | 'remove', string] | ['write', string, Record<string, string>];

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const timeout = process.env['ASK_TIMEOUT_MS'];
const secrets = createKeychainSecrets(timeout === undefined ? {} : { timeoutMs: Number(timeout) });

function ask(question: Question): Promise<SecretAnswer> {
  return question[0] === 'write' ? secrets.write(question[1], question[2]) : secrets[question[0]](question[1]);
}

const started = performance.now();
const questions = process.argv.slice(2).map((text) => JSON.parse(text) as Question);
const answers = await Promise.all(questions.map(ask));
for (const answer of answers) process.stdout.write(`${JSON.stringify(answer)}\n`);
const heldUpMs = Math.round(delay.max / 1e6);
process.stdout.write(`${JSON.stringify({ heldUpMs, tookMs: Math.round(performance.now() - started) })}\n`);
