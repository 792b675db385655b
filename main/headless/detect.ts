import path from 'node:path';
import { describeThrown, systemCode } from '../../shared/errors.ts';
import { country, timeZone } from '../../shared/settings/fields.ts';
import type { DetectAnswer } from './engine.ts';
import { detectTable, printable } from './tables.ts';
import type { Command } from './usage.ts';
import { EXIT, type ExitCode, type World } from './world.ts';

type DetectCommand = Extract<Command, { name: 'detect' }>;

/** `detect`: what a file or folder is, with the evidence. Opens no data folder and needs no settings. */
export async function detect(command: DetectCommand, world: World): Promise<ExitCode> {
  const { output } = world;
  const wrong = wrongOption(command);
  if (wrong !== undefined) {
    output.note(wrong);
    return EXIT.refused;
  }
  const place = path.resolve(world.folder, command.path);
  const ports = await world.looking();
  try {
    if ((await ports.files.facts(place)) === undefined) {
      output.note(printable(`${command.path}: there is no such file or folder`));
      return EXIT.refused;
    }
    const engine = await world.engine();
    const answer = await engine.detect(ports, place, {
      country: command.country ?? 'US',
      timeZone: command.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
      extensions: command.extensions ?? ['*'],
    });
    if (command.json) output.json(isRecognised(answer) ? answer : { ...answer, format: null });
    else detectTable(answer).forEach((line) => output.line(line));
    return isRecognised(answer) ? EXIT.done : EXIT.notRecognised;
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown;
    output.note(printable(`${command.path} cannot be read: ${describeThrown(thrown)}`));
    return EXIT.refused;
  }
}

function wrongOption({ country: code, timeZone: zone }: DetectCommand): string | undefined {
  const answers = [
    ['--country', code === undefined ? undefined : country.safeParse(code)],
    ['--time-zone', zone === undefined ? undefined : timeZone.safeParse(zone)],
  ] as const;
  for (const [option, parsed] of answers) {
    if (parsed?.success === false) return `${option} ${parsed.error.issues[0]?.message ?? 'is wrong'}`;
  }
  return undefined;
}

function isRecognised(answer: DetectAnswer): boolean {
  return 'found' in answer ? answer.found.some(({ format }) => format !== null) : answer.format !== null;
}
