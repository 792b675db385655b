import type { AccountShown, Overview, SourceShown } from '../../../shared/desk.ts';
import type { EngineEvent, Health, HealthReason } from '../../../shared/events.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Desk } from '../desk/desk.ts';
import { balance } from '../ledger/balance.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/port.ts';

/** From so many calls on their way on, the screens speak of catching up. */
const CATCHING_UP = 20;
const MINUTE = 60_000;

/** What every window shows at all times. Hears every event, so that it can say since when and how fast. */
export class Overviews {
  readonly #clock: Clock;
  readonly #settings: Settings;
  #healthSince: number;
  /** When calls reached the CRM, the last minute of them. */
  #arrivals: number[] = [];
  /** Calls that reached the CRM since the catching up began. */
  #done = 0;

  constructor(clock: Clock, settings: Settings) {
    this.#clock = clock;
    this.#settings = settings;
    this.#healthSince = clock.now();
  }

  heard(event: EngineEvent): void {
    if (event.event === 'health') this.#healthSince = this.#clock.now();
    if (event.event !== 'state' || event.from === 'logged') return;
    if (event.to === 'logged' || event.to === 'synced') {
      this.#arrivals.push(this.#clock.now());
      this.#done++;
    }
  }

  make(parts: { store: Store; desk: Desk; health: Health; paused: boolean; listOpen: boolean }): Overview {
    const { store, desk, health, paused, listOpen } = parts;
    const ledger = balance(store);
    return {
      ledger,
      today: listOpen ? desk.today() : ledger,
      health,
      healthSince: this.#healthSince,
      paused,
      mode: this.#settings.logging.mode,
      sources: this.#settings.sources.map((source) => sourceShown(source, health.reasons)),
      accounts: this.#settings.accounts.map((account) => accountShown(account, health.reasons)),
      catchingUp: this.#catchingUp(ledger.states.queued + ledger.states.sending + ledger.states.unknown),
      next: desk.next(),
    };
  }

  #catchingUp(waiting: number): Overview['catchingUp'] {
    const since = this.#clock.now() - MINUTE;
    this.#arrivals = this.#arrivals.filter((at) => at > since);
    if (waiting === 0) this.#done = 0;
    if (waiting + this.#done < CATCHING_UP || waiting === 0) return null;
    return { done: this.#done, of: this.#done + waiting, perMinute: this.#arrivals.length };
  }
}

export function sourceShown(
  { id, format, path }: Settings['sources'][number],
  reasons: readonly HealthReason[],
): SourceShown {
  const trouble = reasons.find(
    (reason) => reason.scope === 'source' && reason.id === id && reason.category !== 'notice',
  );
  return { id, format, path, trouble: trouble?.message ?? null };
}

const ACCOUNT_STATES: Readonly<Partial<Record<HealthReason['category'], AccountShown['state']>>> = {
  sign_in: 'sign_in',
  busy: 'paused',
  network: 'offline',
};

export function accountShown(
  { id, crm }: Settings['accounts'][number],
  reasons: readonly HealthReason[],
): AccountShown {
  const reason = reasons.find((each) => each.scope === 'account' && each.id === id);
  const state = reason === undefined ? undefined : ACCOUNT_STATES[reason.category];
  return { id, crm, state: state ?? 'fine', why: reason?.message ?? null };
}
