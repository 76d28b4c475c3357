import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

/** Builds packages, which takes minutes: run alone, by `npm run test:package`. */
const PACKAGES = 'packaging/test/**/*.test.ts';

export default defineConfig(({ mode }) => ({
  test: {
    include:
      mode === 'package'
        ? [PACKAGES]
        : [
            'src/**/*.test.{ts,tsx}',
            'test/**/*.test.ts',
            'plugins/**/*.test.ts',
            'fuzz/**/*.test.ts',
            'scripts/**/*.test.ts',
            'bench/**/*.test.ts',
            'packaging/**/*.test.ts',
          ],
    exclude: [...configDefaults.exclude, ...(mode === 'package' ? [] : [PACKAGES])],
    globalSetup: mode === 'package' ? ['packaging/test/build-once.ts'] : [],
    environment: 'node',
    // Many tests wait for processes of their own: on a small machine, too, two files at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Generous, because some go through a corpus or make network namespaces; nothing is measured by a time-out.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
}));
