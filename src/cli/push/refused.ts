/** Stacks whose changes are checked and built, and not yet brought to nodes. */
import type { Bundle } from '../../bundle/bundle.ts';
import { notPushed } from '../../deploy/plan/push-findings.ts';
import { stackOfBundle } from '../../stack/stacks.ts';
import { EXIT, report, unlocated, type ExitCode, type Io } from '../io.ts';

/** How a plan or push ends before any node is asked; undefined where it may begin. Code `push/not-supported`. */
export function refusedFor(bundle: Bundle, { err }: Pick<Io, 'err'>): ExitCode | undefined {
  const { isPushed, name } = stackOfBundle(bundle);
  if (isPushed) return undefined;
  report(unlocated([notPushed({ in: 'nowhere', because: 'it is about the whole stack' }, { stack: name })]), err);
  return EXIT.failed;
}
