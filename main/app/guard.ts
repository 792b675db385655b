import { readFile } from 'node:fs/promises';
import { app, protocol, session, type WebContents } from 'electron';
import { systemCode } from '../../shared/errors.ts';
import { appFile, SCHEME } from './scheme.ts';

/** Before `ready`: sandboxed renderers for the whole app, our scheme, and nothing a page could escape through. */
export function guardApp(): void {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
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

/** After `ready`: serves our pages from `root`, refuses every permission. */
export function guardSession(root: string): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  protocol.handle(SCHEME, ({ method, url }) =>
    method === 'GET' ? serve(url, root) : new Response(null, { status: 405 }),
  );
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
