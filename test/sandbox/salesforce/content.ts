import { createHash } from 'node:crypto';
import { boundaryOf, dispositionOf, readMultipart } from '../pipedrive/multipart.ts';
import { refusal, saved, type Answer } from './answers.ts';
import { readId } from './ids.ts';
import type { Store } from './store.ts';

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly content: Buffer;
}

/** A file as `POST /sobjects/ContentVersion`: fields as JSON in the first part, the content in the second. */
export function storeFile(store: Store, contentType: string | undefined, body: Buffer): Answer {
  const boundary = boundaryOf(contentType);
  const parts = boundary === undefined ? undefined : readParts(boundary, body);
  if (parts === undefined) return malformed('Multipart message could not be read');
  const [first, second] = parts;
  if (first?.headers.get('content-type')?.startsWith('application/json') !== true) {
    return malformed('Multipart message must include a non-binary part');
  }
  const disposition = dispositionOf(second?.headers ?? new Map());
  if (second === undefined || disposition.name !== 'VersionData' || parts.length > 2) {
    return malformed('Multipart message must include a binary part named VersionData');
  }
  const fields = JSON.parse(first.content.toString('utf8')) as Record<string, unknown>;
  const unknown = Object.keys(fields).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) return refusal(400, 'INVALID_FIELD', `No such column '${unknown}'`, [unknown]);
  if (typeof fields['PathOnClient'] !== 'string' || fields['PathOnClient'] === '') {
    return refusal(400, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [PathOnClient]', ['PathOnClient']);
  }
  const place = store.get(fields['FirstPublishLocationId']);
  if (place === undefined || place.deleted) {
    return refusal(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', ['FirstPublishLocationId']);
  }
  const title = fields['Title'] ?? fields['PathOnClient'];
  const document = store.add('ContentDocument', { Title: title });
  store.add('ContentDocumentLink', { LinkedEntityId: place.id, ContentDocumentId: document.id });
  const version = store.add(
    'ContentVersion',
    { ...fields, Title: title, FirstPublishLocationId: readId(place.id), ContentDocumentId: document.id },
    {
      file: {
        bytes: second.content.length,
        sha256: createHash('sha256').update(second.content).digest('hex'),
        filename: disposition.filename ?? '',
        contentType: second.headers.get('content-type') ?? '',
      },
    },
  );
  return saved(version.id, 201);
}

const FIELDS = ['Title', 'PathOnClient', 'FirstPublishLocationId', 'Description'];

function malformed(message: string): Answer {
  return refusal(400, 'INVALID_MULTIPART_REQUEST', message);
}

/** Undefined when the body is not whole. */
function readParts(boundary: string, body: Buffer): Part[] | undefined {
  const parts: Part[] = [];
  let headers: ReadonlyMap<string, string> = new Map();
  let chunks: Buffer[] = [];
  const reader = readMultipart(boundary, {
    part(of) {
      headers = of;
      chunks = [];
    },
    data: (chunk) => void chunks.push(chunk),
    partEnd: () => void parts.push({ headers, content: Buffer.concat(chunks) }),
  });
  reader.write(body);
  return reader.end() === undefined ? parts : undefined;
}
