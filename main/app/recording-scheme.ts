import { Readable } from 'node:stream';
import type { Result } from '../../shared/result.ts';
import { RECORDING_SCHEME } from './scheme.ts';

/** A recording that can be read from any place. */
export interface PlayableFile {
  readonly bytes: number;
  readonly type: string;
  stream(from: number, to: number): Readable;
}

/** `recording://call/0123456789AB` names a call; undefined for anything else. */
export function callOfUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== `${RECORDING_SCHEME}:` || host !== 'call') return undefined;
  return /^\/([0-9A-F]{12})$/.exec(pathname)?.[1];
}

export type Range = { readonly from: number; readonly to: number } | 'whole' | 'unsatisfiable';

/** One range of bytes, both ends included (RFC 9110, 14.1); several ranges are answered with the whole. */
export function rangeOf(header: string | null, bytes: number): Range {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return 'whole';
  const last = bytes - 1;
  if (match[1] === '') {
    const tail = Number(match[2]);
    return tail === 0 || bytes === 0 ? 'unsatisfiable' : { from: Math.max(0, bytes - tail), to: last };
  }
  const from = Number(match[1]);
  const to = match[2] === '' ? last : Math.min(last, Number(match[2]));
  return from > last || to < from ? 'unsatisfiable' : { from, to };
}

/** Answers a page's player: whole or in ranges, never kept by the page. */
export async function answerRecording(
  request: { readonly url: string; readonly method: string; readonly headers: Headers },
  open: (id: string) => Promise<Result<PlayableFile>>,
): Promise<Response> {
  const id = callOfUrl(request.url);
  if (id === undefined) return new Response(null, { status: 404 });
  if (request.method !== 'GET') return new Response(null, { status: 405 });
  const opened = await open(id);
  if (!opened.ok) return new Response(null, { status: 404 });
  const file = opened.value;
  const range = rangeOf(request.headers.get('range'), file.bytes);
  const headers = {
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    'content-type': file.type,
    'x-content-type-options': 'nosniff',
  };
  if (range === 'unsatisfiable') {
    return new Response(null, {
      status: 416,
      headers: { ...headers, 'content-range': `bytes */${String(file.bytes)}` },
    });
  }
  const { from, to } = range === 'whole' ? { from: 0, to: file.bytes - 1 } : range;
  const body = Readable.toWeb(file.stream(from, to)) as ReadableStream;
  const length = { 'content-length': String(to - from + 1) };
  if (range === 'whole') return new Response(body, { headers: { ...headers, ...length } });
  const part = { 'content-range': `bytes ${String(from)}-${String(to)}/${String(file.bytes)}` };
  return new Response(body, { status: 206, headers: { ...headers, ...length, ...part } });
}
