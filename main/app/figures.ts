import type { Figure } from '../../shared/desk.ts';
import type { EngineEvent } from '../../shared/events.ts';

/** Measurements kept of each figure. */
const KEPT = 500;
/** Of these the newest are drawn. */
const DRAWN = 24;

/** Milliseconds; see the published targets. */
const TARGETS: Readonly<Record<Figure['name'], number>> = { noticed: 5_000, click_to_crm: 1_500, attached: 5_000 };

export interface Figures {
  heard(event: EngineEvent): void;
  /** The agent pressed the button for this call. */
  clicked(id: string): void;
  read(): readonly Figure[];
}

/** How quick we are, measured while we work: from the end of a call to its being noticed, click to CRM, whole to attached. */
export function createFigures(now: () => number): Figures {
  const samples: Record<Figure['name'], number[]> = { noticed: [], click_to_crm: [], attached: [] };
  const clicks = new Map<string, number>();
  const whole = new Map<string, number>();
  const seen = new Set<string>();

  function add(name: Figure['name'], since: number | undefined): void {
    if (since === undefined) return;
    samples[name].push(Math.max(0, now() - since));
    if (samples[name].length > KEPT) samples[name].shift();
  }

  return {
    heard(event) {
      if (event.event === 'call' && !seen.has(event.call.id)) {
        seen.add(event.call.id);
        const ended = Date.parse(event.call.endedAt);
        // What was found long after its end was waiting in the file, not for us.
        if (now() - ended < 60_000) add('noticed', ended);
      } else if (event.event === 'state' && (event.to === 'logged' || event.to === 'synced')) {
        add('click_to_crm', clicks.get(event.id));
        clicks.delete(event.id);
      } else if (event.event === 'recording') {
        if (event.state === 'whole') whole.set(event.id, now());
        if (event.state === 'attached') add('attached', whole.get(event.id));
        if (event.state !== 'whole') whole.delete(event.id);
      }
    },
    clicked: (id) => void clicks.set(id, now()),
    read: () =>
      (Object.keys(samples) as Figure['name'][]).map((name) => ({
        name,
        p50: quantile(samples[name], 0.5),
        p99: quantile(samples[name], 0.99),
        target: TARGETS[name],
        recent: samples[name].slice(-DRAWN),
      })),
  };
}

function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null;
}
