import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from './answers.ts';
import type { Fault } from './types.ts';

const MAX_JSON = 1_048_576;

/** The parsed body; undefined when it is no JSON object or far too long. Rejects when the body ends early. */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes <= MAX_JSON) chunks.push(chunk as Buffer);
  }
  if (bytes > MAX_JSON || !/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

/** Destroys the connection once about half of the body has come, or all of it when the body is tiny. */
export function cutHalfway(request: IncomingMessage): Promise<void> {
  const announced = Number(request.headers['content-length'] ?? '131072');
  let bytes = 0;
  return new Promise((done) => {
    const cut = () => {
      request.socket.destroy();
      done();
    };
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes >= announced / 2) cut();
    });
    request.on('end', cut);
    request.on('error', cut);
  });
}

/** Sends the answer, wholly or as the fault has it. Gives back the status that went out, 0 when none did. */
export async function send(response: ServerResponse, answer: Answer, fault: Fault | undefined): Promise<number> {
  if (response.destroyed) return 0;
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  const bytes = Buffer.from(text);
  response.writeHead(answer.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
    ...answer.headers,
    ...fault?.headers,
  });
  if (fault?.kind === 'drop_half_answer' || fault?.kind === 'slow_body') {
    await new Promise<void>((done) => response.write(bytes.subarray(0, bytes.length >> 1), () => done()));
    if (fault.kind === 'drop_half_answer') {
      // What was written has to leave before the connection goes.
      await wait(5);
      response.destroy();
      return 0;
    }
    await wait(fault.delayMs ?? 1_000);
    response.end(bytes.subarray(bytes.length >> 1));
    return answer.status;
  }
  response.end(bytes);
  return answer.status;
}
