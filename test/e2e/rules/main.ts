/** A small app of its own, to hold the test host against Electron's rules. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { app, BrowserWindow, globalShortcut, ipcMain, Notification, protocol, screen, session, Tray } from 'electron';

const attempt = (run: () => unknown): string => {
  try {
    run();
    return 'allowed';
  } catch (thrown) {
    return (thrown as Error).message;
  }
};
const early = {
  window: attempt(() => new BrowserWindow()),
  tray: attempt(() => new Tray('none.png')),
  notification: attempt(() => new Notification()),
  protocol: attempt(() => {
    protocol.handle('app', () => new Response());
  }),
  session: attempt(() => session.defaultSession),
  screen: attempt(() => screen.getPrimaryDisplay()),
  shortcut: attempt(() => globalShortcut.register('Control+J', () => undefined)),
};

app.enableSandbox();
protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true } },
  { scheme: 'recording', privileges: { standard: true, secure: true, stream: true } },
  { scheme: 'still', privileges: { standard: true, secure: true } },
]);

const wave = readFileSync(path.join(app.getPath('userData'), 'wave.wav'));
const ranges: string[] = [];
const pages: Record<string, [type: string, text: string, policy?: string]> = {
  '/index.html': ['text/html', '<!doctype html><title>Rules</title><h1>Rules</h1><script src="/page.js"></script>'],
  '/page.js': ['text/javascript', 'document.title = "Ran";'],
  '/silent.html': ['text/html', '<!doctype html><h1>Silent</h1>', "default-src 'self'"],
  '/other.html': ['text/html', '<!doctype html><h1>Other</h1>'],
  '/data.json': ['application/json', '{}'],
};

function page(request: Request): Response {
  const [type, text, policy = "default-src 'self'; media-src recording: still:"] = pages[
    new URL(request.url).pathname
  ] ?? ['text/plain', 'none'];
  return new Response(text, { headers: { 'content-type': type, 'content-security-policy': policy } });
}

function recording(request: Request): Response {
  const asked = request.headers.get('range') ?? '';
  ranges.push(asked);
  const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(asked) ?? [];
  const [first, last] = [Number(from), to === '' ? wave.length - 1 : Number(to)];
  const headers = {
    'content-type': 'audio/wav',
    'accept-ranges': 'bytes',
    'content-range': `bytes ${String(first)}-${String(last)}/${String(wave.length)}`,
  };
  return new Response(new Uint8Array(wave.subarray(first, last + 1)), { status: 206, headers });
}

const told: string[] = [];
Object.assign(globalThis, { rules: { early, ranges, told } });
ipcMain.handle('echo', (_, value: unknown) => value);
ipcMain.handle('throw', () => {
  throw new RangeError('too far');
});
ipcMain.handle('function', () => () => undefined);
ipcMain.handle('frame', ({ senderFrame }) => [senderFrame?.url, senderFrame?.parent === null, senderFrame?.origin]);
app.on('before-quit', () => told.push('before-quit'));
app.on('will-quit', () => told.push('will-quit'));

if (app.requestSingleInstanceLock({ hello: 'first' })) {
  app.on('second-instance', (_event, argv, _folder, data) => {
    told.push(`second-instance ${String(argv.includes('--again'))} ${JSON.stringify(data)}`);
  });
  void app.whenReady().then(() => {
    protocol.handle('app', page);
    protocol.handle('recording', recording);
    protocol.handle('still', recording);
  });
} else app.quit();
