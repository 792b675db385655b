/** The only file that touches `ipcMain`. */
import { ipcMain } from 'electron';
import type { Handlers } from '../../shared/contract.ts';
import { CALL_NAMES } from '../../shared/channels.ts';
import { answerCall, type CallNote } from './answer-call.ts';
import { askerOf } from './scheme.ts';

/** Answers every call of the contract until disposed. */
export function registerCalls(handlers: Handlers, note: (note: CallNote, thrown?: string) => void): Disposable {
  for (const name of CALL_NAMES) {
    ipcMain.handle(name, (event, input: unknown) =>
      answerCall(handlers, { name, input, from: askerOf(event.senderFrame) }, note),
    );
  }
  return {
    [Symbol.dispose]() {
      for (const name of CALL_NAMES) ipcMain.removeHandler(name);
    },
  };
}
