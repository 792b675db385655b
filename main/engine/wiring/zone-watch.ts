import type { CallFacts } from '../../../shared/call.ts';
import type { HealthReason } from '../../../shared/events.ts';
import type { Leg } from '../../../shared/leg.ts';
import type { SourceSettings } from '../../../shared/settings.ts';
import { zoneByFile } from '../calls/zone-by-file.ts';
import type { Files } from '../ports.ts';

/** So many looks in a row have to say the same before somebody is told that calls lie in the past. */
const IN_A_ROW = 2;
const HOUR = 3_600_000;

/** Holds the newest call of a source that names no zone against the time of its file, and says when they do not fit. */
export class ZoneWatch {
  readonly #source: SourceSettings;
  #newestEnd = -Infinity;
  #shift: number | null = null;
  #looks = 0;

  constructor(source: SourceSettings) {
    this.#source = source;
  }

  /** A call was found. Ids that hold an epoch need no such help. */
  seen({ endedAt }: CallFacts, legs: readonly Leg[]): void {
    if (endedAt <= this.#newestEnd) return;
    if (legs.every(({ clock, epoch }) => clock === 'wall' && epoch === null)) this.#newestEnd = endedAt;
  }

  /** To be called when rows were read. `fresh`: they were appended while somebody watched. */
  async check(files: Files, fresh: boolean): Promise<void> {
    if (this.#newestEnd === -Infinity) return;
    const facts = await files.facts(this.#source.path);
    if (facts?.kind !== 'file') return;
    const shift = zoneByFile(this.#newestEnd, facts.modifiedAt, fresh);
    this.#looks = shift !== null && shift === this.#shift ? this.#looks + 1 : 1;
    this.#shift = shift;
  }

  get reason(): HealthReason | undefined {
    const shift = this.#shift;
    if (shift === null || (shift < 0 && this.#looks < IN_A_ROW)) return undefined;
    const { id, timeZone } = this.#source;
    const hours = Math.abs(shift) / HOUR;
    return {
      scope: 'source',
      id,
      code: 'zone_doubtful',
      category: 'notice',
      message:
        `The newest call in this file ended ${hours} h ${shift > 0 ? 'after' : 'before'} the file was written, if its times ` +
        `are those of ${timeZone}. Correct timeZone of this source.`,
    };
  }
}
