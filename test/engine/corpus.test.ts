import { readdirSync, readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LedgerCall } from '../../shared/ledger.ts';
import { readExpected, type Expected } from '../corpus/read-case.ts';
import { openOffice, type TestOffice } from './office.ts';

const root = path.join(import.meta.dirname, '../corpus/cdr');

/** The engine in `ask` mode: nothing is sent, so there is no CRM to speak of. */
function officeFor({ settings }: Expected): TestOffice {
  const {
    format,
    timeZone = 'UTC',
    extensions = ['100'],
    country = 'US',
    internalDigits = 5,
    codePage,
    mapping,
    outsideLine = '',
  } = settings;
  return openOffice({ origin: 'http://127.0.0.1:1', token: 'none' } as Parameters<typeof openOffice>[0], {
    agent: { extensions, country, internalDigits },
    source: {
      format,
      timeZone,
      recordings: undefined,
      outsideLine,
      ...(codePage && { codePage }),
      ...(mapping === undefined ? {} : { mapping }),
    },
    logging: { mode: 'ask', since: '1990-01-01T00:00:00Z' },
  });
}

/** What corpus and ledger both say of a call. */
function asExpected(call: LedgerCall): object {
  const { direction, remoteNumber, remoteRaw, remoteName, localNumber, startedAt, answeredAt, endedAt, talkSeconds } =
    call;
  const { outcome, legs, reason } = call;
  return {
    direction,
    remoteNumber,
    remoteRaw: remoteRaw ?? '',
    remoteName,
    localNumber,
    startedAt,
    answeredAt,
    endedAt,
    talkSeconds,
    outcome,
    legs,
    reason,
  };
}

const fromCorpus = (call: object): object => {
  const { mine: _mine, rule = null, recordingNames: _names, notes: _notes, ...rest } = call as Record<string, unknown>;
  return { ...rest, reason: rule };
};

const inOrder = (calls: readonly object[]): object[] =>
  [...calls].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));

async function expectCalls(office: TestOffice, expected: Expected): Promise<void> {
  const ledger = await office.ledger();
  expect(inOrder(ledger.calls.map(asExpected))).toEqual(inOrder(expected.calls.map(fromCorpus)));
  expect([ledger.found, ledger.rejectedRecords]).toEqual([expected.calls.length, expected.rejected.length]);
}

const names = readdirSync(root).sort();
const several = names.filter((name) =>
  /transfer|group|queue|consultation|follow|click|order-of|unanswered|segments|collector|both-legs|cucm|grandstream-export|report-/.test(
    name,
  ),
);

describe('the whole engine finds in a call file what the corpus says', () => {
  it.each(names)('%s', async (name) => {
    const expected = readExpected(path.join(root, name));
    await using office = officeFor(expected);
    await office.append(readFileSync(path.join(root, name, 'input.csv')) as unknown as string);
    await office.once();
    await expectCalls(office, expected);
  });
});

describe('rows that come one at a time, with a restart after each, end in the same calls', () => {
  it.each(several)('%s', async (name) => {
    const expected = readExpected(path.join(root, name));
    await using office = officeFor(expected);
    for (const row of readFileSync(path.join(root, name, 'input.csv'), 'latin1').split(/(?<=\n)/)) {
      await appendFile(office.callFile, row, 'latin1');
      await office.once();
    }
    await expectCalls(office, expected);
  });
});
