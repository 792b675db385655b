import { contextBridge, ipcRenderer } from 'electron';
import { CALL_NAMES, CHANGED } from '../shared/channels.ts';

/** `Bridge` of shared/contract.ts says what each takes and answers. */
contextBridge.exposeInMainWorld('aftercall', {
  ...Object.fromEntries(CALL_NAMES.map((name) => [name, (input: unknown) => ipcRenderer.invoke(name, input)])),
  onChanged: (listener: (topic: unknown) => void) => {
    const told = (_: unknown, topic: unknown) => {
      listener(topic);
    };
    ipcRenderer.on(CHANGED, told);
    return () => {
      ipcRenderer.off(CHANGED, told);
    };
  },
});
