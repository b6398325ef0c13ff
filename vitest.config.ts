import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/lab/**'], // vitest.lab.config.ts
    testTimeout: 30_000,
    maxWorkers: availableParallelism() + 1, // some of them wait for what a shell waits for
    reporters: ['default'],
  },
});
