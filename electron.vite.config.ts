import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** Native modules stay outside; everything else is bundled, so that the package holds no loose node_modules. */
const external = ['electron', 'better-sqlite3', 'keytar', /^node:/];

/** Fail-points are compiled out unless the crash suite asks for its own build. */
const failPoints = process.env['AFTERCALL_FAIL_POINTS'] === '1';
const out = failPoints ? 'out/fail-points' : 'out';

export default defineConfig({
  main: {
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
