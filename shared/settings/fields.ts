import { z } from 'zod';
import { COUNTRIES } from './countries.ts';

/**
 * Attaches what `docs/settings.md` and the JSON schema say about a setting: what it is, and why it has this default or
 * these bounds. `otherwise` names a default that is worked out and not written down.
 */
export function setting<T extends z.ZodType>(schema: T, words: { is: string; why: string; otherwise?: string }): T {
  const { is, ...more } = words;
  return schema.meta({ description: is, ...more });
}

export const text = z.string().min(1, 'must not be empty');

/** Ids stand in the ledger, in logs and in keychain entries: no blanks, no separators. */
export const identifier = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'must be 1 to 64 letters, digits, ".", "_" or "-", a letter or digit first',
  );

export function isTimeZone(name: string): boolean {
  // Loading the zones costs a start more than anything else here, and most servers need none.
  if (name === 'UTC') return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}

export const timeZone = z
  .string()
  .refine(isTimeZone, 'must be a time zone of the IANA list, for example "Europe/Berlin" or "UTC"');

export const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be the two capital letters of a country (ISO 3166), for example "US"')
  .superRefine((code, context) => {
    if (COUNTRIES.has(code) || !/^[A-Z]{2}$/.test(code)) return;
    const today = new Intl.Locale('und', { region: code }).maximize().region ?? '';
    const guess = COUNTRIES.has(today) ? `; did you mean "${today}"?` : '';
    context.addIssue({ code: 'custom', message: `"${code}" is no country of ISO 3166 with telephone numbers${guess}` });
  });

const ORIGIN = /^(https?):\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?\/?$/i;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** A bare origin; `http` stays on this machine. Gives the origin in lower case without a closing slash. */
export const origin = z.string().transform((written, context) => {
  const [, scheme = '', host = ''] = ORIGIN.exec(written) ?? [];
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (host === '')
    return refuse('must be a bare origin such as "https://acme.pipedrive.com", without path, query or user');
  if (scheme.toLowerCase() === 'http' && !LOOPBACK.test(host))
    return refuse('must begin with https://; http is for this machine only');
  return written.toLowerCase().replace(/\/$/, '');
});

/** Encodings of single lines that are no UTF-8, by the names iconv knows. */
export const CODE_PAGES = [
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'windows-874',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-5',
  'iso-8859-7',
  'iso-8859-9',
  'iso-8859-15',
  'cp437',
  'cp850',
  'cp852',
  'cp866',
  'koi8-r',
  'koi8-u',
  'shift_jis',
  'euc-jp',
  'gbk',
  'gb18030',
  'big5',
  'euc-kr',
] as const;
