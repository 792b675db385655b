import type { CallFilter, CallRow, Overview, Waveform } from '../../../shared/desk.ts';
import type { CallName } from '../../../shared/channels.ts';
import { isIn } from '../../../renderer/view.ts';
import type { Answers } from './page.ts';
import { at, CONTACTS, overviewOf, ROWS, sheetOf } from './rows.ts';

const wave: Waveform = {
  seconds: 201,
  channels: [0, 1].map((channel) =>
    Array.from({ length: 92 }, (_, index) => {
      const speaks = Math.sin(index / 7) > 0 === (channel === 0);
      return speaks ? 0.35 + 0.6 * Math.abs(Math.sin(index * 1.7 + channel)) : 0.03;
    }),
  ),
};

function pageOf(
  rows: readonly CallRow[],
  { filter, offset, limit }: { filter: CallFilter; offset: number; limit: number },
) {
  const text = filter.search.toLowerCase();
  const found = rows.filter(
    (row) =>
      isIn(filter.view, row.state) &&
      (filter.direction === null || row.direction === filter.direction) &&
      (filter.from === null || row.startedAt >= filter.from) &&
      (filter.before === null || row.startedAt < filter.before) &&
      `${row.name ?? ''} ${row.company ?? ''} ${row.number ?? ''}`.toLowerCase().includes(text),
  );
  const days = new Map<string, { calls: number; talkSeconds: number }>();
  for (const { startedAt, talkSeconds } of found) {
    const day = new Date(startedAt).toISOString().slice(0, 10);
    const sum = days.get(day) ?? { calls: 0, talkSeconds: 0 };
    days.set(day, { calls: sum.calls + 1, talkSeconds: sum.talkSeconds + talkSeconds });
  }
  return {
    total: found.length,
    days: [...days].map(([day, sum]) => ({ day, ...sum })),
    offset,
    rows: found.slice(offset, offset + limit),
  };
}

export interface World {
  readonly answers: Answers;
  /** Every call made, in order. */
  readonly asked: { readonly name: CallName; readonly input: unknown }[];
  rows: readonly CallRow[];
  overview: Partial<Overview>;
  /** Answers of single calls instead of the usual ones. */
  readonly special: Partial<Record<CallName, (input: unknown) => unknown>>;
}

/** A main process that holds these calls and decides nothing. */
export function createCallsWorld(rows: readonly CallRow[] = ROWS, overview: Partial<Overview> = {}): World {
  const ok = (value: unknown) => ({ ok: true, value });
  const world: World = {
    asked: [],
    rows,
    overview,
    special: {},
    answers(name, input) {
      world.asked.push({ name, input });
      const special = world.special[name];
      if (special !== undefined) return special(input);
      const { id: one, ids = [] } = input as { id?: string; ids?: readonly string[] };
      switch (name) {
        case 'overview':
          return ok(overviewOf(world.rows, world.overview));
        case 'listCalls':
          return ok(pageOf(world.rows, input as { filter: CallFilter; offset: number; limit: number }));
        case 'callRows':
          return ok(world.rows.filter((row) => ids.includes(row.id)));
        case 'callSheet': {
          const row = world.rows.find((each) => each.id === one);
          return row === undefined
            ? { ok: false, error: { category: 'local', code: 'unknown_call', message: 'gone', delivery: 'not_sent' } }
            : ok(sheetOf(row));
        }
        case 'waveform':
          return ok(wave);
        case 'findContacts':
          return ok(CONTACTS);
        case 'lookUp':
          return ok({
            at: at('14:34'),
            contacts: [],
            proposal: { reason: 'no_contact', contact: null, dealId: null, leadId: null },
          });
        case 'logCalls':
          return ok({ logged: ids.length, left: 0 });
        case 'ignoreCalls':
          return ok({ ignored: ids.length, left: 0 });
        case 'settings':
          return ok({
            ...{
              file: '/settings.json',
              inForce: { desktop: {} },
              problems: [],
              locked: [],
              keychain: 'GNOME Keyring',
              platform: 'linux',
            },
            written: { accounts: [{ id: 'sales', crm: 'pipedrive', baseUrl: 'https://harborline.example.com' }] },
            shortcuts: { log: { keys: '', taken: false }, focus: { keys: '', taken: false } },
          });
        default:
          return ok({ effect: 'queued' });
      }
    },
  };
  return world;
}
