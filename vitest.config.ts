import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: { FAIL_POINTS: 'false' },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
