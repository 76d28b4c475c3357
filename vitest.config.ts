import { availableParallelism } from 'node:os';
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
    // Many tests wait for processes of their own: on a small machine, too, two files at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Generous, because some go through a corpus or make network namespaces; nothing is measured by a time-out.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
