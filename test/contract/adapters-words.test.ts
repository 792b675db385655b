import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OUTCOMES, type Direction, type Outcome } from '../../shared/call.ts';
import { pageOf, withTable, wordsOf, wordsTable, type Words } from '../docs/crm.ts';
import { DRIVERS } from './adapters-all.ts';

/** One vocabulary on four: what each CRM has to be told. */
const OUTBOUND: Readonly<Record<string, Readonly<Record<Outcome, string>>>> = {
  pipedrive: {
    connected: 'connected',
    no_answer: 'no_answer',
    busy: 'busy',
    voicemail_left: 'left_voicemail',
    message_left: 'left_message',
    wrong_number: 'wrong_number',
    cancelled: 'no_answer',
    failed: 'no_answer',
  },
  leadsquared: {
    connected: 'Answered',
    no_answer: 'NotAnswered',
    busy: 'NotAnswered',
    voicemail_left: 'Answered',
    message_left: 'Answered',
    wrong_number: 'Answered',
    cancelled: 'NotAnswered',
    failed: 'NotAnswered',
  },
  salesforce: {
    connected: 'Connected',
    no_answer: 'No answer',
    busy: 'Busy',
    voicemail_left: 'Left voicemail',
    message_left: 'Left message',
    wrong_number: 'Wrong number',
    cancelled: 'Cancelled',
    failed: 'Failed',
  },
  close: {
    connected: 'completed',
    no_answer: 'no-answer',
    busy: 'busy',
    voicemail_left: 'completed + Left Voicemail',
    message_left: 'completed + Left Message',
    wrong_number: 'completed + Wrong Number',
    cancelled: 'cancel',
    failed: 'failed',
  },
};

/** The only word that depends on the direction. */
const INBOUND: Readonly<Record<string, Partial<Readonly<Record<Outcome, string>>>>> = {
  leadsquared: { no_answer: 'Missed' },
};

const DIRECTIONS_TOLD: Readonly<Record<string, Readonly<Record<Direction, string | null>>>> = {
  pipedrive: { inbound: null, outbound: null, internal: null, unknown: null },
  leadsquared: { inbound: 'Inbound', outbound: 'Outbound', internal: 'Outbound', unknown: 'Outbound' },
  salesforce: { inbound: 'Inbound', outbound: 'Outbound', internal: 'Internal', unknown: null },
  close: { inbound: 'inbound', outbound: 'outbound', internal: null, unknown: null },
};

describe.each(DRIVERS)('$crm: directions and outcomes', (driver) => {
  it('are told in the words of the table, and stand so in the documentation', async () => {
    const { words, violations } = await wordsOf(driver);
    const told = (direction: Direction) =>
      Object.fromEntries(OUTCOMES.map((outcome) => [outcome, words[direction][outcome].outcome]));
    expect(told('outbound')).toEqual(OUTBOUND[driver.crm]);
    expect(told('inbound')).toEqual({ ...OUTBOUND[driver.crm], ...INBOUND[driver.crm] });
    expect(directionsOf(words)).toEqual(DIRECTIONS_TOLD[driver.crm]);
    expect(violations).toEqual([]);

    expect(existsSync(pageOf(driver.crm))).toBe(true);
    const page = withTable(driver.crm, wordsTable(words));
    expect(page?.before, 'run `node test/docs/crm.ts`').toBe(page?.after);
    expect(page?.after).toContain('| direction is told as |');
  });
});

function directionsOf(words: Words): Record<string, string | null> {
  return Object.fromEntries(Object.entries(words).map(([direction, row]) => [direction, row.connected.direction]));
}
