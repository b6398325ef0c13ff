/** Processor time of this process and all that it starts, hosts of a lab included: what a busy machine does not change. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Processors = {
  /** Milliseconds so far. */
  readonly spent: () => number;
  readonly end: () => void;
};

const V1 = '/sys/fs/cgroup/cpuacct';
const V2 = '/sys/fs/cgroup';

/** Puts this process into a control group of its own; undefined where that is not to be had, as without root. */
export function processors(): Processors | undefined {
  const above = existsSync(V1) ? V1 : V2;
  const group = join(above, `clusterc-bench-${process.pid}`);
  try {
    mkdirSync(group);
    writeFileSync(join(group, 'cgroup.procs'), String(process.pid));
    const read = (file: string) => readFileSync(join(group, file), 'utf8');
    const spent = () =>
      above === V1
        ? Number(read('cpuacct.usage')) / 1e6
        : Number(/^usage_usec ([0-9]+)$/m.exec(read('cpu.stat'))?.[1]) / 1e3;
    spent();
    return { spent, end: () => leave(above, group) };
  } catch {
    return undefined;
  }
}

/** What still ends in the group keeps it, and the next boot removes it. */
function leave(above: string, group: string): void {
  writeFileSync(join(above, 'cgroup.procs'), String(process.pid));
  try {
    rmdirSync(group);
  } catch {
    // See above.
  }
}
