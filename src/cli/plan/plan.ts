/** `clusterc plan`: what a push would do now, to every node and to running services. Changes nothing. */
import { push } from '../push/push.ts';
import type { ExitCode, Io, ReadFormat } from '../io.ts';
import type { NodeChoice } from '../nodes/node-options.ts';

export type PlanOptions = NodeChoice & {
  readonly allow?: readonly string[];
  readonly format: ReadFormat;
  readonly report?: string | undefined;
};

/** Exits 0 if there is nothing to do, 2 if there is. */
export function plan(path: string, options: PlanOptions, io: Io): Promise<ExitCode> {
  return push(path, { ...options, check: true }, io);
}
