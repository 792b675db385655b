/** The only file that touches `ipcMain`. */
import { ipcMain } from 'electron';
import type { Handlers } from '../../shared/contract.ts';
import { answerCall, CALL_NAMES, type CallNote } from './answer-call.ts';
import { isOwnFrame } from './scheme.ts';

/** Answers every call of the contract until disposed. */
export function registerCalls(handlers: Handlers, note: (note: CallNote, thrown?: string) => void): Disposable {
  for (const name of CALL_NAMES) {
    ipcMain.handle(name, (event, input: unknown) =>
      answerCall(handlers, { name, input, ours: isOwnFrame(event.senderFrame) }, note),
    );
  }
  return {
    [Symbol.dispose]() {
      for (const name of CALL_NAMES) ipcMain.removeHandler(name);
    },
  };
}
