/** What the app asks of the desktop: dialogs, clipboard, links, folders. The only file that opens anything outside. */
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { app, clipboard, dialog, shell } from 'electron';
import { appError } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { mayOpen } from './links.ts';

export interface System {
  /** The path chosen; null: nothing. */
  choose(kind: 'file' | 'folder'): Promise<string | null>;
  /** Asks where to and writes it there, a piece at a time; null: nothing was chosen. Throws when it cannot be written. */
  save(name: string, text: Iterable<string>): Promise<string | null>;
  copy(text: string): void;
  /** Opens an https address of one of these hosts in the browser. */
  openLink(url: string, hosts: readonly string[]): Promise<Result<void>>;
  openFolder(folder: string): void;
}

export function createSystem(): System {
  return {
    async choose(kind) {
      const property = kind === 'file' ? 'openFile' : 'openDirectory';
      const { canceled, filePaths } = await dialog.showOpenDialog({ properties: [property, 'showHiddenFiles'] });
      return canceled ? null : (filePaths[0] ?? null);
    },
    async save(name, text) {
      const defaultPath = path.join(app.getPath('documents'), name);
      const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath });
      if (canceled || filePath === '') return null;
      await pipeline(Readable.from(text), createWriteStream(filePath, { mode: 0o600 }));
      return filePath;
    },
    copy(text) {
      void clipboard.writeText(text);
    },
    async openLink(url, hosts) {
      if (!mayOpen(url, hosts)) {
        return fail(appError('local', 'link_refused', 'This address is not one of your CRM and is not opened.'));
      }
      await shell.openExternal(url);
      return ok(undefined);
    },
    openFolder(folder) {
      void shell.openPath(folder);
    },
  };
}
