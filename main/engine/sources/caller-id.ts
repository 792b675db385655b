export interface CallerId {
  /** Null when there is none, or when it only repeats the number. */
  readonly name: string | null;
  readonly number: string;
}

/**
 * Takes Asterisk's `clid` apart: `"Name" <number>`. Inside the name a quote and a backslash may or may not carry a
 * backslash before them (newer versions write it, `main/callerid.c`), and the name may end in one: where the name ends
 * is told by its place, not by counting quotes.
 */
export function parseCallerId(text: string): CallerId {
  const open = text.lastIndexOf('<');
  const close = text.length - 1;
  if (open < 0 || text.charCodeAt(close) !== 0x3e) return bareCallerId(text.trim());
  const number = text.slice(open + 1, close).trim();
  const name = cleanName(text.slice(0, open));
  return { name: name === '' || name === number ? null : name, number };
}

/** Without brackets it is one of the two: a number has digits and no letters. */
function bareCallerId(text: string): CallerId {
  if (/^[+\d*#][\d\s*#()./-]*$/.test(text)) return { name: null, number: text };
  const name = cleanName(text);
  return { name: name === '' ? null : name, number: '' };
}

function cleanName(written: string): string {
  let name = written.trim();
  if (name.length >= 2 && name.startsWith('"') && name.endsWith('"')) name = name.slice(1, -1);
  if (name.includes('\\')) name = name.replace(/\\(["\\])/g, '$1');
  return name.trim();
}
