import { defineConfig } from 'vitest/config';

const SHARED = { testTimeout: 60_000, hookTimeout: 60_000 };

/** Tests on real sshd hosts, a lab for each file. Pushes mostly wait, so several do that at once; what measures time is alone. */
export default defineConfig({
  test: {
    reporters: ['verbose'],
    projects: [
      {
        test: {
          ...SHARED,
          name: 'hosts',
          include: ['test/lab/{lab,look,nodes}.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...SHARED,
          name: 'pushes',
          include: ['test/lab/push*.test.ts'],
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
