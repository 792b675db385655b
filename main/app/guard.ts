import { readFile } from 'node:fs/promises';
import { app, protocol, session, type WebContents } from 'electron';
import { systemCode } from '../../shared/errors.ts';
import type { Result } from '../../shared/result.ts';
import { answerRecording, type PlayableFile } from './recording-scheme.ts';
import { appFile, RECORDING_SCHEME, SCHEME } from './scheme.ts';

/** Before `ready`: sandboxed renderers for the whole app, our scheme, and nothing a page could escape through. */
export function guardApp(): void {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true } },
    { scheme: RECORDING_SCHEME, privileges: { standard: true, secure: true, stream: true } },
  ]);
  app.on('web-contents-created', (_, contents) => {
    guardContents(contents);
  });
}

function guardContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => {
    event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
}

/** After `ready`: serves our pages from `root` and recordings by call, refuses every permission. */
export function guardSession(root: string, openRecording: (id: string) => Promise<Result<PlayableFile>>): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  protocol.handle(SCHEME, ({ method, url }) =>
    method === 'GET' ? serve(url, root) : new Response(null, { status: 405 }),
  );
  protocol.handle(RECORDING_SCHEME, (request) => answerRecording(request, openRecording));
}

async function serve(url: string, root: string): Promise<Response> {
  const found = appFile(url, root);
  if (found === undefined) return new Response(null, { status: 404 });
  try {
    return new Response(new Uint8Array(await readFile(found.file)), { headers: found.headers });
  } catch (thrown) {
    return new Response(null, { status: systemCode(thrown) === 'ENOENT' ? 404 : 500 });
  }
}
