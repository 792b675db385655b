/**
 * Writes `docs/settings.schema.json` and `docs/settings.md` from the settings schema: `node test/docs/settings.ts`.
 * `test/unit/settings-docs.test.ts` fails when they are not current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { settingsSchema } from '../../shared/settings.ts';

const here = import.meta.dirname;
export const docs = path.resolve(here, '../../docs');

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly why?: string;
  readonly otherwise?: string;
  readonly default?: unknown;
  readonly const?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly prefixItems?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

function rawSchema(): Node {
  return z.toJSONSchema(settingsSchema, { io: 'input', reused: 'inline' }) as Node;
}

/** The words of our own become keywords that every JSON-schema reader knows. */
function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  const { why, otherwise, ...rest } = value as Record<string, unknown>;
  const description = [
    rest['description'],
    otherwise === undefined ? undefined : `Default: ${otherwise as string}.`,
  ].filter(Boolean);
  return {
    ...Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, cleaned(inner)])),
    ...(typeof rest['description'] === 'string' ? { description: description.join(' ') } : {}),
    ...(typeof why === 'string' ? { $comment: why } : {}),
  };
}

export function settingsJsonSchema(): string {
  const schema = { $id: 'settings.schema.json', title: 'Aftercall settings', ...(cleaned(rawSchema()) as object) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

interface Row {
  readonly key: string;
  readonly node: Node;
  readonly required: boolean | 'one of them';
}

function alternatives(node: Node): readonly Node[] {
  return node.anyOf ?? node.oneOf ?? [];
}

/** An object whose keys need no words of their own stands in one row. */
function namesOnly(node: Node): boolean {
  const properties = Object.values(node.properties ?? {});
  return properties.length > 0 && properties.every(({ description }) => description === undefined);
}

function rowsBelow(node: Node, prefix: string): Row[] {
  const rows = namesOnly(node)
    ? []
    : Object.entries(node.properties ?? {}).flatMap(([name, inner]) => {
        const key = prefix === '' ? name : `${prefix}.${name}`;
        return [{ key, node: inner, required: node.required?.includes(name) ?? false }, ...rowsBelow(inner, key)];
      });
  const items = node.items === undefined ? [] : rowsBelow(node.items, `${prefix}[]`);
  return [...rows, ...items, ...rowsOfChoices(alternatives(node).map((choice) => rowsBelow(choice, prefix)))];
}

/**
 * Settings that several alternatives share are told once, what differs between them is told for each; one that not all of
 * them have depends on the choice.
 */
function rowsOfChoices(choices: readonly (readonly Row[])[]): Row[] {
  const named = choices.flatMap((rows) => {
    const choice = rows.find(({ key, node }) => /\.(crm|kind)$/.test(key) && node.const !== undefined)?.node.const;
    return rows.map((row) => ({ row, choice }));
  });
  const shared = (key: string) => choices.every((rows) => rows.some((row) => row.key === key));
  const isSame = (a: Row, b: Row) => a.key === b.key && a.node.description === b.node.description;
  return named
    .filter(({ row }, index) => named.findIndex((other) => isSame(other.row, row)) === index)
    .map(({ row, choice }) => {
      const all = named.filter((other) => isSame(other.row, row));
      const consts = [...new Set(all.flatMap((other) => other.row.node.const ?? []))];
      const node = consts.length > 1 ? { description: row.node.description ?? '', enum: consts } : row.node;
      const own =
        choice === undefined || all.length === choices.length
          ? ''
          : `(${all.map((other) => other.choice).join(', ')}) `;
      const why = row.node.why === undefined ? {} : { why: row.node.why };
      return {
        ...row,
        node: { ...node, ...why, description: `${own}${row.node.description ?? ''}` },
        required: row.required === true && !shared(row.key) ? ('one of them' as const) : row.required,
      };
    });
}

function typeText(node: Node): string {
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (node.enum !== undefined) return node.enum.map((word) => `\`"${String(word)}"\``).join(' ');
  if (namesOnly(node)) {
    const [first = {}] = Object.values(node.properties ?? {});
    return `object of ${typeText(first)}: ${Object.keys(node.properties ?? {})
      .map((name) => `\`${name}\``)
      .join(' ')}`;
  }
  if (node.prefixItems !== undefined)
    return `list of ${node.prefixItems.length}: ${[...new Set(node.prefixItems.map(typeText))].join(', ')}`;
  const choices = alternatives(node);
  if (choices.length > 0) return [...new Set(choices.map(typeText))].join(' or ');
  if (node.type === 'array')
    return node.items?.properties || alternatives(node.items ?? {}).length > 0
      ? 'list'
      : `list of ${typeText(node.items ?? {})}`;
  const names: Record<string, string> = {
    string: 'text',
    integer: 'whole number',
    number: 'number',
    boolean: 'yes or no',
    object: 'object',
    null: '`null`',
  };
  return `${names[node.type ?? ''] ?? 'any'}${boundsText(node)}`;
}

function boundsText({ minimum, maximum }: Node): string {
  if (minimum === undefined || maximum === undefined) return '';
  return maximum >= Number.MAX_SAFE_INTEGER ? ` from ${minimum}` : ` ${minimum} to ${maximum}`;
}

function defaultText({ node, required }: Row): string {
  if (required === 'one of them') return 'one of them';
  if (required) return '**required**';
  if (node.otherwise !== undefined) return node.otherwise;
  return node.default === undefined || JSON.stringify(node.default) === '{}'
    ? ''
    : `\`${JSON.stringify(node.default)}\``;
}

const cell = (written: string) => written.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table(rows: readonly Row[]): string {
  const lines = rows.map((row) =>
    [`\`${row.key}\``, typeText(row.node), defaultText(row), row.node.description ?? '', row.node.why ?? '']
      .map(cell)
      .join(' | '),
  );
  return [
    '| key | type | default | what it is | why |',
    '|---|---|---|---|---|',
    ...lines.map((line) => `| ${line} |`),
  ].join('\n');
}

export function settingsMarkdown(): string {
  const example = readFileSync(path.join(here, 'example.json'), 'utf8').trimEnd();
  const rows = rowsBelow(rawSchema(), '');
  const groups = [...new Set(rows.map(({ key }) => /^[$\w]+/.exec(key)?.[0] ?? key))];
  const sections = groups.map((group) => {
    const own = rows.filter(({ key }) => /^[$\w]+/.exec(key)?.[0] === group);
    return `## ${group}\n\n${table(own)}`;
  });
  return `# Settings

<!-- Written by \`npm run docs\` from the schema in \`shared/settings.ts\`. Do not edit. -->

One JSON file, the same for the headless run and the desktop app. A key that is not in the tables below is an error that
names the key; nothing is touched before the whole file is right. Editors check it with
[\`settings.schema.json\`](settings.schema.json).

\`\`\`json
${example}
\`\`\`

\`a[].b\` stands for \`b\` in every entry of the list \`a\`.

${sections.join('\n\n')}
`;
}

export function writeSettingsDocs(): void {
  writeFileSync(path.join(docs, 'settings.schema.json'), settingsJsonSchema());
  writeFileSync(path.join(docs, 'settings.md'), settingsMarkdown());
}

if (import.meta.main) writeSettingsDocs();
