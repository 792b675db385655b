import { XMLParser } from 'fast-xml-parser';
import type { Mapped } from './format.ts';
import { readFreeswitchLeg } from './freeswitch-leg.ts';
import type { FreeswitchDocument, FreeswitchFlow } from './freeswitch-leg.ts';

/** What one file holds. `unfinished`: it does not end as it should, and may still be written. */
export type DocumentReading = { readonly mapped: Mapped } | { readonly unfinished: string };

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads one `*.cdr.json`. */
export function readFreeswitchJson(text: string): DocumentReading {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    return { unfinished: 'bad_json' };
  }
  return isTree(parsed) ? toReading(parsed, (value) => value) : noCall('The file holds no JSON object.');
}

/** Names and values as they stand: no entity is expanded by the parser, so none can be used against us. */
const parser = new XMLParser({
  ignoreAttributes: true,
  processEntities: false,
  parseTagValue: false,
  trimValues: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Long, and nothing in them is about who spoke when.
  stopNodes: ['cdr.app_log', 'cdr.callStats', 'cdr.call-stats', 'cdr.channel_data', 'cdr.callflow.extension'],
});

/** Reads one `*.cdr.xml`. A document type, with which entities could be made, is refused. */
export function readFreeswitchXml(text: string): DocumentReading {
  if (!/<\/cdr>\s*$/.test(text)) return { unfinished: 'bad_xml' };
  if (/<!DOCTYPE/i.test(text)) return noCall('The file has a document type; a call of FreeSWITCH has none.');
  let parsed: unknown;
  try {
    parsed = parser.parse(text);
  } catch (thrown) {
    // The parser throws plain errors for a tag that never ends.
    if (!(thrown instanceof Error)) throw thrown;
    return { unfinished: 'bad_xml' };
  }
  const root = isTree(parsed) ? parsed['cdr'] : undefined;
  return isTree(root) ? toReading(root, decodeEntities) : noCall('The file has no element <cdr>.');
}

const noCall = (detail: string): DocumentReading => ({ mapped: { rejection: { reason: 'not_a_call', detail } } });

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const HIGHEST = 0x10ffff;

/** The five entities of XML and numbered characters; anything else stays as it is. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:([a-z]{2,4})|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
    (whole, name?: string, dec?: string, hex?: string) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
      const code = dec === undefined ? parseInt(hex ?? '', 16) : Number(dec);
      return code > 0 && code <= HIGHEST ? String.fromCodePoint(code) : whole;
    },
  );
}

/** Values are URL-encoded where the switch is set to; a bare `%` is a character like any other. */
function decodeUrl(text: string): string {
  if (!/%[0-9a-f]{2}/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch (thrown) {
    if (thrown instanceof URIError) return text;
    throw thrown;
  }
}

/** A text, or the first of several; empty for anything else. */
function textAt(tree: Tree, name: string): string {
  const own = Object.hasOwn(tree, name) ? tree[name] : undefined;
  const value: unknown = Array.isArray(own) ? own[0] : own;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

const listOf = (value: unknown): readonly Tree[] => (Array.isArray(value) ? value : [value]).filter(isTree);

function toReading(root: Tree, decode: (text: string) => string): DocumentReading {
  const variables = root['variables'];
  const flows = listOf(root['callflow']).map((flow) => toFlow(flow, decode));
  if (!isTree(variables) && flows.length === 0) return noCall('The file holds no variables and no callflow.');
  const tree = isTree(variables) ? variables : {};
  const document: FreeswitchDocument = { variable: (name) => decodeUrl(decode(textAt(tree, name))), flows };
  return { mapped: readFreeswitchLeg(document) };
}

function toFlow(flow: Tree, decode: (text: string) => string): FreeswitchFlow {
  const profile = isTree(flow['caller_profile']) ? flow['caller_profile'] : {};
  const times = isTree(flow['times']) ? flow['times'] : {};
  return {
    profile: (name) => decodeUrl(decode(textAt(profile, name) || otherEnd(profile, name))),
    times: (name) => textAt(times, name),
  };
}

/** `originator_chan_name`, `originatee_chan_name`: the channel of the leg at the other end, nested in the profile. */
function otherEnd(profile: Tree, name: string): string {
  const match = /^(originator|originatee)_(.+)$/.exec(name);
  const [, end = '', inner = ''] = match ?? [];
  const tree = end === '' ? undefined : profile[end];
  if (!isTree(tree)) return '';
  const profiles = tree[`${end}_caller_profiles`] ?? tree[`${end}_caller_profile`];
  const last = listOf(
    isTree(profiles) && isTree(profiles[`${end}_caller_profile`]) ? profiles[`${end}_caller_profile`] : profiles,
  ).at(-1);
  return last === undefined ? '' : textAt(last, inner);
}
