import type { Clock, Http } from '../../ports.ts';
import { ok } from '../../../../shared/result.ts';
import { segments, type RecordingHost } from './host.ts';

export interface S3Settings {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly publicBaseUrl?: string | undefined;
  readonly expiresSeconds?: number | undefined;
}

/**
 * A bucket of any S3-compatible service, addressed by path. The library is loaded with the first recording: it is as large
 * as the rest of the engine, and who uses no bucket never needs it.
 */
export function createS3Host(
  ports: { http: Http; clock: Clock },
  settings: S3Settings,
  credentials: Readonly<Record<string, string>>,
): RecordingHost {
  const { endpoint, bucket, publicBaseUrl, expiresSeconds = 0 } = settings;
  let loaded: Promise<Bucket> | undefined;
  const open = (): Promise<Bucket> =>
    (loaded ??= import('./s3-bucket.ts').then(({ openBucket }) => openBucket(ports, settings, credentials)));
  return {
    place: `s3 ${endpoint}/${bucket}`,
    put: async (key, content) => (await open()).put(key, content),
    read: async (key) => (await open()).read(key),
    remove: async (key) => (await open()).remove(key),
    async link(key) {
      if (publicBaseUrl !== undefined) return ok({ url: `${publicBaseUrl}/${segments(key)}`, expiresAt: null });
      const signedAt = ports.clock.now();
      const url = await (await open()).sign(key, expiresSeconds, signedAt);
      return ok({ url, expiresAt: signedAt + expiresSeconds * 1_000 });
    },
  };
}

/** What `s3-bucket.ts` gives: the part that needs the library. */
export interface Bucket extends Pick<RecordingHost, 'put' | 'read' | 'remove'> {
  sign(key: string, expiresSeconds: number, signedAt: number): Promise<string>;
}
