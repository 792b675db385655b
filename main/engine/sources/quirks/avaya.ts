import type { Rejection } from '../../../../shared/leg.ts';
import { parseClockLength, parseSeconds } from '../stamp.ts';
import type { Joined, LineJoiner, Quirk } from './quirk.ts';

/** `E201`: a phone. `V9501`: a channel of the voicemail; `V9551` and up: a conference. `T9001`: a line. */
const PHONE = /^E(\w+)/;
const VOICEMAIL = /^V95(?:[0-4]\d|50)/;
const MAILBOX_NAME = /^VM Channel/i;

/** IP Office. The phone is always party 1; the direction of an internal call is `O` and a flag of its own. */
export const avaya: Quirk = {
  lines: () => new AvayaLines(),
  values(values, row) {
    if (row.get('is internal') === '1') values.direction = 'internal';
    const ends = [
      { device: row.get('party1device'), name: row.get('party1name') },
      { device: row.get('party2device'), name: row.get('party2name') },
    ];
    values.voicemail = ends.some(({ device, name }) => VOICEMAIL.test(device) || MAILBOX_NAME.test(name));
    if (values.voicemail && Number(values.talk.replaceAll(':', '')) === 0) values.voicemail = false;
    const phone = PHONE.exec(row.get('party1device'))?.[1];
    if (values.direction === 'I' && phone !== undefined) {
      values.to = phone;
      values.ownNumber = row.get('dialled number');
    }
    if (values.direction === 'O' && phone !== undefined && values.from !== phone) values.from = phone;
    values.final = row.get('continuation') !== '1';
    return undefined;
  },
};

/** Collectors put a stamp and the address of the system before every piece that they received. */
const PREFIX = /^\0*(?:\[\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\]\s+\S+\s+)?\0*/;
const BEGINS = /^(?:\d{4}\/\d{2}\/\d{2}|\d{2}\/\d{2}\/\d{4}) \d{2}:\d{2}/;
const MAY_BEGIN = /^[\d/]{1,10}(?: [\d:]{0,5})?$/;
const SHORTEST = 15;
const [START, TALK, RING, CALL_ID, CONTINUATION, HOLD, PARK] = [0, 1, 2, 9, 10, 15, 16] as const;

function secondsOf(text = ''): number {
  const seconds = text.includes(':') ? parseClockLength(text, ['h', 'm', 's']) : parseSeconds(text);
  return Number.isNaN(seconds) ? 0 : seconds;
}

/** Calls with segments under way; more than any system has. */
const MOST_CALLS = 500;

/**
 * Records come over a line that cuts them anywhere: a piece waits for the one that completes it. All segments of a call
 * carry the start of the call; a later one began when those before it had ended, so their length goes before its ringing.
 */
class AvayaLines implements LineJoiner {
  #piece: string[] = [];
  #width = 0;
  /** Seconds of the segments so far, by start and id. */
  #before = new Map<string, number>();
  /** The row before was shorter than those before it: its end may come as a line of its own. */
  #cutLast = false;

  get state(): string {
    if (this.#piece.length === 0 && this.#width === 0) return '';
    return JSON.stringify([this.#width, this.#cutLast, this.#piece, [...this.#before]]);
  }

  restore(state: string): void {
    const [width, cutLast, piece, before] = JSON.parse(state) as [number, boolean, string[], [string, number][]];
    this.#width = width;
    this.#cutLast = cutLast;
    this.#piece = piece;
    this.#before = new Map(before);
  }

  take(written: readonly string[]): Joined {
    const fields = [(written[0] ?? '').replace(PREFIX, ''), ...written.slice(1)];
    const begins = BEGINS.test(fields[0] ?? '');
    if (this.#piece.length > 0 && !begins) {
      const joined = [...this.#piece.slice(0, -1), `${this.#piece.at(-1) ?? ''}${fields[0] ?? ''}`, ...fields.slice(1)];
      return this.#whole(joined);
    }
    const lost = this.#forget();
    if (begins) return { ...this.#whole(fields), ...lost };
    if (fields.length === 1 && MAY_BEGIN.test(fields[0] ?? '')) return { ...this.#wait(fields), ...lost };
    if (this.#cutLast && fields.length < this.#width) {
      this.#cutLast = false;
      return { skip: 'rest_of_line', ...lost };
    }
    return { fields, ...lost };
  }

  #whole(fields: string[]): Joined {
    if (!BEGINS.test(fields[0] ?? '') || fields.length < SHORTEST) return this.#wait(fields);
    this.#piece = [];
    this.#cutLast = fields.length < this.#width;
    this.#width = Math.max(this.#width, fields.length);
    return { fields: this.#inOrder(fields) };
  }

  #inOrder(fields: string[]): string[] {
    const key = `${fields[START] ?? ''} ${fields[CALL_ID] ?? ''}`;
    const before = this.#before.get(key) ?? 0;
    const ring = secondsOf(fields[RING]);
    this.#before.delete(key);
    if (fields[CONTINUATION] === '1') {
      const [oldest] = this.#before.keys();
      if (this.#before.size >= MOST_CALLS && oldest !== undefined) this.#before.delete(oldest);
      this.#before.set(key, before + ring + [TALK, HOLD, PARK].reduce((sum, at) => sum + secondsOf(fields[at]), 0));
    }
    return before === 0 ? fields : fields.with(RING, String(before + ring));
  }

  #wait(fields: string[]): Joined {
    this.#piece = fields;
    return { skip: 'cut_line' };
  }

  #forget(): { lost?: Rejection } {
    if (this.#piece.length === 0) return {};
    const shown = this.#piece.join(',').slice(0, 60);
    this.#piece = [];
    return {
      lost: { reason: 'cut_line', detail: `The line before was cut and never completed: ${JSON.stringify(shown)}.` },
    };
  }
}
