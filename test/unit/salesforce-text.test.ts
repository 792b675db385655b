import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describe as describeCall,
  splitRecording,
  withRecording,
} from '../../main/engine/crm/salesforce/description.ts';
import { requestsLeft } from '../../main/engine/crm/salesforce/limits.ts';
import { dayIn, newTask } from '../../main/engine/crm/salesforce/map.ts';
import { phoneTerms } from '../../main/engine/crm/salesforce/find-contacts.ts';
import { oneLine, soqlOneOf, soqlText, soslSearch, soslWord } from '../../main/engine/crm/salesforce/text.ts';
import { loggable } from '../fakes/loggable.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 80 });

/** What a SOQL reader takes a literal for; undefined when it is not exactly one. */
function readLiteral(literal: string): string | undefined {
  const inside = /^'((?:[^'\\]|\\.)*)'$/su.exec(literal)?.[1];
  return inside?.replace(/\\(.)/gsu, '$1');
}

describe('texts in a query', () => {
  it('a SOQL string is always one string, and says what was meant', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const read = readLiteral(soqlText(text));
        expect(read).toBeDefined();
        const visible = text.toWellFormed().replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '');
        expect(read).toBe(visible);
      }),
    );
  });

  it('one value is compared, several are listed', () => {
    expect([soqlOneOf(['a']), soqlOneOf(["b'", 'c'])]).toEqual(["='a'", " IN ('b\\'','c')"]);
  });

  it('a SOSL word has no unescaped sign of the search language and is never an operator', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const word = soslWord(text.replace(/\s/g, ''));
        const inside = /^"(.*)"$/s.exec(word)?.[1] ?? word;
        expect(inside.replace(/\\./gsu, '')).not.toMatch(/[?&|!{}[\]()^~*:\\"'+-]/);
        expect(word).not.toMatch(/^(and|or|not)$/i);
      }),
    );
  });

  it.each([
    ['jane doe', 'jane doe*'],
    ['Smith & Sons', 'Smith Sons*'],
    ["O'Neil", "O\\'Neil*"],
    ['to be or', 'to be "or"'],
    ['x', undefined],
    ['??', undefined],
    ['é1', 'é1*'],
  ])('%j is searched for as %j', (typed, search) => {
    expect(soslSearch(typed)).toBe(search);
  });

  it('a number is asked for in two requests at most', () => {
    expect(phoneTerms({ raw: '', e164: '+33612345678', national: '612345678', withheld: false })).toEqual([
      '612345678',
      '33612345678 OR 0612345678 OR 0033612345678',
    ]);
    expect(phoneTerms({ raw: '1', e164: null, national: null, withheld: false })).toEqual([]);
    expect(phoneTerms({ raw: 'alice@example.com', e164: null, national: null, withheld: false })).toEqual([]);
  });
});

describe('what stands in a task', () => {
  it('is as long as Salesforce allows, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (name) => {
        const made = newTask(loggable({ remoteName: name.repeat(30), note: name.repeat(300), localNumber: name }), {
          words: { connected: name.repeat(20) || 'x' },
          timeZone: 'UTC',
          status: 'Completed',
        });
        if (!made.ok) throw new Error(made.error.message);
        const { Subject, Description, CallDisposition } = made.value as Record<string, string>;
        expect((Subject ?? '').length).toBeLessThanOrEqual(255);
        expect((CallDisposition ?? '').length).toBeLessThanOrEqual(255);
        expect((Description ?? '').length).toBeLessThanOrEqual(32_000);
        expect(Description).toMatch(/\nRef AC-0123456789AB$/);
        expect([Subject, Description].every((text) => text?.isWellFormed())).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('a cut never goes through a character', () => {
    expect(oneLine('😀😀😀', 4)).toBe('😀…');
  });

  it('a link goes in and out without a trace, also with the line ends of the browser', () => {
    const text = describeCall(loggable({ note: 'Hello\nRecording: https://mine' }), null);
    const linked = withRecording(text, 'https://a.example.com/1');
    expect(splitRecording(linked)).toEqual({ text, url: 'https://a.example.com/1' });
    expect(splitRecording(linked.replaceAll('\n', '\r\n'))).toEqual({ text, url: 'https://a.example.com/1' });
    expect(splitRecording(withRecording(linked, 'https://b.example.com/2'))).toEqual({
      text,
      url: 'https://b.example.com/2',
    });
    expect(describeCall(loggable({ note: 'Hello\nRecording: https://mine' }), 'https://a.example.com/1')).toBe(linked);
  });

  it('the day is the agent’s; an unknown zone is UTC', () => {
    const at = Date.UTC(2026, 10, 21, 23, 30);
    expect([dayIn('Europe/Berlin', at), dayIn('America/New_York', at), dayIn('Nowhere/Land', at)]).toEqual([
      '2026-11-22',
      '2026-11-21',
      '2026-11-21',
    ]);
  });
});

describe('the header about the org’s requests', () => {
  it.each([
    ['api-usage=18/15000', 13_482],
    ['api-usage=14000/15000', 0],
    ['api-usage=18/15000, per-app-api-usage=17/250(appName=sample)', 208],
    ['', undefined],
    [undefined, undefined],
    ['nonsense', undefined],
  ])('%j leaves %j', (header, left) => {
    expect(requestsLeft(header)).toBe(left);
  });
});
