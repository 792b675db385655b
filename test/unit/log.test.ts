import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogFile } from '../../main/node/log-file.ts';
import { createLog, type LogLevel } from '../../main/node/log.ts';
import { createRedactor } from '../../main/node/redact.ts';

function logOf(level: LogLevel) {
  const lines: string[] = [];
  const log = createLog({ level, sink: (line) => lines.push(line), now: () => Date.UTC(2026, 10, 21) });
  return { log, lines, read: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const redactor = createRedactor(Buffer.from('salt'));
const sentence = (text: string) => redactor.sentence(text).replaceAll(/(?<=path:|mail:)[0-9a-f]{8}/g, 'ID');

describe('a log line', () => {
  it('is one JSON object with time, level and event first, which no fact can forge', () => {
    const { log, lines } = logOf('info');
    log.write('warn', 'call_held', { id: 'a1b2', reason: 'no_contact', seconds: 12, event: 'forged', at: 'never' });
    expect(lines).toEqual([
      '{"at":"2026-11-21T00:00:00.000Z","level":"warn","event":"call_held","id":"a1b2","reason":"no_contact","seconds":12}',
    ]);
  });

  it('is written only from the wanted level on', () => {
    const { log, read } = logOf('warn');
    for (const level of ['debug', 'info', 'warn', 'error'] as const) log.write(level, level);
    expect(read().map(({ event }) => event)).toEqual(['warn', 'error']);
  });
});

describe('redaction by key', () => {
  it('keeps three digits of numbers, ids for names and paths, and nothing of secrets', () => {
    const shown = redactor.facts({
      remoteNumber: '+1 555 010 0102',
      raw_number: 15550102,
      number: 'sip',
      path: '/home/ann/calls/Master.csv',
      remoteName: 'Jane Doe',
      apiToken: 'abcdef',
      headers: { 'x-api-token': 'abcdef', Authorization: 'Bearer x' },
      contact: { name: 'Jane Doe', id: '7' },
      bytes: 12345678,
      done: true,
      nothing: null,
    });
    expect(shown).toEqual({
      remoteNumber: '…102',
      raw_number: '…102',
      number: expect.stringMatching(/^text:[0-9a-f]{8}$/) as string,
      path: expect.stringMatching(/^path:[0-9a-f]{8}$/) as string,
      remoteName: expect.stringMatching(/^text:/) as string,
      apiToken: '[secret]',
      headers: { 'x-api-token': '[secret]', Authorization: '[secret]' },
      contact: { name: shown['remoteName'], id: '7' },
      bytes: 12345678,
      done: true,
      nothing: null,
    });
  });

  it('gives equal names equal ids in one run, and other ids in another run', () => {
    const id = (salt: string, name: string) => createRedactor(Buffer.from(salt)).facts({ name })['name'];
    expect([
      id('a', 'Jane') === id('a', 'Jane'),
      id('a', 'Jane') === id('b', 'Jane'),
      id('a', 'Jane') === id('a', 'June'),
    ]).toEqual([true, false, false]);
  });

  it('never passes the text of a key that it does not know', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), (text) => {
        expect(redactor.facts({ something: text, deep: [{ more: { other: text } }] })['something']).toMatch(
          /^text:[0-9a-f]{8}$/,
        );
      }),
    );
  });

  it('ends with deep, long and circular facts', () => {
    const circular: Record<string, unknown> = { list: Array.from({ length: 100 }, (_, index) => index) };
    circular['self'] = circular;
    const shown = JSON.stringify(redactor.facts({ circular, message: 'x'.repeat(10_000), run: () => 1 }));
    expect([shown.length < 5_000, shown.includes('[object]'), shown.includes('[function]')]).toEqual([
      true,
      true,
      true,
    ]);
  });
});

