/**
 * Writes the tables of outcomes in `docs/crm/*.md` from what the adapters really send: `node test/docs/crm.ts`.
 * `test/contract/adapters-words.test.ts` fails when they are not current.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createHttp } from '../../main/node/http.ts';
import { DIRECTIONS, OUTCOMES, type Direction, type Outcome } from '../../shared/call.ts';
import { DRIVERS } from '../contract/adapters-all.ts';
import type { CrmDriver, SeenCall } from '../contract/adapters-driver.ts';
import { JANE, loggable } from '../fakes/loggable.ts';
import { systemClock } from '../fakes/pipedrive.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../docs/crm');
const BEGIN = '<!-- outcomes: written by `node test/docs/crm.ts` -->';
const END = '<!-- end of outcomes -->';

/** What a CRM was told for each direction and outcome. */
export type Words = Readonly<Record<Direction, Readonly<Record<Outcome, SeenCall>>>>;

/** Logs a call of every kind in a CRM of its own and reads what stands there. */
export async function wordsOf(driver: CrmDriver): Promise<{ words: Words; violations: readonly string[] }> {
  await using world = await driver.start({});
  await using http = createHttp({ env: {} });
  const log = { write: () => undefined };
  const adapter = world.connect({ http, clock: systemClock, random: { fraction: () => 0 }, log });
  const found = await adapter.findContacts(JANE);
  const [jane] = found.ok ? found.value : [];
  if (jane === undefined) throw new Error(`${driver.crm} does not find Jane`);
  const contact = { id: jane.id, name: jane.name, organizationId: jane.organization?.id ?? null };

  const seen = async (direction: Direction, outcome: Outcome): Promise<SeenCall> => {
    const logged = await adapter.logCall(loggable({ direction, outcome, contact }));
    const call = logged.ok ? world.calls().find(({ id }) => id === logged.value.id) : undefined;
    if (call === undefined) throw new Error(`${driver.crm} has no call ${direction} ${outcome}`);
    return call;
  };
  const words: Record<string, Record<string, SeenCall>> = {};
  for (const direction of DIRECTIONS) {
    const row: Record<string, SeenCall> = {};
    for (const outcome of OUTCOMES) row[outcome] = await seen(direction, outcome);
    words[direction] = row;
  }
  return { words: words as Words, violations: [...world.violations] };
}

/** The table in Markdown, laid out as the formatter lays it out. */
export function wordsTable(words: Words): string {
  const code = (word: string | null) => (word === null || word === '' ? '–' : `\`${word}\``);
  const rows = [
    ['our outcome', ...DIRECTIONS],
    ['direction is told as', ...DIRECTIONS.map((direction) => code(words[direction].connected.direction))],
    ...OUTCOMES.map((outcome) => [
      `\`${outcome}\``,
      ...DIRECTIONS.map((direction) => code(words[direction][outcome].outcome)),
    ]),
  ];
  const widths = rows[0]?.map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

export function pageOf(crm: string): string {
  return path.join(FOLDER, `${crm}.md`);
}

/** The page with this table between its marks; undefined when there is no page or no mark. */
export function withTable(crm: string, table: string): { before: string; after: string } | undefined {
  if (!existsSync(pageOf(crm))) return undefined;
  const before = readFileSync(pageOf(crm), 'utf8');
  const [start, end] = [before.indexOf(BEGIN), before.indexOf(END)];
  if (start < 0 || end < start) return undefined;
  return { before, after: `${before.slice(0, start)}${BEGIN}\n\n${table}\n\n${before.slice(end)}` };
}

if (import.meta.main) {
  for (const driver of DRIVERS) {
    const { words } = await wordsOf(driver);
    const page = withTable(driver.crm, wordsTable(words));
    if (page === undefined) process.stderr.write(`docs/crm/${driver.crm}.md has no place for the table\n`);
    else writeFileSync(pageOf(driver.crm), page.after);
  }
}
