const { contextBridge, ipcRenderer } = require('electron');

const refusal = (run) => {
  try {
    run();
    return 'allowed';
  } catch (thrown) {
    return thrown.message;
  }
};

class Point {
  x = 1;
  double() {
    return this.x * 2;
  }
}

contextBridge.exposeInMainWorld('rules', {
  required: ['fs', 'node:fs', 'path', 'child_process', './other.js'].map((name) => refusal(() => require(name))),
  nested: { list: [1, { deep: true }], add: (a, b) => a + b },
  point: new Point(),
  invoke: (channel, value) => ipcRenderer.invoke(channel, value),
  call: (listener, value) => listener(value),
  fails: () => {
    throw new TypeError('not so');
  },
  rejects: () => Promise.reject(new Error('not now')),
  later: async (value) => value,
  on: (listener) => {
    const heard = (_event, value) => listener(value);
    ipcRenderer.on('told', heard);
    return () => ipcRenderer.off('told', heard);
  },
  again: () => refusal(() => contextBridge.exposeInMainWorld('rules', {})),
  whole: ipcRenderer,
});
