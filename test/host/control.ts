import { runInThisContext } from 'node:vm';
import * as electron from './electron/index.ts';
import { complaints } from './complaints.ts';
import { themePages } from './electron/window.ts';
import { setOnline, takenShortcuts } from './electron/system.ts';

export interface Question {
  readonly id: number;
  /** Source of a function of `(electron, argument)`. */
  readonly run: string;
  readonly argument: unknown;
}

export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string; readonly stack: string };

/** What only the host can do, beside Electron's API. */
export interface HostOnly {
  complaints(): readonly string[];
  setOnline(now: boolean): void;
  themePages(): void;
  readonly takenShortcuts: Set<string>;
  targetOf(id: number): string | undefined;
}

type Run = (api: typeof electron, argument: unknown) => unknown;

async function answer({ id, run, argument }: Question): Promise<Reply> {
  try {
    // The test's own function, as Playwright runs it in a real Electron.
    const made = runInThisContext(`(${run})`) as Run;
    return { id, ok: true, value: await made(electron, argument) };
  } catch (thrown) {
    const { message, stack = '' } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { id, ok: false, message, stack };
  }
}

/** Lets the process that started us run functions in here, over Node's own channel between parent and child. */
export function takeQuestions(): void {
  if (process.send === undefined) return;
  const host: HostOnly = {
    complaints,
    setOnline,
    takenShortcuts,
    themePages,
    targetOf: (id) => electron.BrowserWindow.fromId(id)?.webContents.targetId,
  };
  Object.assign(globalThis, { host });
  process.on('message', (question: Question) => {
    void answer(question).then((reply) => {
      if (process.connected) process.send?.(reply);
    });
  });
  // A test that ends, however, takes its app with it.
  process.once('disconnect', () => process.exit(1));
}
