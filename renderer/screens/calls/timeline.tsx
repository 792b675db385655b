import type { CallSheet } from '../../../shared/desk.ts';
import { crmName } from '../../../shared/texts/crm.ts';
import { useSaid, type Said } from '../../i18n/index.tsx';
import { formatName } from './format-name.ts';

type Entry = CallSheet['detail']['timeline'][number];

const GOOD: ReadonlySet<string> = new Set([
  'logged',
  'found_in_crm',
  'recording_attached',
  'updated',
  'contact_created',
  'follow_up_created',
  'link_renewed',
]);
const WARN: ReadonlySet<string> = new Set([
  ...['answer_lost', 'failed_attempt', 'failed_upload', 'held', 'recording_waits', 'kept_in_crm', 'cannot_change'],
  ...['recording_changed', 'link_not_renewed', 'follow_up_uncertain'],
]);
const BAD: ReadonlySet<string> = new Set([
  'failed',
  'recording_refused',
  'recording_unusable',
  'change_refused',
  'remove_refused',
  'follow_up_refused',
]);

const toneOf = (code: string): string =>
  GOOD.has(code) ? 'good' : WARN.has(code) ? 'warn' : BAD.has(code) ? 'bad' : '';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A detail in words: names of fields, or a code; what has no words is left out rather than shown raw. */
function whyOf(detail: string | null, { screens, words }: Said): string {
  if (detail === null) return '';
  const { fields, problems } = screens.calls.timeline;
  const newest = /^newest_of_(\d+)$/.exec(detail);
  if (newest !== null) return words.matches(Number(newest[1]));
  return detail
    .split(',')
    .map((part) => problems[part] ?? fields[part] ?? words.reasons[part]?.toLocaleLowerCase() ?? '')
    .filter((part) => part !== '')
    .join(', ');
}

/** One entry as a sentence; a code of a newer version is told as what it is. */
export function sentenceOf({ code, detail }: Pick<Entry, 'code' | 'detail'>, crm: string, said: Said): string {
  const { codes, unknown } = said.screens.calls.timeline;
  const day = detail !== null && DAY.test(detail) ? said.formats.day(detail) : '';
  return codes[code]?.({ detail, crm, why: whyOf(detail, said), day }) ?? unknown(code);
}

interface Line {
  readonly at: number | null;
  readonly tone: string;
  readonly text: string;
}

function linesOf({ detail, call, legs, crm, goesAt, row }: CallSheet, source: string, said: Said): Line[] {
  const { timeline } = said.screens.calls;
  const name = crm === null ? 'CRM' : crmName(crm);
  const lines: Line[] = detail.timeline.map((entry) => ({
    at: entry.at,
    tone: toneOf(entry.code),
    text: sentenceOf(entry, name, said),
  }));
  const first: Line[] = [{ at: Date.parse(call.endedAt), tone: '', text: timeline.found(source) }];
  if (legs.length > 1) first.push({ at: null, tone: '', text: timeline.legs(legs.length) });
  const next = nextOf({ detail, crm: name, goesAt, row, said });
  return [...first, ...lines, ...(next === undefined ? [] : [next])];
}

interface NextOptions {
  readonly detail: CallSheet['detail'];
  readonly crm: string;
  readonly goesAt: number | null;
  readonly row: CallSheet['row'];
  readonly said: Said;
}

/** What comes next, and who moves. */
function nextOf({ detail: { state }, crm, goesAt, said }: NextOptions): Line | undefined {
  const { next } = said.screens.calls.timeline;
  const at = (time: number) => said.formats.time(time);
  switch (state.name) {
    case 'pending':
      return { at: null, tone: 'now', text: next.pending({ crm, time: '' }) };
    case 'settling':
      return { at: null, tone: 'next', text: next.settling({ crm, time: '' }) };
    case 'unknown':
      return { at: null, tone: 'next', text: next.unknown({ crm, time: '' }) };
    case 'logged':
      return { at: null, tone: 'next', text: next.logged({ crm, time: '' }) };
    case 'queued': {
      if (goesAt !== null) return { at: null, tone: 'next', text: next.auto({ crm, time: at(goesAt) }) };
      if (state.reason === 'network') return { at: null, tone: 'next', text: next.network({ crm, time: '' }) };
      if (state.reason === 'sign_in') return { at: null, tone: 'now', text: next.sign_in({ crm, time: '' }) };
      if (state.reason === 'busy') return { at: null, tone: 'next', text: next.busy({ crm, time: at(state.due) }) };
      return undefined;
    }
    default:
      return undefined;
  }
}

export function Timeline({ sheet, format }: { sheet: CallSheet; format: string | null }) {
  const said = useSaid();
  const lines = linesOf(sheet, format === null ? sheet.row.source : formatName(format), said);
  return (
    <section className="section">
      <div className="section-head">
        <h3>{said.screens.calls.detail.happened}</h3>
      </div>
      <ol className="timeline">
        {lines.map(({ at, tone, text }, index) => (
          <li key={index} className={tone}>
            <time className="t">{at === null ? '' : said.formats.timeWithSeconds(at)}</time>
            <span className="dot" />
            <span className="what">{text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
