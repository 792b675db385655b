import { randomUUID } from 'node:crypto';
import { createCodec } from '../codec.ts';
import { createBridge } from './bridge.ts';
import { startIsolatedWorld, type World } from './isolated-world.ts';
import { startMainWorld } from './main-world.ts';

/** The name Electron gives this world in its developer tools. */
export const ISOLATED_WORLD = 'Electron Isolated Context';

export interface Injected {
  readonly binding: string;
  readonly mainWorld: string;
  readonly isolatedWorld: string;
}

/** The two scripts of one page; the names they meet under are told to nobody else. */
export function injectedScripts(preload: string): Injected {
  const secret = randomUUID();
  const binding = `host_${secret.replaceAll('-', '')}`;
  const [page, isolated] = [`page-${secret}`, `isolated-${secret}`];
  const { electron, node } = process.versions;
  const versions = { electron, node };
  const world: World = { own: isolated, other: page, binding, platform: process.platform, versions };
  const parts = `{ createCodec: ${String(createCodec)}, createBridge: ${String(createBridge)} }`;
  return {
    binding,
    mainWorld: `(${String(startMainWorld)})(${String(createBridge)}, ${JSON.stringify({ own: page, other: isolated })});`,
    isolatedWorld: `if (window === window.top) (${String(startIsolatedWorld)})(${parts}, ${JSON.stringify(world)}, function (require, process, module) {
var exports = module.exports;
${preload}
});`,
  };
}
