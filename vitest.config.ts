import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.{ts,tsx}',
      'test/**/*.test.ts',
      'plugins/**/*.test.ts',
      'fuzz/**/*.test.ts',
      'scripts/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    environment: 'node',
    // Generous, because some go through a corpus or make network namespaces; nothing is measured by a time-out.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
