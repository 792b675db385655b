import { createHash, randomBytes } from 'node:crypto';

/**
 * Keys whose text stays readable: words and ids of our own, sentences and times. They are still read through for what
 * must not stand in them.
 */
const READABLE = new Set([
  'account',
  'at',
  'call',
  'category',
  'cause',
  'code',
  'crm',
  'delivery',
  'detail',
  'direction',
  'error',
  'event',
  'format',
  'from',
  'host',
  'id',
  'job',
  'kind',
  'level',
  'message',
  'method',
  'operation',
  'origin',
  'outcome',
  'phase',
  'problem',
  'reason',
  'ref',
  'rule',
  'scope',
  'since',
  'source',
  'state',
  'status',
  'thrown',
  'to',
  'topic',
  'until',
  'url',
  'verdict',
  'version',
]);
const SECRET_KEY = /secret|token|passw|credential|authori[sz]ation|cookie|api_?key|access_?key|private_?key|^key$/i;
const NUMBER_KEY = /number|phone|e164|national|^remote|^local|caller|callee/i;
const PATH_KEY = /path|folder|file|dir$/i;

const DEPTH = 4;
const LONGEST = 500;

const ISO_TIME = String.raw`\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?`;
const WEB_ADDRESS = String.raw`\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+`;
const MAIL_ADDRESS = String.raw`[^\s"'<>@:;,()]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`;
const QUOTED_PATH = String.raw`(?<=")(?:\/|[A-Za-z]:\\|\\\\)[^"\n]+(?=")|(?<=')(?:\/|[A-Za-z]:\\|\\\\)[^'\n]+(?=')`;
const BARE_PATH = String.raw`(?<![\w.])(?:\/[^\s/"'<>:;,()]+(?:\/[^\s"'<>:;,()]*)+|[A-Za-z]:\\[^\s"'<>:;,()]+|\\\\[^\s"'<>:;,()]+)`;
const PHONE = String.raw`(?<![\w.])(?:\+|00)?\(?\d(?:[\s().\/-]{0,2}\d){5,}(?!\w)`;
const FINDER = new RegExp(
  `(?<time>${ISO_TIME})|(?<web>${WEB_ADDRESS})|(?<mail>${MAIL_ADDRESS})|(?<path>${QUOTED_PATH}|${BARE_PATH})|(?<phone>${PHONE})`,
  'gi',
);

export interface Redactor {
  /** From now on this secret never passes, wherever it stands. Shorter than 4 characters is ignored. */
  hide(secret: string): void;
  /** A copy that may be written down: closed by default, only texts under known keys stay readable. */
  facts(facts: Readonly<Record<string, unknown>>): Record<string, unknown>;
  sentence(text: string): string;
}

/**
 * What makes facts fit for a log. Numbers keep their last three digits. Names, paths and every text under a key that is
 * not known become ids: equal texts have equal ids within one run, and nobody can compute them back, because the salt is
 * never stored.
 */
export function createRedactor(salt: Buffer = randomBytes(16)): Redactor {
  const secrets = new Set<string>();
  const idOf = (kind: string, text: string) =>
    `${kind}:${createHash('sha256').update(salt).update(text).digest('hex').slice(0, 8)}`;

  function withoutSecrets(text: string): string {
    let rest = text;
    for (const secret of secrets) rest = rest.replaceAll(secret, '[secret]');
    return rest;
  }

  function sentence(text: string): string {
    const shown = withoutSecrets(text)
      .slice(0, 4 * LONGEST)
      .replaceAll(FINDER, (found: string, ...more: unknown[]) => {
        const groups = more.at(-1) as Readonly<Record<string, string | undefined>>;
        if (groups['time'] !== undefined) return found;
        if (groups['web'] !== undefined) return originOf(found);
        if (groups['mail'] !== undefined) return idOf('mail', found);
        return groups['path'] === undefined ? lastDigits(found) : idOf('path', found);
      });
    return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
  }

  function textOf(key: string, text: string): string {
    if (key === 'stack') return stackOf(withoutSecrets(text).slice(0, 8 * LONGEST), sentence);
    if (READABLE.has(key)) return sentence(text);
    if (PATH_KEY.test(key)) return idOf('path', text);
    if (NUMBER_KEY.test(key) && /\d/.test(text) && !/\p{L}/u.test(text)) return lastDigits(text);
    return text === '' ? '' : idOf('text', text);
  }

  function valueOf(key: string, value: unknown, depth: number): unknown {
    if (SECRET_KEY.test(key) && value !== null && value !== undefined) return '[secret]';
    if (typeof value === 'string') return textOf(key, value);
    if (typeof value === 'bigint') return valueOf(key, Number(value), depth);
    if (typeof value === 'number')
      return NUMBER_KEY.test(key) && Math.abs(value) >= 1e5 ? lastDigits(String(value)) : value;
    if (value instanceof Error)
      return valueOf(key, { kind: value.name, message: value.message, stack: value.stack }, depth);
    if (typeof value === 'boolean' || value === null || value === undefined) return value;
    if (typeof value !== 'object' || depth >= DEPTH) return `[${typeof value}]`;
    if (Array.isArray(value)) return value.slice(0, 20).map((item) => valueOf(key, item, depth + 1));
    return Object.fromEntries(
      Object.entries(value)
        .slice(0, 40)
        .map(([inner, item]) => [inner, valueOf(inner, item, depth + 1)]),
    );
  }

  return {
    hide(secret) {
      if (secret.length >= 4) secrets.add(secret);
    },
    facts: (facts) => valueOf('', facts, 0) as Record<string, unknown>,
    sentence,
  };
}

function lastDigits(text: string): string {
  const digits = text.replace(/\D/g, '');
  return digits.length <= 3 ? '…' : `…${digits.slice(-3)}`;
}

/** The other side's name stays; user, path, query and fragment may hold ids, names and tokens. */
function originOf(address: string): string {
  const { protocol, host } = URL.parse(address) ?? { protocol: '', host: '' };
  return host === '' ? '[address]' : `${protocol}//${host}/…`;
}

/** Our own file names and lines are what a stack is for; the folders before them say who uses the machine. */
function stackOf(stack: string, sentence: (text: string) => string): string {
  return stack
    .split('\n')
    .slice(0, 12)
    .map((line) => {
      const place = /^\s*at (.*?)\(?(?:file:\/\/)?[^()\s]*[\\/]([\w.-]+\.[cm]?[jt]sx?:\d+:\d+)\)?$/.exec(line);
      return place === null ? sentence(line.trim()) : `at ${(place[1] ?? '').trim()} ${place[2] ?? ''}`;
    })
    .join('\n');
}
