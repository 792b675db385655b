import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deskCalls, recordingName, rowOf } from '../crash/desk.ts';
import { writeWav } from '../audio/wav-writer.ts';
import { createFiles } from '../../main/node/files.ts';
import type { Files } from '../../main/engine/ports.ts';
import { startPipedriveSandbox, type PipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { openOffice, type TestOffice } from './office.ts';

let sandbox: PipedriveSandbox;
let office: TestOffice;
beforeEach(async () => {
  sandbox = await startPipedriveSandbox({ limits: 'off' });
  office = openOffice(sandbox);
});
afterEach(async () => {
  await office[Symbol.asyncDispose]();
  await sandbox.stop();
});

/** A disk on which recordings are seen and may not be opened, whoever asks. */
function forbidden(): Files {
  const files = createFiles();
  const refuse = (name: string): void => {
    if (name.endsWith('.wav')) throw Object.assign(new Error('no'), { code: 'EACCES' });
  };
  return {
    ...files,
    open(name) {
      refuse(name);
      return files.open(name);
    },
    read(name, offset, length) {
      refuse(name);
      return files.read(name, offset, length);
    },
  };
}

describe('a recording that may not be read', () => {
  it('stays owed with the reason in ledger and health, and is attached when it may', async () => {
    const [call] = deskCalls(1);
    if (call === undefined) throw new Error('no call');
    await writeWav(path.join(office.folder.path, 'monitor', recordingName(call)), { seconds: call.talk });
    await office.append(rowOf(call));
    const ledger = await office.once({ files: forbidden() });
    expect(ledger.calls).toMatchObject([
      { state: 'logged', recording: { state: 'awaited', reason: 'recording_unreadable' } },
    ]);
    expect(office.events.findLast((event) => event.event === 'health')).toMatchObject({
      verdict: 'attention',
      reasons: [{ scope: 'recordings', id: 'pbx', code: 'recordings_unreadable', category: 'local' }],
    });
    const after = await office.once();
    expect(after.calls).toMatchObject([{ state: 'synced', recording: { state: 'attached' } }]);
  });
});
