/**
 * Progress of work on nodes. A terminal shows one line that is overwritten; elsewhere a line appears once all nodes have
 * answered. Durations are shown with -v, and on a terminal for anything over a second.
 */
import type { HostName } from '../../base/brand.ts';
import type { StepResult } from '../../deploy/plan/plan.ts';
import type { Progress } from '../../deploy/node/ports.ts';
import { span } from '../../report/span.ts';
import { elapsed } from '../../report/elapsed.ts';
import type { Io } from '../io.ts';
import { clipped, CLEAR, LONG, REDRAW } from '../live-line.ts';

type Work = {
  readonly name: string;
  readonly nodes: readonly HostName[];
  readonly since: number;
  readonly results: (StepResult | undefined)[];
  readonly within: number | null;
};

/** Read-only work, shown only if it takes long. */
const SILENT = new Set(['ask', 'observe', 'look']);

/** A listener for the progress port. */
export function watch(io: Io): (event: Progress) => void {
  let work: Work | undefined;
  let timer: NodeJS.Timeout | undefined;
  const live = io.err.live;
  const draw = () => {
    if (work !== undefined && live) io.err.write(CLEAR + clipped(liveLine(work, io.now() - work.since), io));
  };
  const write = (text: string) => {
    if (text === '' || io.quiet) return;
    if (live) io.err.write(CLEAR); // apart from the text, which is folded
    io.err.write(text);
  };
  const begin = (event: Extract<Progress, { event: 'begins' }>) => {
    const { work: name, nodes, within = null } = event;
    work = { name, nodes, within, since: io.now(), results: nodes.map(() => undefined) };
    if (live) timer = setInterval(draw, REDRAW).unref();
    draw();
  };
  const answer = (at: Work, { index, result, millis }: Extract<Progress, { event: 'answers' }>) => {
    at.results[index] = result;
    if (io.verbose) write(stepLine(at, index, millis ?? io.now() - at.since));
    draw();
  };
  const end = (at: Work) => {
    clearInterval(timer);
    work = undefined;
    if (live) io.err.write(CLEAR);
    if (!io.verbose) write(finalLine(at, io.now() - at.since, live));
  };
  return (event) => {
    if (event.event === 'begins') begin(event);
    else if (work !== undefined && event.event === 'answers') answer(work, event);
    else if (work !== undefined) end(work);
  };
}

/** `  run      3.1 s, at most 27 s left  1 of 2, waiting for host2`; times and the count after a second. */
function liveLine({ name, nodes, results, within }: Work, time: number): string {
  const working = nodes.filter((_, index) => results[index] === undefined);
  const left = within === null || within <= time ? '' : `, at most ${span(within - time)} left`;
  const count = nodes.length > 1 ? `${nodes.length - working.length} of ${nodes.length}` : '';
  const waiting = working.length === 0 ? '' : `waiting for ${working.join(', ')}`;
  const parts = time >= LONG ? [`${elapsed(time)}${left}`, [count, waiting].filter(Boolean).join(', ')] : [waiting];
  return `  ${name.padEnd(8)} ${parts.filter(Boolean).join('  ')}`;
}

/** `  stage    host1  31 ms` */
function stepLine({ name, nodes, results }: Work, index: number, time: number): string {
  const result = results[index];
  return `  ${name.padEnd(8)} ${nodes[index]}  ${result === 'ok' ? '' : `${result}  `}${elapsed(time)}\n`;
}

/** `  stage    host1, host2`; nodes on which it failed are listed separately. Empty if no node had work. */
function finalLine({ name, nodes, results }: Work, time: number, live: boolean): string {
  const named = (wanted: StepResult) => nodes.filter((_, index) => results[index] === wanted).join(', ');
  const [done, failed] = [named('ok'), named('failed')];
  const took = live && time >= LONG ? `  ${elapsed(time)}` : '';
  if ((done === '' && failed === '') || (SILENT.has(name) && took === '')) return '';
  return `  ${name.padEnd(8)} ${done}${failed === '' ? '' : `  failed: ${failed}`}${took}\n`;
}
