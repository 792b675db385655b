/** The sandbox's own tools: the multipart reader, the schemas, and the sandbox as a process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSpecification } from '../sandbox/openapi.ts';
import { boundaryOf, dispositionOf, readMultipart } from '../sandbox/pipedrive/multipart.ts';

interface Part {
  readonly headers: Readonly<Record<string, string>>;
  readonly data: string;
}

/** Reads a body cut into pieces of the given sizes, again and again, the rest in one. */
function read(body: Buffer, sizes: readonly number[]): { parts: Part[]; problem: string | undefined } {
  const parts: Part[] = [];
  let open: { headers: Readonly<Record<string, string>>; chunks: Buffer[] } | undefined;
  const reader = readMultipart('frontier', {
    part: (headers) => (open = { headers: Object.fromEntries(headers), chunks: [] }),
    data: (chunk) => open?.chunks.push(Buffer.from(chunk)),
    partEnd: () => {
      if (open !== undefined)
        parts.push({ headers: open.headers, data: Buffer.concat(open.chunks).toString('latin1') });
    },
  });
  let at = 0;
  for (const size of sizes) reader.write(body.subarray(at, (at += size)));
  reader.write(body.subarray(at));
  return { parts, problem: reader.end() };
}

const bodyOf = (parts: readonly Part[]) =>
  Buffer.from(
    parts
      .map(({ headers, data }) => {
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        return `--frontier\r\n${lines.join('')}\r\n${data}\r\n`;
      })
      .join('') + '--frontier--\r\n',
    'latin1',
  );

describe('the multipart reader', () => {
  test('gives back the parts however the body is cut', () => {
    // Data made of the delimiter's own letters, so that near misses are common.
    const data = fc
      .array(fc.constantFrom('\r', '\n', '-', '\r\n--front', '\r\n--frontie', 'x', '--frontie'), { maxLength: 30 })
      .map((pieces) => pieces.join(''));
    const part = fc.record({ headers: fc.constantFrom({}, { 'content-type': 'audio/wav' }), data });
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(40), { maxLength: 60 }),
        (parts, sizes) => {
          expect(read(bodyOf(parts), sizes)).toEqual({ parts, problem: undefined });
        },
      ),
      { numRuns: 500 },
    );
  });

  test('knows a body that ends early at any byte', () => {
    const body = bodyOf([{ headers: { 'content-type': 'audio/wav' }, data: 'RIFF' }]);
    const whole = body.length - 2;
    for (let length = 0; length < whole; length += 1) {
      expect(read(body.subarray(0, length), []).problem).toBe('the multipart body ends too early');
    }
    expect(read(body.subarray(0, whole), []).problem).toBeUndefined();
  });

  test('knows a malformed one', () => {
    expect(read(Buffer.from('--frontier?\r\n'), []).problem).toBe('the multipart body is malformed');
    expect(read(Buffer.from(`--frontier\r\nx: ${'y'.repeat(20_000)}`), []).problem).toBe(
      'the multipart body is malformed',
    );
  });

  test('lets a preamble and an epilogue pass', () => {
    const body = Buffer.concat([Buffer.from('hello\r\n'), bodyOf([{ headers: {}, data: 'RIFF' }]), Buffer.from('bye')]);
    expect(read(body, []).parts).toEqual([{ headers: {}, data: 'RIFF' }]);
  });

  test.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['Multipart/Form-Data; charset=utf-8; boundary="a b"', 'a b'],
    ['multipart/mixed; boundary=abc', undefined],
    ['application/json', undefined],
    [undefined, undefined],
  ])('finds the boundary of %s', (contentType, boundary) => expect(boundaryOf(contentType)).toBe(boundary));

  test.each([
    ['form-data; name="file"; filename="a.wav"', { name: 'file', filename: 'a.wav' }],
    ['form-data; name="file"; filename="%22a%22 \\"b\\".wav"', { name: 'file', filename: '"a" "b".wav' }],
    ['form-data; filename="name=x.wav"', { filename: 'name=x.wav' }],
    ['attachment', {}],
  ])('reads %s', (text, names) => expect(dispositionOf(new Map([['content-disposition', text]]))).toEqual(names));
});

describe("the vendor's schemas", () => {
  const folder = path.join(import.meta.dirname, '../sandbox/pipedrive/openapi');
  const v1 = readSpecification(path.join(folder, 'v1.json'));
  const v2 = readSpecification(path.join(folder, 'v2.json'), { answersMayBeNull: true });

  test('price every operation', () => {
    expect(Object.fromEntries([...v1, ...v2].map(([key, { tokens }]) => [key, tokens]))).toEqual({
      'POST /callLogs': 10,
      'GET /callLogs': 20,
      'GET /callLogs/{id}': 2,
      'DELETE /callLogs/{id}': 6,
      'POST /callLogs/{id}/recordings': 10,
      'GET /users/me': 2,
      'GET /leads': 20,
      'POST /leads': 10,
      'GET /persons/search': 20,
      'GET /organizations/search': 20,
      'GET /persons': 10,
      'POST /persons': 5,
      'GET /persons/{id}': 1,
      'GET /deals': 10,
      'GET /leads/search': 20,
      'GET /activities': 10,
      'POST /activities': 5,
      'GET /activities/{id}': 1,
      'PATCH /activities/{id}': 5,
      'DELETE /activities/{id}': 3,
    });
  });

  test('find what does not fit in our answers', () => {
    const misfit = (status: number, body: unknown) => v1.get('GET /callLogs/{id}')?.answerProblem(status, body);
    const data = {
      to_phone_number: '1',
      outcome: 'busy',
      start_time: 'a',
      end_time: 'b',
      id: 'CA1',
      has_recording: false,
    };
    expect([
      misfit(200, { success: true, data }),
      misfit(200, { success: true, data: { ...data, id: 1 } }),
      misfit(200, { success: true, data: { ...data, recording: null } }),
      misfit(200, { success: true, data: { id: 'CA1' } }),
      misfit(404, { success: 'no' }),
    ]).toEqual([
      undefined,
      { field: 'data.id', what: 'must be string' },
      { field: 'data.recording', what: 'is not allowed' },
      { field: 'data.to_phone_number', what: 'is required' },
      { field: 'success', what: 'must be boolean' },
    ]);
  });

  test('let values of v2 answers be empty, but not of another type', () => {
    const misfit = (data: unknown) => v2.get('GET /persons/{id}')?.answerProblem(200, { success: true, data });
    expect([misfit({ id: 1, org_id: null }), misfit({ id: 1, org_id: '1' })]).toEqual([
      undefined,
      { field: 'data.org_id', what: 'must be integer' },
    ]);
  });
});

test('runs as a process: prints its address, its ledger on a signal, and ends on SIGTERM', async () => {
  const main = path.join(import.meta.dirname, '../sandbox/pipedrive/main.ts');
  const child = spawn(process.execPath, [main, '--token', 't', '--seed', 'demo'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value as string) as Record<string, unknown>;
  const { origin, token } = await next();
  const answer = await fetch(`${String(origin)}/v1/users/me`, { headers: { 'x-api-token': String(token) } });
  child.kill('SIGUSR2');
  const { persons, requests } = await next();
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];
  expect([token, answer.status, (persons as unknown[]).length, requests, code]).toEqual([
    't',
    200,
    5,
    { count: 1, tokens: 2, byStatus: { 200: 1 } },
    0,
  ]);
});
