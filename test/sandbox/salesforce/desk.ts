import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach } from 'vitest';
import type { CrmAdapter, FileRecording, LoggableCall } from '../../../main/engine/crm/port.ts';
import type { Clock, OpenFile } from '../../../main/engine/ports.ts';
import { createFiles } from '../../../main/node/files.ts';
import { createHttp } from '../../../main/node/http.ts';
import { temporaryFolder, type TemporaryFolder } from '../../fakes/calls.ts';
import { loggable } from '../../fakes/loggable.ts';
import { systemClock } from '../../fakes/pipedrive.ts';
import { connectSalesforce, type Connection } from '../../fakes/salesforce.ts';
import { startSalesforceSandbox, type SalesforceSandbox, type SalesforceSandboxOptions } from './index.ts';

/** What the tests of the adapter share: a sandbox, an adapter on it, and recordings on disk. One desk a test file. */
export class Desk {
  sandbox!: SalesforceSandbox;
  adapter!: CrmAdapter;
  http!: ReturnType<typeof createHttp>;
  #folder: TemporaryFolder | undefined;
  #opened: OpenFile[] = [];

  constructor() {
    beforeEach(() => {
      this.http = createHttp({ env: {} });
      this.#folder = temporaryFolder();
    });
    afterEach(async () => {
      for (const file of this.#opened.splice(0)) await file[Symbol.asyncDispose]();
      await this.http[Symbol.asyncDispose]();
      await this.sandbox.stop();
      this.#folder?.[Symbol.dispose]();
    });
  }

  async begin(options: SalesforceSandboxOptions = {}, change: Connection = {}): Promise<void> {
    this.sandbox = await startSalesforceSandbox(options);
    this.adapter = connectSalesforce(this.http, this.sandbox, change);
  }

  async logged(change: Partial<LoggableCall> = {}) {
    const made = await this.adapter.logCall(loggable(change));
    if (!made.ok) throw new Error(made.error.message);
    return made.value;
  }

  /** A recording on disk, opened the way the engine does it. */
  async recording(content: Buffer, more: Partial<FileRecording> = {}): Promise<FileRecording> {
    const path = this.#folder?.file('call.wav') ?? '';
    await writeFile(path, content);
    const file = await createFiles().open(path);
    this.#opened.push(file);
    return { file, bytes: content.length, name: 'Zoë "1".wav', type: 'audio/wav', ...more };
  }

  /** The fields of a record as they are now. */
  fields(id: string): Readonly<Record<string, unknown>> {
    return this.sandbox.records.get(id)?.fields ?? {};
  }

  text(id: string): string {
    const { Description: text } = this.fields(id);
    return typeof text === 'string' ? text : '';
  }

  /** How often this was requested: `POST /sobjects/Task`. */
  requested(request: string): number {
    return this.sandbox.requests.filter(({ method, path }) => `${method} ${path}` === request).length;
  }
}

/** Waits are a twentieth of what they are; the time of day is the true one. */
export const HURRIED: Clock = { now: () => Date.now(), after: (ms, run) => systemClock.after(ms / 20, run) };

export const LINK = { url: 'https://sound.example.com/a/1.mp3', seconds: 62, type: 'audio/mpeg' };

export const contactOf = (id: string, name = 'Jane Doe') => ({ id, name, organizationId: null });
