import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/lab/**'], // vitest.lab.config.ts
    testTimeout: 30_000,
    maxWorkers: '100%', // the default leaves one of two processors idle
    reporters: ['default'],
  },
});
