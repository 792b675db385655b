import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asksToWait, readRateHeader } from '../../main/engine/crm/close/rate-header.ts';
import { noteLines, saysSame } from '../../main/engine/crm/close/map.ts';
import { noteHtml } from '../../main/engine/crm/close/text.ts';
import { refsIn, wordsOf, wordsOfHtml } from '../../shared/text.ts';
import { leadCall } from '../fakes/close.ts';

describe('the RateLimit header', () => {
  it.each([
    ['limit=100, remaining=50, reset=5', { limit: 100, remaining: 50, reset: 5_000 }],
    ['limit=100; remaining=100; reset=1', { limit: 100, remaining: 100, reset: 1_000 }],
    ['LIMIT = 7 ,Remaining=0,RESET="0.2504"', { limit: 7, remaining: 0, reset: 251 }],
    ['limit=100, policy=x, reset=abc, remaining=-1', { limit: 100 }],
    ['limit=1.5', {}],
    ['', {}],
    [undefined, {}],
    ['reset=99999999', { reset: 3_600_000 }],
  ])('%j', (text, told) => {
    expect(readRateHeader(text)).toEqual(told);
  });

  it('is read of any text without harm', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const told = Object.values(readRateHeader(text));
        expect(told.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
      }),
    );
  });

  it('goes before retry-after, which may be a date', () => {
    expect(asksToWait({ ratelimit: 'limit=1, remaining=0, reset=1.25', 'retry-after': '2' }, 0)).toBe(1_250);
    expect(asksToWait({ 'retry-after': 'Thu, 01 Jan 1970 00:00:07 GMT' }, 2_000)).toBe(5_000);
    expect(asksToWait({ 'retry-after': 'soon' }, 0)).toBeUndefined();
    expect(asksToWait({}, 0)).toBeUndefined();
  });
});

describe('the note', () => {
  it('says the same after Close has laid it out anew, whatever was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (note) => {
        const call = leadCall({ note });
        const html = noteHtml(noteLines(call, null));
        expect(refsIn(html)).toEqual([call.ref]);
        expect(html).not.toMatch(/<(?!\/?(?:body|p|br)>)/);
        const plain = wordsOfHtml(html);
        expect(plain).toBe(wordsOf(noteLines(call, null).join(' ')));
        for (const stored of [{ note: plain }, { note: `${plain}\n\n` }, { note_html: html }]) {
          expect(saysSame({ id: 'acti_1', ...stored }, call, [null])).toBe(true);
          expect(saysSame({ id: 'acti_1', ...stored }, leadCall({ note: `${note} and more` }), [null])).toBe(false);
        }
      }),
    );
  });

  it('knows each line that we may have added', () => {
    const call = leadCall({ note: 'Hello' });
    const current = { id: 'acti_1', note: 'Hello Wrong number. Line 100, Ref AC-0123456789AB' };
    expect(saysSame(current, call, ['Wrong number.', null])).toBe(true);
    expect(saysSame(current, call, [null])).toBe(false);
  });
});
