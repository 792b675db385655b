import type { Direction, Outcome } from '../../../../shared/call.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import type { Clock } from '../../ports.ts';
import type { CrmAccount } from '../port.ts';
import { outcomesAnswer } from './answers.ts';
import type { CloseClient } from './client.ts';

/** Close's status of a call that is over. What it has no status for is told by an outcome of the organisation. */
const STATUSES: Readonly<Record<Outcome, string>> = {
  connected: 'completed',
  no_answer: 'no-answer',
  busy: 'busy',
  voicemail_left: 'completed',
  message_left: 'completed',
  wrong_number: 'completed',
  cancelled: 'cancel',
  failed: 'failed',
};

/** Organisations name their outcomes freely: these are looked for, without regard to capitals. */
const USUAL_NAMES: Partial<Readonly<Record<Outcome, readonly string[]>>> = {
  voicemail_left: ['left voicemail', 'voicemail left', 'left a voicemail', 'voicemail', 'left vm'],
  message_left: ['left message', 'message left', 'left a message'],
  wrong_number: ['wrong number', 'bad number'],
};

/** How an outcome is written: `line` says it in the note where neither status nor outcome can. */
export interface WrittenOutcome {
  readonly status: string;
  readonly outcomeId: string | null;
  readonly line: string | null;
}

export interface Outcomes {
  write(outcome: Outcome, direction: Direction): Promise<Result<WrittenOutcome>>;
  /** The lines that `write` can have put into a note. */
  lines(outcome: Outcome, direction: Direction): readonly (string | null)[];
  /** An outcome vanished in Close: the list is asked for anew. */
  forget(): void;
}

/** How long the organisation's list is believed. Milliseconds. */
const BELIEVED = 10 * 60_000;

/** `words` are the account's own names of outcomes. A call that needs no outcome costs no request. */
export function createOutcomes(client: CloseClient, clock: Clock, words: CrmAccount['outcomes'] = {}): Outcomes {
  let known: { readonly ids: ReadonlyMap<string, string>; readonly until: number } | undefined;

  async function ids(): Promise<Result<ReadonlyMap<string, string>>> {
    if (known !== undefined && clock.now() < known.until) return ok(known.ids);
    const listed = await listOutcomes(client);
    if (listed.ok) known = { ids: listed.value, until: clock.now() + BELIEVED };
    return listed;
  }

  return {
    async write(outcome, direction) {
      const status = STATUSES[outcome];
      const own = words[outcome];
      const names = own === undefined ? USUAL_NAMES[outcome] : [own.trim().toLowerCase()];
      if (names === undefined) return ok({ status, outcomeId: null, line: null });
      const listed = await ids();
      if (!listed.ok) return listed;
      const outcomeId = names.map((name) => listed.value.get(name)).find((id) => id !== undefined) ?? null;
      return ok({ status, outcomeId, line: outcomeId === null ? lineOf(outcome, direction, own) : null });
    },
    lines: (outcome, direction) => [lineOf(outcome, direction, words[outcome]), null],
    forget() {
      known = undefined;
    },
  };
}

/** Who may not see the outcomes logs without. */
async function listOutcomes(client: CloseClient): Promise<Result<ReadonlyMap<string, string>>> {
  const ids = new Map<string, string>();
  for (let skip = 0; ; skip += PAGE) {
    const page = await client.call('listOutcomes', {
      path: '/outcome/',
      query: { _limit: String(PAGE), _skip: String(skip) },
      answer: outcomesAnswer,
    });
    if (!page.ok) return page.error.category === 'refused' ? ok(ids) : page;
    for (const { id, name, applies_to: appliesTo } of page.value.data) {
      const key = (name ?? '').trim().toLowerCase();
      if (appliesTo?.includes('calls') !== false && !ids.has(key)) ids.set(key, id);
    }
    if (page.value.has_more !== true || page.value.data.length === 0) return ok(ids);
  }
}

const PAGE = 100;

function lineOf(outcome: Outcome, direction: Direction, own: string | undefined): string | null {
  if (own !== undefined) return `Outcome: ${own}`;
  if (outcome === 'voicemail_left')
    return direction === 'inbound' ? 'The caller left a voicemail.' : 'Left a voicemail.';
  if (outcome === 'message_left') return 'Left a message.';
  return outcome === 'wrong_number' ? 'Wrong number.' : null;
}
