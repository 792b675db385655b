import { settingsOf } from './settings-command.ts';
import { ledgerTable, printable } from './tables.ts';
import type { Command } from './usage.ts';
import { EXIT, type ExitCode, type World } from './world.ts';

/** `ledger`: the balance as it stands in the data folder. Reads only, beside a running `run` too. */
export async function ledger(command: Extract<Command, { name: 'ledger' }>, world: World): Promise<ExitCode> {
  const settings = await settingsOf(command.config, world);
  if (settings === undefined) return EXIT.refused;
  const { readLedger } = await world.engine();
  const read = await readLedger(settings, { calls: command.calls });
  if (!read.ok) {
    world.output.note(printable(read.error.message));
    return EXIT.unexpected;
  }
  if (command.json) world.output.json(read.value);
  else ledgerTable(read.value).forEach((line) => world.output.line(line));
  return EXIT.done;
}
