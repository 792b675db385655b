import { statSync } from 'node:fs';
import path from 'node:path';
import type { Support } from '../../../shared/desk.ts';
import type { Health } from '../../../shared/events.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Desk } from '../desk/desk.ts';
import { balance } from '../ledger/balance.ts';
import type { Store } from '../store/port.ts';
import { accountShown, sourceShown } from './overview.ts';

export type SupportParts = Pick<Support, 'waiting' | 'sources' | 'accounts' | 'databaseBytes' | 'calls'>;

const DAY = 86_400_000;

/** The engine's share of the support screen. */
export function supportParts(parts: {
  readonly store: Store;
  readonly desk: Desk;
  readonly settings: Settings;
  readonly health: Health;
  readonly now: number;
}): SupportParts {
  const { store, desk, settings, health, now } = parts;
  const { found, states } = balance(store);
  const counts = desk.counts(now - DAY);
  const waiting = (['logged', 'queued', 'unknown'] as const).flatMap((state) => store.calls.inState(state, 1));
  const oldest = Math.min(...waiting.map(({ facts }) => facts.endedAt));
  const rejected = store.legs.rejections(10_000);
  return {
    waiting: {
      calls: states.queued + states.sending + states.unknown + states.logged,
      oldestSeconds: Number.isFinite(oldest) ? Math.round((now - oldest) / 1_000) : null,
    },
    sources: settings.sources.map((source) => ({
      ...sourceShown(source, health.reasons),
      calls: counts.sources.get(source.id)?.calls ?? 0,
      rejected: rejected.filter((each) => each.source === source.id).length,
      lastRecordAt: counts.sources.get(source.id)?.lastAt ?? null,
    })),
    accounts: settings.accounts.map((account) => ({
      ...accountShown(account, health.reasons),
      signedInAs: null,
      loggedToday: counts.accounts.get(account.id) ?? 0,
      answerP50: null,
    })),
    databaseBytes: sizeOf(path.join(settings.dataDir, 'aftercall.db')),
    calls: found,
  };
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
