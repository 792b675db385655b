import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { systemCode } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Http } from '../../ports.ts';
import { hostFailure, hostStatus } from './errors.ts';
import type { Content } from './host.ts';
import { PortFailure, portHandler, urlOf } from './port-handler.ts';
import type { Bucket, S3Settings } from './s3.ts';

/** Kept in memory at a time: two parts. S3 allows 10,000 of them: 50 GB. Bytes. */
const PART = 5 * 1_048_576;
const PARTS_AT_A_TIME = 2;

/** The part of the S3 host that needs the library; see `s3.ts`. */
export function openBucket(
  { http }: { http: Http },
  { endpoint, region, bucket }: S3Settings,
  credentials: Readonly<Record<string, string>>,
): Bucket {
  const client = new S3Client({
    endpoint,
    region,
    credentials: {
      accessKeyId: credentials['accessKeyId'] ?? '',
      secretAccessKey: credentials['secretAccessKey'] ?? '',
    },
    forcePathStyle: true,
    // Repeating is the business of the outbox.
    maxAttempts: 1,
    // Newer checksums are sent in trailers, which many compatible services do not know.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: portHandler(http),
  });
  const at = (key: string) => ({ Bucket: bucket, Key: key });
  return {
    put: (key, content) => attempt(() => upload(client, at(key), content)),
    async read(key) {
      const read = await attempt(async () => {
        const { Body } = await client.send(new GetObjectCommand(at(key)));
        return Body?.transformToString();
      });
      return !read.ok && read.error.code === 'host_missing' ? ok(undefined) : read;
    },
    remove: (key) =>
      attempt(async () => {
        await client.send(new DeleteObjectCommand(at(key)));
      }),
    sign: (key, expiresSeconds, signedAt) => sign(client, at(key), { expiresSeconds, signedAt }),
  };
}

async function upload(client: S3Client, at: { Bucket: string; Key: string }, content: Content): Promise<void> {
  const params = { ...at, Body: content.stream(), ContentType: content.type, ContentDisposition: 'inline' };
  const partSize = Math.max(PART, Math.ceil(content.bytes / 10_000));
  // Parts are cleared away below: the library would tell a failure of that instead of the failure itself.
  const parts = new Upload({ client, params, partSize, queueSize: PARTS_AT_A_TIME, leavePartsOnError: true });
  try {
    await parts.done();
  } catch (thrown) {
    const { uploadId } = parts;
    // Best effort: what stays behind costs room only, and a rule of the bucket clears it.
    if (uploadId !== undefined) {
      await attempt(() => client.send(new AbortMultipartUploadCommand({ ...at, UploadId: uploadId })));
    }
    throw thrown;
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (thrown) {
    if (thrown instanceof PortFailure) return fail(hostFailure(thrown.failure));
    if (thrown instanceof S3ServiceException) return fail(hostStatus(thrown.$metadata.httpStatusCode ?? 500));
    // The file under the upload: cut short, or not to be read any more.
    const code = systemCode(thrown);
    if (code === undefined || !/^(file_shrank|E[A-Z0-9]+)$/.test(code)) throw thrown;
    return fail(hostFailure({ kind: 'broken', code }));
  }
}

/** A link that is good for some time: the same signature as in a request, in the query. */
async function sign(
  client: S3Client,
  { Bucket: bucket, Key: key }: { Bucket: string; Key: string },
  { expiresSeconds, signedAt }: { expiresSeconds: number; signedAt: number },
): Promise<string> {
  const endpoint = await client.config.endpoint?.();
  if (endpoint === undefined) throw new Error('the S3 client has no endpoint');
  const { protocol, hostname, port, path } = endpoint;
  const signer = await client.config.signer({
    name: 'sigv4',
    signingName: 's3',
    signingRegion: await client.config.region(),
    properties: {},
  });
  if (!('presign' in signer)) throw new Error('this S3 library cannot sign links');
  const host = port === undefined ? hostname : `${hostname}:${port}`;
  const name = `${path.replace(/\/$/, '')}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  const request = {
    method: 'GET',
    protocol,
    hostname,
    path: name,
    // Whoever follows the link sends no body that could be signed.
    headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    query: {},
    ...(port && { port }),
  };
  const signed = await (signer as Presigner).presign(request, {
    expiresIn: expiresSeconds,
    signingDate: new Date(signedAt),
  });
  return urlOf(signed);
}

interface Presigner {
  presign(
    request: Parameters<typeof urlOf>[0] & { method: string; headers: Record<string, string> },
    options: { expiresIn: number; signingDate: Date },
  ): Promise<Parameters<typeof urlOf>[0]>;
}
