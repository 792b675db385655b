const TOKEN =
  /(?<text>"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(?<plain>(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))|(?<mark>[{}[\]:,])/y;
const BLANK = /[ \t\r\n]*/y;

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma or end';

/**
 * Where a text stops being JSON: the index of the first character that cannot stand there, or its length when it only
 * ends too early. For a text that is JSON, its length.
 */
export function firstWrongCharacter(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  for (let at = afterBlank(text, 0); at < text.length;) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    const next: Expected | undefined = found === null ? undefined : step(found, expected, open);
    if (found === null || next === undefined) return at;
    expected = next;
    at = afterBlank(text, TOKEN.lastIndex);
  }
  return text.length;
}

function afterBlank(text: string, from: number): number {
  BLANK.lastIndex = from;
  BLANK.test(text);
  return BLANK.lastIndex;
}

/** What may follow the token, or undefined when it may not stand here. `open` holds the brackets not yet closed. */
function step(token: RegExpExecArray, expected: Expected, open: string[]): Expected | undefined {
  const { text, mark } = token.groups ?? {};
  const takesValue = expected === 'value' || expected === 'value or ]';
  const takesKey = expected === 'key' || expected === 'key or }';
  if (mark === undefined) {
    if (takesValue) return 'comma or end';
    return takesKey && text !== undefined ? 'colon' : undefined;
  }
  switch (mark) {
    case '{':
    case '[':
      if (!takesValue) return undefined;
      open.push(mark);
      return mark === '{' ? 'key or }' : 'value or ]';
    case '}':
      return (expected === 'key or }' || expected === 'comma or end') && open.pop() === '{'
        ? 'comma or end'
        : undefined;
    case ']':
      return (expected === 'value or ]' || expected === 'comma or end') && open.pop() === '['
        ? 'comma or end'
        : undefined;
    case ':':
      return expected === 'colon' ? 'value' : undefined;
    default:
      if (expected !== 'comma or end' || open.length === 0) return undefined;
      return open.at(-1) === '{' ? 'key' : 'value';
  }
}
