/** The lint rule that holds every import against `import-table.json`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const table = JSON.parse(readFileSync(path.join(root, 'import-table.json'), 'utf8'));
const isBelow = (file, place) => file === place || file.startsWith(`${place}/`);

export function roomOf(file) {
  return Object.keys(table.rooms)
    .filter((room) => isBelow(file, room))
    .sort((a, b) => b.length - a.length)[0];
}

function packageName(specifier) {
  if (specifier.startsWith('node:')) return 'node:';
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
}

/** A name of a package may have a keeper of its own: `"electron#ipcMain"`. Taking the whole package at once is refused. */
function nameRefusal(file, specifier, names) {
  const kept = Object.keys(table.oneFileOnly).filter((key) => key.startsWith(`${specifier}#`));
  if (kept.length === 0 || isBelow(file, 'test')) return undefined;
  if (names === undefined) return `${specifier} is imported by name only: ${kept.join(', ')} have keepers`;
  for (const name of names) {
    const keepers = table.oneFileOnly[`${specifier}#${name}`];
    if (keepers !== undefined && !keepers.some((place) => isBelow(file, place))) {
      return `${name} of ${specifier} may be imported by ${keepers.join(', ') || 'nobody'} only`;
    }
  }
  return undefined;
}

/**
 * Undefined when `file` (from the root, with slashes) may import `specifier`, else the reason.
 * @param names what is imported by name; undefined for the whole of it (`import * as`, `import()`, `export *`)
 */
export function importRefusal(file, specifier, names) {
  const room = roomOf(file);
  if (room === undefined) return isBelow(file, 'main') ? `${file} lies in no room of import-table.json` : undefined;
  const { files, packages } = table.rooms[room];
  if (specifier.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(file), specifier);
    return files.some((place) => isBelow(target, place)) ? undefined : `${room} may not import ${target}`;
  }
  const name = packageName(specifier);
  if (!packages.includes('*') && !packages.includes(name)) return `${room} may not import the package ${specifier}`;
  const keepers = table.oneFileOnly[specifier] ?? table.oneFileOnly[name];
  if (keepers !== undefined && !isBelow(file, 'test') && !keepers.some((place) => isBelow(file, place))) {
    return `${specifier} may be imported by ${keepers.join(', ') || 'nobody'} only`;
  }
  return nameRefusal(file, specifier, names);
}

/** `import x, { y as z } from` and `export { y } from`: the names in the package's own spelling. */
function namesOf(node) {
  if (node.specifiers === undefined) return undefined;
  const names = node.specifiers.map(
    ({ imported, local, type }) => (type === 'ExportSpecifier' ? local : imported)?.name,
  );
  return names.includes(undefined) ? undefined : names;
}

export const importTableRule = {
  meta: { type: 'problem', schema: [], messages: { refused: '{{reason}}' } },
  create(context) {
    const file = path.relative(root, context.filename).split(path.sep).join('/');
    const check = (node) => {
      const source = node.source;
      if (source?.type !== 'Literal') return;
      const reason = importRefusal(file, String(source.value), namesOf(node));
      if (reason !== undefined) context.report({ node: source, messageId: 'refused', data: { reason } });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};
