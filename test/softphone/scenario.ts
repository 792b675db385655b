/** What happens on the phone, in seconds and people. `script.ts` turns it into rows and recordings. */

export interface Outside {
  /** As the trunk delivers it: digits, with or without `+`; `anonymous` for a hidden caller. */
  readonly number: string;
  readonly name?: string;
}

export type Scenario =
  | { readonly kind: 'inbound'; readonly from: Outside; readonly ring: number; readonly talk: number }
  | { readonly kind: 'missed'; readonly from: Outside; readonly ring: number }
  | { readonly kind: 'voicemail'; readonly from: Outside; readonly ring: number; readonly message: number }
  | {
      readonly kind: 'ring_group';
      readonly from: Outside;
      readonly group: string;
      /** Extensions that ring; each leaves a row. */
      readonly phones: readonly string[];
      readonly answeredBy: string;
      readonly ring: number;
      readonly talk: number;
    }
  | { readonly kind: 'outbound'; readonly to: string; readonly ring: number; readonly talk: number }
  | { readonly kind: 'unanswered'; readonly to: string; readonly ring: number }
  | { readonly kind: 'busy'; readonly to: string; readonly ring: number }
  | { readonly kind: 'internal'; readonly to: string; readonly ring: number; readonly talk: number }
  | {
      /** The agent answers, talks, and sends the caller to a colleague without asking. */
      readonly kind: 'blind_transfer';
      readonly from: Outside;
      readonly to: string;
      readonly ring: number;
      readonly talk: number;
      readonly ringAgain: number;
      readonly talkAgain: number;
    }
  | {
      /** The agent answers, talks, asks a colleague first, and then connects the two. */
      readonly kind: 'attended_transfer';
      readonly from: Outside;
      readonly to: string;
      readonly ring: number;
      readonly talk: number;
      readonly ringAgain: number;
      readonly consult: number;
      readonly talkAgain: number;
    };

/** Where the phone stands. */
export interface Office {
  /** The agent's own extension and name. */
  readonly extension: string;
  readonly agent: string;
  /** Endpoint of the line to the outside. */
  readonly trunk: string;
}

/** What one conversation was, told by the phone itself: what a reader of the rows should find. */
export interface Conversation {
  readonly direction: 'inbound' | 'outbound' | 'internal';
  /** The other side as dialled or shown. */
  readonly remote: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Seconds from the first answer to the last hang-up; 0 when nobody spoke. */
  readonly talkSeconds: number;
}
