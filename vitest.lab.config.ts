import { defineConfig } from 'vitest/config';
import { Summary } from './test/support/summary.ts';

/** A push that hangs ends at some time; one that is slow on a busy machine does not. */
const PATIENCE = 1_800_000;

const test = { testTimeout: PATIENCE, hookTimeout: PATIENCE };

/** Tests on real sshd hosts, a lab for each file. Hosts mostly wait, so several labs run at once. */
export default defineConfig({
  test: {
    reporters: ['verbose', new Summary({ name: 'lab', budgetMinutes: 6 })],
    projects: [
      {
        test: {
          ...test,
          name: 'hosts',
          include: ['test/lab/{import,lab,look,nodes}.test.ts', 'test/lab/pacemaker/{daemons,look}.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...test,
          name: 'pushes',
          include: ['test/lab/push*.test.ts', 'test/lab/pacemaker/push*.test.ts'],
          maxWorkers: 5,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
