import { createSign, createVerify, generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { telephonyRefusal, type Answer } from './answers.ts';
import { ORGANIZATION_ID } from './ids.ts';
import type { Store } from './store.ts';
import type { StoredRecord } from './types.ts';

export interface TelephonyOptions {
  readonly callCenter: string;
  readonly provider: string;
  readonly pendingMs: number;
  readonly voiceFields: readonly string[];
  readonly now: () => number;
}

interface Pending {
  readonly at: number;
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const LONGEST_LIFE = 86_400;
/** A clock may be off by this many seconds. */
const LEEWAY = 300;
const TIMES = ['startTime', 'endTime', 'enqueueTime', 'acceptTime'];

/** The host of Service Cloud Voice: takes everything, works on it later, and does not say how that ended. */
export class Telephony {
  readonly #options: TelephonyOptions;
  readonly #store: Store;
  readonly #usedOnce = new Set<string>();
  #pending: Pending[] = [];

  constructor(store: Store, options: TelephonyOptions) {
    this.#store = store;
    this.#options = options;
  }

  signToken(claims: Readonly<Record<string, unknown>> = {}): string {
    const now = Math.floor(this.#options.now() / 1000);
    const all = { iss: ORGANIZATION_ID, sub: this.#options.callCenter, iat: now, exp: now + 3_600, ...claims };
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(all)}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(this.#key().privateKey, 'base64url')}`;
  }

  /** Undefined: it is good. */
  refusal(authorization: string | undefined, provider: string | undefined): Answer | undefined {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '';
    const why = this.#tokenProblem(token);
    if (why !== undefined) return telephonyRefusal(401, 'UNAUTHORIZED', why);
    if (provider !== this.#options.provider) return telephonyRefusal(403, 'FORBIDDEN', 'unknown telephony provider');
    return undefined;
  }

  patch(key: string, body: Readonly<Record<string, unknown>>, violation: (text: string) => void): Answer {
    for (const name of TIMES) {
      const value = body[name];
      if (
        value !== undefined &&
        !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(typeof value === 'string' ? value : '')
      ) {
        violation(`"${name}" is no time in UTC`);
        return telephonyRefusal(400, 'BAD_REQUEST', `${name} is not valid`);
      }
    }
    const attributes = readAttributes(body['callAttributes']);
    if (attributes === undefined) {
      violation('"callAttributes" is no JSON object as text');
      return telephonyRefusal(400, 'BAD_REQUEST', 'callAttributes is not valid');
    }
    const unknown = Object.keys(attributes).find((field) => !this.#options.voiceFields.includes(field));
    if (unknown !== undefined) violation(`the org has no field ${unknown} on voice calls`);
    this.#pending.push({ at: this.#options.now() + this.#options.pendingMs, key, body: { ...body, ...attributes } });
    this.settle();
    return { status: 200, body: { status: 'pending' } };
  }

  /** Real-time creation: inbound calls and transfers only. */
  create(body: Readonly<Record<string, unknown>>): Answer {
    const { vendorCallKey, ...fields } = body;
    const known = this.#find(String(vendorCallKey));
    if (known !== undefined) return telephonyRefusal(409, 'CONFLICT', 'the call exists');
    const record = this.#store.add('VoiceCall', { VendorCallKey: vendorCallKey, ...fields });
    return { status: 200, body: { voiceCallId: record.id, errors: [] } };
  }

  /** Works on what is due. */
  settle(): void {
    const now = this.#options.now();
    for (const { key, body } of this.#pending.filter(({ at }) => at <= now)) this.#apply(key, body);
    this.#pending = this.#pending.filter(({ at }) => at > now);
  }

  clear(): void {
    this.#pending = [];
    this.#usedOnce.clear();
  }

  /** Creates what is unknown; repeated values overwrite. */
  #apply(key: string, body: Readonly<Record<string, unknown>>): void {
    const { recordingLocation, ...fields } = body;
    const change = { ...fields, ...(recordingLocation === undefined ? {} : { RecordingLocation: recordingLocation }) };
    const known = this.#find(key);
    if (known === undefined) this.#store.add('VoiceCall', { VendorCallKey: key, ...change });
    else this.#store.change(known, change);
  }

  #find(key: string): StoredRecord | undefined {
    const calls = this.#store.live('VoiceCall');
    return calls.find(({ id, fields }) => fields['VendorCallKey'] === key || id === key);
  }

  #tokenProblem(token: string): string | undefined {
    const [head = '', payload = '', signature = ''] = token.split('.');
    const verify = createVerify('RSA-SHA256').update(`${head}.${payload}`);
    if (signature === '' || !verify.verify(this.#key().publicKey, signature, 'base64url'))
      return 'the signature is wrong';
    const { iss, sub, exp, jti } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<
      string,
      unknown
    >;
    const now = this.#options.now() / 1000;
    if (iss !== ORGANIZATION_ID) return 'iss is not the org';
    if (sub !== this.#options.callCenter) return 'sub is no call centre';
    if (typeof exp !== 'number' || exp + LEEWAY < now) return 'the token has expired';
    if (exp - LEEWAY > now + LONGEST_LIFE) return 'the token lives longer than 24 hours';
    if (typeof jti !== 'string') return undefined;
    if (this.#usedOnce.has(jti)) return 'the token was for one use';
    this.#usedOnce.add(jti);
    return undefined;
  }

  #key() {
    keys ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
    return keys;
  }
}

/** Of the signing service; made once, as it takes a while. */
let keys: KeyPairKeyObjectResult | undefined;

function readAttributes(text: unknown): Record<string, unknown> | undefined {
  if (text === undefined) return {};
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
