/** A push as a stream of JSON events, one per line, on standard output: for programs. */
import type { Json } from '../../base/brand.ts';
import type { Progress } from '../../deploy/node/ports.ts';
import type { LocatedDiagnostic } from '../../diag/located.ts';
import type { Io, Screen } from '../io.ts';

export function writeEvent(
  { write }: Pick<Screen, 'write'>,
  event: string,
  facts: { readonly [name: string]: Json },
): void {
  write(`${JSON.stringify({ version: 1, event, ...facts })}\n`);
}

/** The same, with progress on nodes as events and not as lines for people. */
export function withEvents(io: Io): Io {
  let nodes: readonly string[] = [];
  let work = '';
  const progress = (event: Progress): void => {
    if (event.event === 'begins') {
      [work, nodes] = [event.work, event.nodes];
      writeEvent(io.out, 'begins', { work, nodes });
    } else if (event.event === 'answers')
      writeEvent(io.out, 'step', { work, node: nodes[event.index] ?? null, result: event.result });
  };
  return { ...io, ports: { progress, ...io.ports } };
}

export function writeFindings(found: readonly LocatedDiagnostic[], { out }: Io): void {
  for (const { code, severity, message, help } of found)
    writeEvent(out, 'finding', { code, severity, message, help: help ?? null });
}
