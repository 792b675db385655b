import { contextBridge, ipcRenderer } from 'electron';
import { CALLS, CHANGED } from '../shared/channels.ts';

/** `Bridge` of shared/contract.ts says what each takes and answers. */
contextBridge.exposeInMainWorld('aftercall', {
  overview: (input: unknown) => ipcRenderer.invoke(CALLS.overview, input),
  newestCalls: (input: unknown) => ipcRenderer.invoke(CALLS.newestCalls, input),
  onChanged: (listener: () => void) => {
    const told = () => {
      listener();
    };
    ipcRenderer.on(CHANGED, told);
    return () => {
      ipcRenderer.off(CHANGED, told);
    };
  },
});
