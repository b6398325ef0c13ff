/**
 * Runs the tests of a file; of the files that take longest, `npm test` plays one test of two, chosen by its name. CI plays all,
 * and so does `npx vitest run FILE`, since only test/run.mjs sets SAMPLE. What is not played is marked before any hook runs.
 */
import { TestRunner, type RunnerTask, type RunnerTestFile } from 'vitest';
import { sha1 } from '../../src/base/json.ts';

/** Folders, and files without their ending. */
const LONGEST = `
  activator/ cli/ conformance/ edge/ facts/ fuzz/ import/ laws/ report/ stack/pacemaker/ world/
  ahead broken limits scenarios`
  .trim()
  .split(/\s+/)
  .map((name) => `/test/${name}`);
/** Its tests build on each other. */
const IN_ORDER = '/test/cli/walk.test.ts';
const nth = Number(process.env['SAMPLE'] ?? 1);

const NOTE = `npm test plays one test of ${nth} of the longest files`;

export default class SampleRunner extends TestRunner {
  onCollected(files: readonly RunnerTestFile[]): void {
    for (const file of files) if (nth > 1 && isLong(file.filepath)) leaveOut(file.tasks);
  }
}

function isLong(path: string): boolean {
  return LONGEST.some((name) => path.includes(name)) && !path.endsWith(IN_ORDER);
}

function leaveOut(tasks: readonly RunnerTask[]): void {
  for (const task of tasks) {
    if (task.type === 'suite') leaveOut(task.tasks);
    else if (task.mode === 'run' && !isChosen(task.fullTestName))
      Object.assign(task, { mode: 'skip', result: { state: 'skip', note: NOTE } });
  }
}

function isChosen(name: string): boolean {
  return (sha1(name)[0] ?? 0) % nth === 0;
}