describe('redaction within sentences', () => {
  it.each([
    ['call of +43 (0)1 234 56-78 held', 'call of …678 held'],
    ['call of 0015550102 held', 'call of …102 held'],
    ['extension 100 rang 12345 ms', 'extension 100 rang 12345 ms'],
    ['since 2026-11-21T01:40:38Z or 2026-11-21 01:40', 'since 2026-11-21T01:40:38Z or 2026-11-21 01:40'],
    ['cannot read /var/spool/asterisk/out-0015550102.wav now', 'cannot read path:ID now'],
    ["ENOENT: no such file, open '/home/ann/My Calls/Jane Doe.wav'", "ENOENT: no such file, open 'path:ID'"],
    ['open C:\\Users\\ann\\calls.csv', 'open path:ID'],
    [
      'asked https://acme.pipedrive.com/v1/persons/search?term=5550102&api_token=abc twice',
      'asked https://acme.pipedrive.com/… twice',
    ],
    ['proxy http://ann:pw@proxy.example:3128/ refused', 'proxy http://proxy.example:3128/… refused'],
    ['signed in as jane.doe@example.com', 'signed in as mail:ID'],
    ['id 9f3c0015550102ab stays', 'id 9f3c0015550102ab stays'],
  ])('turns %j into %j', (text, shown) => {
    expect(sentence(text)).toBe(shown);
  });

  it('hides a secret that the program has read, wherever it stands', () => {
    const { log, lines } = logOf('debug');
    log.hide('s3cr3t-token');
    log.hide('x');
    log.write('error', 'failed', {
      message: 'header s3cr3t-token not allowed',
      code: 's3cr3t-token',
      note: 'x',
      error: new Error('s3cr3t-token'),
    });
    expect(lines.join()).not.toContain('s3cr3t');
    expect(lines.join()).toContain('header [secret] not allowed');
  });

  it('keeps our own file names and lines of a stack and drops the folders before them', () => {
    const error = new Error('cannot read /home/ann/x.csv');
    error.stack = [
      'Error: cannot read /home/ann/x.csv',
      '    at read (file:///home/ann/aftercall/out/main/cli.js:12:3)',
      '    at async C:\\Users\\ann\\aftercall\\out\\main\\chunks\\run-1a.js:9:1',
      '    at node:internal/main:1:2',
    ].join('\n');
    const shown = redactor.facts({ error })['error'] as { message: string; stack: string };
    expect(shown.stack).not.toMatch(/home|\bann\b/);
    expect(shown.stack.split('\n').slice(1, 3)).toEqual(['at read cli.js:12:3', 'at async run-1a.js:9:1']);
    expect(shown.message).toMatch(/^cannot read path:[0-9a-f]{8}$/);
  });

  it('takes no time for a hostile text', () => {
    const before = performance.now();
    for (const text of [
      '1 '.repeat(50_000),
      '/a'.repeat(50_000),
      'a@'.repeat(50_000),
      '"/'.repeat(50_000),
      'a.'.repeat(50_000),
    ])
      sentence(text);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

describe('the log file', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'aftercall-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const text = (name: string) => readFileSync(path.join(folder, 'logs', name), 'utf8');

  it('appends to what an earlier run wrote, for nobody else to read', () => {
    createLogFile(path.join(folder, 'logs'))('{"run":1}');
    createLogFile(path.join(folder, 'logs'))('{"run":2}');
    expect(text('aftercall.log')).toBe('{"run":1}\n{"run":2}\n');
    if (process.platform !== 'win32') expect(statSync(path.join(folder, 'logs', 'aftercall.log')).mode & 0o077).toBe(0);
  });

  it('keeps one older file and never grows beyond its cap', () => {
    const sink = createLogFile(path.join(folder, 'logs'), 30);
    for (let line = 1; line <= 8; line += 1) sink(`{"line":${line}}`);
    expect([text('aftercall.1.log'), text('aftercall.log')]).toEqual([
      '{"line":5}\n{"line":6}\n',
      '{"line":7}\n{"line":8}\n',
    ]);
  });

  it('goes on when the disk refuses, and says how many lines that cost', () => {
    writeFileSync(path.join(folder, 'logs'), 'a file where the folder should be');
    const sink = createLogFile(path.join(folder, 'logs'));
    sink('{"line":1}');
    sink('{"line":2}');
    rmSync(path.join(folder, 'logs'));
    sink('{"line":3}');
    expect(text('aftercall.log').split('\n')).toEqual([
      expect.stringMatching(/^\{"level":"warn","event":"log_lines_lost","lines":2,"code":"E\w+"\}$/),
      '{"line":3}',
      '',
    ]);
  });
});
