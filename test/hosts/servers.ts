import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import S3rver from 's3rver';
import { temporaryFolder, type TemporaryFolder } from '../fakes/calls.ts';

export interface TestHost extends AsyncDisposable {
  readonly url: string;
  readonly folder: TemporaryFolder;
}

/** A real S3 service over HTTP, in this process. Its only key is `S3RVER`, its bucket `calls`. */
export async function startS3(): Promise<TestHost> {
  const folder = temporaryFolder();
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    allowMismatchedSignatures: false,
    directory: folder.path,
    configureBuckets: [{ name: 'calls', configs: [] }],
  });
  const { port } = await server.run();
  return {
    url: `http://127.0.0.1:${String(port)}`,
    folder,
    async [Symbol.asyncDispose]() {
      await server.close();
      folder[Symbol.dispose]();
    },
  };
}

export const S3_KEY = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
export const DAV_SIGN_IN = { username: 'ann', password: 'hören & sagen' };

/** rclone's WebDAV server with a sign-in, and a plain web server on the same folder: where the links lead. */
export async function startWebdav(): Promise<TestHost & { readonly publicUrl: string }> {
  const folder = temporaryFolder();
  const dav = await serve('webdav', folder.path, ['--user', DAV_SIGN_IN.username, '--pass', DAV_SIGN_IN.password]);
  const web = await serve('http', folder.path, []);
  return {
    url: dav.url,
    publicUrl: web.url,
    folder,
    async [Symbol.asyncDispose]() {
      await dav.stop();
      await web.stop();
      folder[Symbol.dispose]();
    },
  };
}

async function serve(kind: 'webdav' | 'http', folder: string, more: readonly string[]) {
  const port = await freePort();
  const args = ['serve', kind, folder, '--addr', `127.0.0.1:${String(port)}`, '--dir-cache-time', '0s', ...more];
  const child = spawn('rclone', args, { stdio: 'ignore' });
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', ({ message }) =>
      reject(new Error(`rclone could not be started (${message}). Install the Debian package rclone.`)),
    );
  });
  const url = `http://127.0.0.1:${String(port)}`;
  await Promise.race([failed, answering(url)]);
  return {
    url,
    async stop() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answering(url: string): Promise<void> {
  for (let look = 0; look < 200; look++) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no answer at ${url}`);
}
