import { homedir } from 'node:os';
import path from 'node:path';
import { describeThrown, systemCode } from '../../shared/errors.ts';
import { country, timeZone } from '../../shared/settings/fields.ts';
import type { DetectAnswer, DetectOptions, Machine } from './engine.ts';
import { detectTable, mappingTable, printable } from './tables.ts';
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
  if (command.path === null) return detectKnown(command, world);
  const place = path.resolve(world.folder, command.path);
  const ports = await world.looking();
  try {
    if ((await ports.files.facts(place)) === undefined) {
      output.note(printable(`${command.path}: there is no such file or folder`));
      return EXIT.refused;
    }
    if (command.map) return await map(command, place, world);
    const engine = await world.engine();
    const answer = await engine.detect(ports, place, optionsOf(command, world));
    if (command.json) output.json(isRecognised(answer) ? answer : { ...answer, format: null });
    else detectTable(answer).forEach((line) => output.line(line));
    return isRecognised(answer) ? EXIT.done : EXIT.notRecognised;
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown;
    output.note(printable(`${command.path} cannot be read: ${describeThrown(thrown)}`));
    return EXIT.refused;
  }
}

function optionsOf({ country: code, timeZone: zone, extensions, presets }: DetectCommand, world: World): DetectOptions {
  return {
    country: code ?? 'US',
    timeZone: zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
    extensions: extensions ?? ['*'],
    ...(presets === undefined ? {} : { presets: path.resolve(world.folder, presets) }),
  };
}

/** `detect --map`: a mapping for a file that nobody knows, and what it would find. */
async function map(command: DetectCommand, place: string, world: World): Promise<ExitCode> {
  const { output } = world;
  const engine = await world.engine();
  const answer = await engine.assist(await world.looking(), place, optionsOf(command, world));
  if (!answer.ok) {
    output.note(printable(answer.error.message));
    return EXIT.refused;
  }
  const { proposal, ...preview } = answer.value;
  const format = proposal === null ? null : 'delimited';
  if (command.json) output.json({ ...preview, format, ...proposal });
  else mappingTable(answer.value).forEach((line) => output.line(line));
  return proposal === null ? EXIT.notRecognised : EXIT.done;
}

/** `detect --known`: what this machine has where phones and PBXs keep their call files. */
async function detectKnown(command: DetectCommand, world: World): Promise<ExitCode> {
  const { output } = world;
  const engine = await world.engine();
  const found = await engine.detectKnown(await world.looking(), machine(), optionsOf(command, world));
  if (command.json) output.json({ path: null, found });
  else if (found.length === 0) output.line('No call files where phones and PBXs keep them.');
  else detectTable({ path: '', found }).forEach((line) => output.line(line));
  return found.length === 0 ? EXIT.notRecognised : EXIT.done;
}

function machine(): Machine {
  const platform = process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';
  return { platform, env: process.env, home: homedir() };
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
