/**
 * `node test/host/main.ts <built main script> [arguments]`: runs it as Electron would, on this Node and an installed
 * Chromium. `HOST_CHROMIUM` is the address of a running one; without it one is started. `HOST_BEFORE` is a module whose
 * `install(electron)` runs before the app.
 */
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { complain } from './complaints.ts';

const [, , script = ''] = process.argv;
const entry = path.resolve(script);
const root = path.resolve(import.meta.dirname, '../..');
// As in Electron: the program, the app, then its arguments.
process.argv = [process.execPath, entry, ...process.argv.slice(3)];
const electronVersion = process.env['HOST_ELECTRON_VERSION'] ?? '45.0.0';
Object.defineProperty(process.versions, 'electron', { value: electronVersion, enumerable: true });
Object.defineProperty(process, 'type', { value: 'browser' });

const substitute = pathToFileURL(path.join(import.meta.dirname, 'electron/index.ts')).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main'
      ? { url: substitute, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});

// Electron warns and goes on; a test hears of it.
process.on('unhandledRejection', (reason) => {
  complain(`unhandled rejection: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`);
});
const electron = await import('./electron/index.ts');
const { takeQuestions } = await import('./control.ts');
const { showPanel } = await import('./panel.ts');
electron.app.begin({ root, closables: () => electron.BrowserWindow.getAllWindows() });
takeQuestions();
if (process.send === undefined && process.stdin.isTTY) showPanel();
const before = process.env['HOST_BEFORE'];
if (before !== undefined) {
  const { install } = (await import(pathToFileURL(before).href)) as { install: (api: typeof electron) => void };
  install(electron);
}
await import(pathToFileURL(entry).href);
await electron.app.becomeReady();
