import { describeThrown } from '../shared/errors.ts';
import { main } from './headless/main.ts';
import { createOutput } from './headless/output.ts';
import { processWorld } from './headless/process-world.ts';
import { EXIT } from './headless/world.ts';

const output = createOutput(process.stdout, process.stderr);

/** What nobody foresaw: one sentence, and the place in the program for the report that we ask for. */
function end(thrown: unknown): never {
  const place = /[^\\/\s(]+:\d+:\d+/.exec((thrown instanceof Error ? thrown.stack : undefined) ?? '')?.[0];
  output.note(`aftercall: unexpected failure: ${describeThrown(thrown)}${place === undefined ? '' : ` (${place})`}`);
  process.exit(EXIT.unexpected);
}

process.on('uncaughtException', end);

const code = await main(process.argv.slice(2), processWorld(output)).catch(end);
await output.flush();
process.exit(code);
