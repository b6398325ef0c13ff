import { defineConfig } from 'vitest/config';

/** Tests on real sshd hosts: one file at a time, since each has a lab of its own and measures time. */
export default defineConfig({
  test: {
    include: ['test/lab/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['verbose'],
  },
});
