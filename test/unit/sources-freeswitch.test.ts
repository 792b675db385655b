import { describe, expect, it } from 'vitest';
import { readFreeswitchChannel } from '../../main/engine/sources/freeswitch-channel.ts';
import { readFreeswitchJson, readFreeswitchXml } from '../../main/engine/sources/freeswitch-document.ts';
import type { DocumentReading } from '../../main/engine/sources/freeswitch-document.ts';
import { freeswitchJson, freeswitchXml, type FreeswitchCall } from '../fakes/softphones.ts';

const AT = 1_793_000_000;
const outbound: FreeswitchCall = {
  ...{ uuid: 'a1', from: '100', to: '2025550102', start: AT, answer: AT + 4, end: AT + 64 },
  bridge: 'sofia/gateway/office/2025550102',
};
const inbound: FreeswitchCall = {
  ...{ uuid: 'a2', from: '2025550102', name: 'Zoë Ô', to: '100', start: AT, answer: AT + 4, end: AT + 64 },
  ...{ channel: 'sofia/external/2025550102@carrier.example', bridge: 'sofia/internal/100@10.0.0.9:5060' },
};

function legOf(reading: DocumentReading) {
  if (!('mapped' in reading) || reading.mapped.leg === undefined) throw new Error(JSON.stringify(reading));
  return reading.mapped.leg;
}
const json = (call: FreeswitchCall) => legOf(readFreeswitchJson(freeswitchJson(call)));
const ended = (cause: string, call: FreeswitchCall) => json({ ...call, answer: 0, bridge: '', cause }).disposition;

describe('FreeSWITCH', () => {
  it('JSON and XML of one call say the same, names with accents and brackets included', () => {
    for (const call of [outbound, inbound, { ...inbound, name: 'A & B <100%> "x"' }]) {
      expect(legOf(readFreeswitchXml(freeswitchXml(call)))).toEqual(json(call));
    }
    expect(json(inbound).from).toMatchObject({ address: '2025550102', name: 'Zoë Ô' });
  });

  it('a phone is an extension, a carrier is not', () => {
    expect([json(outbound), json(inbound)].map(({ from, to }) => `${from.kind} ${to.kind} ${to.endpoint}`)).toEqual([
      'extension other gateway',
      'other extension 100',
    ]);
    const names = ['user/100@pbx.example', 'verto.rtc/100', 'loopback/9664-a', '', 'sofia/internal/bob@10.0.0.9'];
    expect(
      names.map((name) => readFreeswitchChannel(name)).map(({ kind, endpoint }) => [kind, endpoint].join(' ')),
    ).toEqual(['extension 100', 'extension 100', 'pipe loopback/9664', 'none ', 'other bob']);
  });

  it('talk is what the switch billed; after an announcement or a queue it begins when people were put through', () => {
    expect(json(outbound)).toMatchObject({ answer: (AT + 4) * 1_000, talkSeconds: 60, disposition: 'answered' });
    const queued = json({ ...inbound, more: { cc_queue_answered_epoch: String(AT + 30) } });
    expect(queued).toMatchObject({ answer: (AT + 30) * 1_000, talkSeconds: 34 });
    const left = json({ ...inbound, bridge: '', more: { last_app: 'playback' } });
    expect(left).toMatchObject({ disposition: 'answered', dialplanOnly: true, voicemail: false });
    expect(json({ ...inbound, bridge: '', more: { last_app: 'voicemail' } })).toMatchObject({
      voicemail: true,
      dialplanOnly: false,
    });
  });

  it('how it ended by cause and by whose call it was', () => {
    const causes = ['USER_BUSY', 'ORIGINATOR_CANCEL', 'NO_ANSWER', 'CALL_REJECTED', 'UNALLOCATED_NUMBER'];
    expect(causes.map((cause) => ended(cause, outbound))).toEqual(['busy', 'cancelled', 'no_answer', 'busy', 'failed']);
    expect(causes.map((cause) => ended(cause, inbound))).toEqual([
      'busy',
      'no_answer',
      'no_answer',
      'no_answer',
      'failed',
    ]);
  });

  it('phones that did not win are no calls of their own', () => {
    expect(readFreeswitchJson(freeswitchJson({ ...inbound, cause: 'LOSE_RACE' }))).toEqual({
      mapped: { skip: 'lose_race' },
    });
  });

  it('both legs share an id, and recordings are named', () => {
    const more = { record_path: '/rec/2026/Mar/02', record_name: 'a1.wav', call_uuid: 'a1' };
    expect(json({ ...outbound, more })).toMatchObject({
      groupIds: ['U:a1', 'U:b-a1'],
      recordingNames: ['/rec/2026/Mar/02/a1.wav'],
      fileIds: ['a1', 'b-a1'],
    });
  });

  it('a file that does not end as it should is being written; one of something else is no call', () => {
    const [wholeJson, wholeXml] = [freeswitchJson(outbound), freeswitchXml(outbound)];
    for (const length of [0, 1, 100, wholeJson.length - 1]) {
      expect(readFreeswitchJson(wholeJson.slice(0, length))).toEqual({ unfinished: 'bad_json' });
      expect(readFreeswitchXml(wholeXml.slice(0, Math.min(length, wholeXml.length - 8)))).toEqual({
        unfinished: 'bad_xml',
      });
    }
    const reasons = [
      readFreeswitchJson('[]'),
      readFreeswitchJson('{"a":1}'),
      readFreeswitchXml('<other></other></cdr>'),
    ];
    expect(reasons.map((reading) => 'mapped' in reading && reading.mapped.rejection?.reason)).toEqual(
      Array(3).fill('not_a_call'),
    );
  });

  it('no entity is expanded', () => {
    const bomb =
      '<!DOCTYPE cdr [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><cdr><variables><uuid>&b;</uuid></variables></cdr>';
    const reading = readFreeswitchXml(bomb);
    expect('mapped' in reading && reading.mapped.rejection?.reason).toBe('not_a_call');
    expect(json({ ...outbound, name: '&unknown; &#65;' }).from.name).toBe('&unknown; &#65;');
  });
});
