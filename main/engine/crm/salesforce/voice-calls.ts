import type { CrmRecord } from '../../../../shared/call.ts';
import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import {
  CHANGEABLE_FIELDS,
  type CallChange,
  type ChangeableField,
  type LoggableCall,
  type UpdatedCall,
} from '../port.ts';
import type { SalesforceClient, SalesforcePorts } from './client.ts';
import { linkProblem } from './recording.ts';
import type { Telephony } from './telephony.ts';
import { changed } from './update.ts';
import { findVoiceCall, linkVoiceCall, updateVoiceRecord } from './voice-records.ts';
import { changeBody, customValues, FACTS_OF, recordingBody, voiceCallBody, type VoiceStyle } from './voice-map.ts';

/** Milliseconds between looking whether Salesforce has made what it has taken. */
const LOOKS = [300, 700, 1_500];

/**
 * Calls as voice calls, made after they have ended. The key is the call's reference, so the same call sent twice is one
 * record. With a REST sign-in beside it a call counts as logged when a query finds it; without one nobody can look, and
 * it counts when Salesforce has taken it.
 */
export class VoiceCalls {
  readonly #ports: SalesforcePorts;
  readonly #telephony: Telephony;
  readonly #client: SalesforceClient | null;
  readonly #style: VoiceStyle;

  constructor(
    ports: SalesforcePorts,
    ways: { telephony: Telephony; client: SalesforceClient | null },
    style: VoiceStyle,
  ) {
    this.#ports = ports;
    this.#telephony = ways.telephony;
    this.#client = ways.client;
    this.#style = style;
  }

  async log(call: LoggableCall): Promise<Result<CrmRecord>> {
    const taken = await this.#telephony.patch('addVoiceCall', call.ref, voiceCallBody(call, this.#style, null));
    if (!taken.ok) return taken;
    if (this.#client === null) return ok(recordOf(call, null));
    const confirmed = await this.#confirm(call);
    if (!confirmed.ok || confirmed.value.wrapperId === null) return confirmed;
    const linked = await linkVoiceCall(this.#client, confirmed.value.wrapperId, call);
    // The call itself is there; its contact and note need rights that not every agent has.
    if (!linked.ok) this.#ports.log.write('warn', 'voice_call_not_linked', { code: linked.error.code });
    return confirmed;
  }

  async find(call: LoggableCall): Promise<Result<CrmRecord | undefined>> {
    if (this.#client === null) return ok(undefined);
    const row = await findVoiceCall(this.#client, call.ref);
    if (!row.ok) return row;
    if (row.value === undefined) return ok(undefined);
    // Whether it has its recording is not asked: the same link sent again changes nothing.
    return ok(recordOf(call, row.value.Id));
  }

  async attach(record: CrmRecord, url: string, call: LoggableCall): Promise<Result<CrmRecord>> {
    const problem = linkProblem(url);
    if (problem !== undefined) return problem;
    const body = recordingBody(call, this.#style, url);
    const taken = await this.#telephony.patch('changeVoiceCall', record.id, body);
    return taken.ok ? ok({ ...record, hasRecording: true }) : taken;
  }

  async update(
    record: CrmRecord,
    { change, written }: { change: CallChange; written: LoggableCall },
  ): Promise<Result<UpdatedCall>> {
    const field = this.#impossible(change);
    if (field !== undefined) {
      const message = `A voice call has no place for a changed ${field}; name a custom field in \`callAttributes\`.`;
      return fail(appError('refused', 'unsupported', message, { field }));
    }
    const kept = await this.#keep(record, { change, written });
    if (!kept.ok) return kept;
    const fields = askedIn(change).filter((asked) => !kept.value.includes(asked));
    const after = changed(written, Object.fromEntries(fields.map((asked) => [asked, change[asked]])));
    const body = changeBody(after, this.#style, fields);
    const taken =
      Object.keys(body).length === 0 ? ok(undefined) : await this.#telephony.patch('changeVoiceCall', record.id, body);
    if (!taken.ok) return taken;
    return ok({ record: { ...record, contactId: after.contact?.id ?? null }, kept: kept.value });
  }

  /** Writes what stands in the record itself, and names what people have changed; without a sign-in nobody can tell. */
  async #keep(
    record: CrmRecord,
    { change, written }: { change: CallChange; written: LoggableCall },
  ): Promise<Result<readonly ChangeableField[]>> {
    if (this.#client === null) return ok([]);
    const after = changed(written, change);
    const custom = askedIn(change).flatMap((field) => {
      const before = customValues(written, this.#style, FACTS_OF[field]);
      const wanted = customValues(after, this.#style, FACTS_OF[field]);
      return Object.keys(wanted).map((name) => ({ field, name, before: before[name], after: wanted[name] }));
    });
    return await updateVoiceRecord(this.#client, record, { before: written, after }, custom);
  }

  async #confirm(call: LoggableCall): Promise<Result<CrmRecord>> {
    for (const wait of LOOKS) {
      await pause(this.#ports, wait);
      const found = await this.find(call);
      // Who may not see voice calls cannot look: then it counts as without a REST sign-in.
      if (!found.ok && found.error.category === 'refused') return ok(recordOf(call, null));
      if (!found.ok) return fail({ ...found.error, delivery: 'maybe' });
      if (found.value !== undefined) return ok(found.value);
    }
    const message = 'Salesforce has taken the voice call but does not show it yet; it is looked for again.';
    return fail(appError('network', 'not_confirmed', message, { delivery: 'maybe' }));
  }

  /** The first field that neither a custom field nor the record itself takes. */
  #impossible(change: CallChange): ChangeableField | undefined {
    return askedIn(change).find((field) => {
      const [fact] = FACTS_OF[field];
      if (field === 'talkSeconds' || (fact !== undefined && this.#style.attributes[fact] !== undefined)) return false;
      return field === 'outcome' || this.#client === null;
    });
  }
}

function recordOf(call: LoggableCall, wrapperId: string | null): CrmRecord {
  return { id: call.ref, wrapperId, contactId: call.contact?.id ?? null, hasRecording: false };
}

function askedIn(change: CallChange): readonly ChangeableField[] {
  return CHANGEABLE_FIELDS.filter((field) => change[field] !== undefined);
}

function pause(ports: SalesforcePorts, ms: number): Promise<void> {
  return new Promise((resolve) => {
    ports.clock.after(ms, resolve);
  });
}
