import type { CustomScheme } from 'electron';
import { knownKeys, loud, UnknownToHost } from '../loud.ts';
import { schemes, type SchemeHandler } from '../schemes.ts';
import { app, requireReady } from './app.ts';

const PRIVILEGES = [
  ...['standard', 'secure', 'supportFetchAPI', 'corsEnabled', 'stream', 'codeCache', 'bypassCSP'],
  ...['allowServiceWorkers', 'allowExtensions'],
];

let registered = false;

export const protocol = loud('protocol', {
  /** Once, and before `ready`: later Chromium has been told its schemes already. */
  registerSchemesAsPrivileged(custom: readonly CustomScheme[]): void {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    if (registered) throw new Error('protocol.registerSchemesAsPrivileged may be called once only: the last call wins');
    registered = true;
    for (const { scheme, privileges = {} } of custom) {
      knownKeys('privileges', privileges, PRIVILEGES);
      if (privileges.bypassCSP === true) throw new UnknownToHost(`the privilege bypassCSP of ${scheme}`);
      if (privileges.allowServiceWorkers === true) throw new UnknownToHost(`service workers of ${scheme}`);
      if (privileges.standard !== true || privileges.secure !== true) {
        throw new UnknownToHost(`a scheme such as ${scheme} that is not both standard and secure`);
      }
      schemes.privileges.set(scheme, privileges);
    }
  },

  handle(scheme: string, handler: SchemeHandler): void {
    requireReady('handle a protocol');
    if (!schemes.privileges.has(scheme)) throw new UnknownToHost(`the scheme ${scheme}, which was not registered`);
    if (schemes.handlers.has(scheme)) throw new Error(`The scheme ${scheme} has been intercepted already`);
    schemes.handlers.set(scheme, handler);
  },

  unhandle(scheme: string): void {
    schemes.handlers.delete(scheme);
  },

  isProtocolHandled: (scheme: string): boolean => schemes.handlers.has(scheme),
});
