import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { Summary } from './test/support/summary.ts';

/** A test that hangs ends at some time; one that is slow on a busy machine does not. */
const PATIENCE = 1_800_000;

// Bash takes a pipe of Node for a remote login, and would read this user's .bashrc: not below another shell, bash(1).
const test = {
  testTimeout: PATIENCE,
  hookTimeout: PATIENCE,
  env: { SHLVL: '1' },
  runner: './test/support/sample-runner.ts',
};
/** All of the documentation, the browser, and long laws with a shorter one next to them. */
const ONLY_IN_CI = [
  'test/bundle/forged.test.ts',
  'test/docs-blocks.test.ts',
  'test/docs-site.test.ts',
  'test/recipes.test.ts',
  'test/report/review/browser.test.ts',
  'test/source/linear.test.ts',
  'test/stack/pacemaker/import/mutants.test.ts',
  'test/stack/pacemaker/placement/witness.test.ts',
  'test/world/crash-odd.test.ts',
];
const isCi = process.env['CI'] === 'true';
const left = isCi ? [] : ONLY_IN_CI;

const ALONE = ['test/scenarios.test.ts', 'test/stack/none/site.test.ts'];

export default defineConfig({
  test: {
    maxWorkers: availableParallelism() + 1, // some of them wait for what a shell waits for
    reporters: ['default', new Summary({ name: 'unit tests', budgetMinutes: isCi ? 11 : 3, left })],
    projects: [
      {
        test: {
          ...test,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, 'test/lab/**', ...ALONE, ...left], // vitest.lab.config.ts
          isolate: false, // src keeps no state in modules, and importing it for each file took a third of the time
        },
      },
      { test: { ...test, name: 'mocks', include: ALONE } }, // they replace a module of src
    ],
  },
});
