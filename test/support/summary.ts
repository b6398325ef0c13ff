/** The summary of a test run: skipped tests with reasons, the slowest files, and the time with its budget. */
import { availableParallelism, loadavg } from 'node:os';
import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';

type Plan = { readonly name: string; readonly budgetMinutes: number; readonly left?: readonly string[] };

const SLOWEST = 10;

/** A reporter for vitest. It never fails a run, since speed depends on the machine. */
export class Summary implements Reporter {
  readonly #plan: Plan;
  #began = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  onTestRunStart(): void {
    this.#began = performance.now();
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = [
      ...slowest(modules),
      budget(this.#plan, performance.now() - this.#began),
      ...notRun(modules.flatMap(reasons)),
      ...leftToCi(this.#plan.left ?? []),
    ];
    console.log(`${lines.join('\n')}\n`);
  }
}

function slowest(modules: readonly TestModule[]): readonly string[] {
  if (modules.length <= SLOWEST) return [];
  const times = modules.map((module) => ({ path: relative('.', module.moduleId), millis: timeOf(module) }));
  const sorted = times.toSorted((a, b) => b.millis - a.millis).slice(0, SLOWEST);
  return ['slowest files:', ...sorted.map(({ path, millis }) => `${seconds(millis).padStart(8)}  ${path}`)];
}

function timeOf(module: TestModule): number {
  const { collectDuration, setupDuration, duration } = module.diagnostic();
  return collectDuration + setupDuration + duration;
}

function seconds(millis: number): string {
  return `${(millis / 1000).toFixed(1)} s`;
}

function budget({ name, budgetMinutes }: Plan, millis: number): string {
  const [load = 0] = loadavg();
  const where = `${availableParallelism()} processors with a load of ${load.toFixed(1)}`;
  return `${name}: ${(millis / 60_000).toFixed(1)} min on ${where}; planned: ${budgetMinutes} min on two that are idle`;
}

/** Reasons for skipped tests: a missing program or permission (see tools.ts), or the test's own note. */
function reasons(module: TestModule): readonly string[] {
  return [...module.children.allTests('skipped')].map((test) => {
    const said = titlesOf(test).map((title) => /^not run here, (.*?): /.exec(title)?.[1]);
    const result = test.result();
    return said.find((why) => why !== undefined) ?? (result.state === 'skipped' ? result.note : '') ?? 'for no reason';
  });
}

function titlesOf(test: TestCase): readonly string[] {
  const titles = [test.name];
  for (let suite: TestSuite | TestModule = test.parent; suite.type === 'suite'; suite = suite.parent)
    titles.push(suite.name);
  return titles;
}

/** One line for all reasons. */
function notRun(reasons: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const why of reasons) counts.set(why, (counts.get(why) ?? 0) + 1);
  const found = [...counts].map(([why, count]) => `${why} (${count})`);
  return found.length === 0 ? [] : [`not run here: ${found.join(', ')}`];
}

function leftToCi(files: readonly string[]): readonly string[] {
  return files.length === 0 ? [] : [`left to CI: ${files.join(', ')}`];
}
