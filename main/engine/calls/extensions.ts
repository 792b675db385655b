/** The agent's own extensions and numbers. */
export interface OwnExtensions {
  /** `*` is among them: every call is the agent's, and the list says nothing about who is a colleague. */
  readonly all: boolean;
  isListed(name: string): boolean;
}

const compiled = new WeakMap<readonly string[], OwnExtensions>();

/** `*` and `?` inside an entry stand for any characters and any one character (`1*`). Answers are kept with the list. */
export function ownExtensions(list: readonly string[]): OwnExtensions {
  const known = compiled.get(list);
  if (known !== undefined) return known;
  const exact = new Set(list.filter((entry) => !/[*?]/.test(entry) || isFeatureCode(entry)));
  const patterns = list.filter((entry) => entry !== '*' && !exact.has(entry)).map(toPattern);
  const own: OwnExtensions = {
    all: list.includes('*'),
    isListed: (name) => exact.has(name) || (name !== '' && patterns.some((pattern) => pattern.test(name))),
  };
  compiled.set(list, own);
  return own;
}

/** `*98` is dialled like this and no pattern. */
export function isFeatureCode(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first === 0x2a || first === 0x23) && /^[*#]+\d[\d*#]*$/.test(text);
}

function toPattern(entry: string): RegExp {
  const source = entry
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`);
}
