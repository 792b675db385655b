import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

/** Native modules stay outside; everything else is bundled, so that the package holds no loose node_modules. */
const external = ['electron', 'better-sqlite3', 'keytar', /^node:/];

/** Fail-points are compiled out unless the crash suite asks for its own build. */
const failPoints = process.env['AFTERCALL_FAIL_POINTS'] === '1';
const out = failPoints ? 'out/fail-points' : 'out';

/** Colours of the handset and of the dot that asks for attention; macOS inks its template itself. */
const INKS = {
  dark: { ink: '#14161b', dot: '#c67a06' },
  light: { ink: '#ffffff', dot: '#e2a03a' },
  template: { ink: '#000000', dot: '#000000' },
} as const;
/** The groups of tray.svg that make each picture. */
const PICTURES = {
  idle: ['handset', 'idle'],
  'working-0': ['handset', 'working-0'],
  'working-1': ['handset', 'working-1'],
  'working-2': ['handset', 'working-2'],
  attention: ['handset', 'attention'],
  offline: ['hollow', 'offline'],
  paused: ['handset', 'paused'],
} as const;
/** Pixels at 100, 150 and 200 %. */
const SIZES = [16, 24, 32] as const;

/** `virtual:tray-pictures`: PNGs in base64 by ink, picture and size, drawn from one SVG. Electron's tray takes no SVG. */
function trayPictures(): Plugin {
  const id = 'virtual:tray-pictures';
  return {
    name: 'tray-pictures',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    async load(loaded) {
      if (loaded !== `\0${id}`) return undefined;
      await initWasm(await readFile(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')));
      const svg = await readFile('main/app/tray.svg', 'utf8');
      const groups = new Map([...svg.matchAll(/<g id="([^"]+)">(.*?)<\/g>/gs)].map(([, name, body]) => [name, body]));
      const drawn = Object.entries(INKS).map(([name, { ink, dot }]) => [
        name,
        Object.fromEntries(
          Object.entries(PICTURES).map(([picture, parts]) => {
            const body = parts.map((part) => groups.get(part) ?? '').join('');
            const whole = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="${ink}" color="${ink}">${body.replaceAll('class="attention"', `fill="${dot}"`)}</svg>`;
            return [picture, SIZES.map((size) => draw(whole, size))];
          }),
        ),
      ]);
      return `export default ${JSON.stringify(Object.fromEntries(drawn))};`;
    },
  };
}

const draw = (svg: string, size: number): string =>
  Buffer.from(new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng()).toString('base64');

/**
 * `shares.json` beside the output: bytes of the main process by where they come from, `own` and each library. Of a
 * minified chunk each module has the share that it had before.
 */
function shares(): Plugin {
  return {
    name: 'shares',
    async writeBundle(_options, bundle) {
      const bytes: Record<string, number> = {};
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        const modules = Object.entries(chunk.modules);
        const rendered = modules.reduce((sum, [, { renderedLength }]) => sum + renderedLength, 0);
        for (const [id, { renderedLength }] of modules) {
          const from = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? 'own';
          const share = (renderedLength / Math.max(1, rendered)) * Buffer.byteLength(chunk.code);
          bytes[from] = (bytes[from] ?? 0) + share;
        }
      }
      const sorted = Object.entries(bytes).sort(([, a], [, b]) => b - a);
      const rounded = Object.fromEntries(sorted.map(([from, size]) => [from, Math.round(size)]));
      await mkdir(out, { recursive: true });
      await writeFile(`${out}/shares.json`, `${JSON.stringify(rounded, null, 2)}\n`);
    },
  };
}

export default defineConfig({
  main: {
    plugins: [trayPictures(), shares()],
    define: { FAIL_POINTS: JSON.stringify(failPoints) },
    build: {
      outDir: `${out}/main`,
      externalizeDeps: false,
      minify: true,
      target: 'node24',
      rollupOptions: {
        external,
        input: { index: 'main/index.ts', cli: 'main/cli.ts' },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: `${out}/preload`,
      externalizeDeps: false,
      minify: true,
      rollupOptions: {
        external,
        input: { index: 'preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].js' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    // No polyfill that fetches: the pages' policy lets nothing connect.
    build: {
      outDir: `${out}/renderer`,
      modulePreload: false,
      minify: true,
      rollupOptions: { input: 'renderer/index.html' },
    },
  },
});
