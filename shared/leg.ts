/** One side of a leg. */
export interface Party {
  /** The address as the source wrote it: number, SIP user, or empty. */
  readonly address: string;
  /** Display name, decoded; null when there is none. */
  readonly name: string | null;
  /** The channel or line that carried this side (`PJSIP/100-0000002a`), null when the format has none. */
  readonly channel: string | null;
  /**
   * What the channel says about this side: an extension's own device (`endpoint` is its name, `100`), a pipe inside the
   * PBX (`Local/…`: same pipe, same `endpoint`), anything else (a trunk, or a device with a name that is no number),
   * or nothing. `self`: the agent's own softphone, whose list holds nobody else's calls.
   */
  readonly kind: 'extension' | 'pipe' | 'other' | 'none' | 'self';
  readonly endpoint: string | null;
}

export type Disposition = 'answered' | 'no_answer' | 'busy' | 'cancelled' | 'failed' | 'unknown';

/**
 * What one record says about a call. Pure data, kept as JSON beside the call, so that a call can be folded again when
 * another leg arrives.
 */
export interface Leg {
  /** Canonical text of the fields that make this leg itself, independent of encoding, quoting and file position. */
  readonly identity: string;
  /** True when `identity` holds an id of the format: an equal leg is the same leg. False: equal legs are counted. */
  readonly unique: boolean;
  /** Ids that legs of one call share, strongest first (linkedid, uniqueid). Empty: the leg stands alone. */
  readonly groupIds: readonly string[];
  /** Names that live no longer than a call; legs that share one and touch in time belong together. */
  readonly linkNames: readonly string[];
  /** `utc`: the three times are epoch milliseconds. `wall`: milliseconds of the wall clock read as if it were UTC. */
  readonly clock: 'utc' | 'wall';
  readonly start: number;
  readonly answer: number | null;
  readonly end: number | null;
  /** The row tells when it began to ring and how long was talked, no more: `answer` and `end` are as if at once. */
  readonly answerGuessed?: true;
  /** Epoch milliseconds found inside an id of this leg: when its first channel was made. */
  readonly epoch: number | null;
  readonly talkSeconds: number;
  readonly disposition: Disposition;
  /** Answered by the dialplan alone (announcement, IVR, hang-up): nobody spoke. */
  readonly dialplanOnly: boolean;
  readonly voicemail: boolean;
  readonly from: Party;
  readonly to: Party;
  /** Inbound number dialled (DID), own number shown, or null. */
  readonly ownNumber: string | null;
  /** The PBX's own word on the direction, or what its context says; null when it says nothing. */
  readonly direction: 'inbound' | 'outbound' | 'internal' | null;
  /** Base names or paths of recordings that the row itself names. */
  readonly recordingNames: readonly string[];
  /** Ids that recorders put into file names. */
  readonly fileIds: readonly string[];
  /** False while the row may still change (ringing, talking). */
  readonly final: boolean;
}

/** Why a record is not a leg. Kept and shown, never dropped. */
export interface Rejection {
  /** Stable, snake_case: `too_few_columns`, `bad_date`, `unclosed_quote`, … */
  readonly reason: string;
  /** One sentence in English that names the column and the value seen. */
  readonly detail: string;
}
