/** Loaded into the measured process with `--import`: a system whose file events never come, as on many network shares. */
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

class SilentWatcher extends EventEmitter {
  close(): void {
    this.emit('close');
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

fs.watch = () => new SilentWatcher();
syncBuiltinESMExports();
