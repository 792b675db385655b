import type { Settings } from '../../shared/settings.ts';
import { checkPaths } from './check-paths.ts';
import type { CheckReport } from './engine.ts';
import { unsetVariables } from './secrets.ts';
import { settingsOf } from './settings-command.ts';
import { checkTable } from './tables.ts';
import type { Command } from './usage.ts';
import { EXIT, type ExitCode, type World } from './world.ts';

type CheckLine = CheckReport['lines'][number];

/** `check`: every source, account and the recording host, one line each. Logs nothing to a CRM. */
export async function check(command: Extract<Command, { name: 'check' }>, world: World): Promise<ExitCode> {
  const settings = await settingsOf(command.config, world);
  if (settings === undefined) return EXIT.refused;
  const own = [...(await pathLines(settings)), ...variableLines(settings, world)];
  const engine = await world.engine();
  await using ports = await world.ports(settings, command.log);
  const report = await engine.check(ports, settings);
  const isTold = (line: CheckLine) => !line.ok && own.some(({ scope, id }) => scope === line.scope && id === line.id);
  const lines = [...own, ...report.lines.filter((line) => !isTold(line))];
  if (command.json) lines.forEach((line) => world.output.json({ event: 'check', ...line }));
  else checkTable({ ok: report.ok, lines }).forEach((line) => world.output.line(line));
  return lines.every(({ ok }) => ok) && report.ok ? EXIT.done : EXIT.owed;
}

async function pathLines(settings: Settings): Promise<CheckLine[]> {
  const problems = await checkPaths(settings);
  return problems.map(({ key, message }) => {
    const source = settings.sources[Number(/^sources\[(\d+)\]/.exec(key)?.[1] ?? Number.NaN)];
    const place =
      source === undefined ? ({ scope: 'store', id: '' } as const) : ({ scope: 'source', id: source.id } as const);
    return { ...place, ok: false, code: 'bad_path', message: `${key}: ${message}` };
  });
}

function variableLines({ accounts }: Settings, { environment }: World): CheckLine[] {
  return unsetVariables(accounts, environment).map(({ account, key, variable }) => ({
    scope: 'account',
    id: account,
    ok: false,
    code: 'variable_not_set',
    message: `${key}: the environment variable ${variable} is not set`,
  }));
}
