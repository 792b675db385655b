import { unreachable } from '../../shared/errors.ts';
import { parseCommand, USAGE, type Command } from './usage.ts';
import { EXIT, type ExitCode, type World } from './world.ts';

/** Runs the command that the arguments ask for and gives the exit code. Throws only what is a bug. */
export async function main(args: readonly string[], world: World): Promise<ExitCode> {
  const command = parseCommand(args);
  if (command.ok) return await dispatch(command.value, world);
  world.output.note(`${command.error}\n\n${USAGE.trimEnd()}`);
  return EXIT.refused;
}

async function dispatch(command: Command, world: World): Promise<ExitCode> {
  switch (command.name) {
    case 'help':
      world.output.line(USAGE.trimEnd());
      return EXIT.done;
    case 'run':
      return await (await import('./run.ts')).run(command, world);
    case 'ledger':
      return await (await import('./ledger.ts')).ledger(command, world);
    case 'detect':
      return await (await import('./detect.ts')).detect(command, world);
    case 'check':
      return await (await import('./check.ts')).check(command, world);
    default:
      return unreachable(command);
  }
}
