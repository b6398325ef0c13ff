/** A simulation in words: one block for each step, with what moved and the memory on each host. Pure. */
import picocolors from 'picocolors';
import type { Cell } from '../../base/cell.ts';
import type { Move, Outcome } from '../../placement/placement.ts';
import type { Loss, Votes } from '../../placement/quorum.ts';
import type { Step } from '../../placement/simulate.ts';
import { visible } from '../../diag/visible.ts';
import { ranges, rowLines, type Paint, type Row } from '../rows.ts';
import { gibibytes } from './size.ts';
import { titleOf, type Simulation } from './simulation.ts';

export function simulationText({ steps, losses }: Simulation, { color }: { readonly color: boolean }): string {
  const paint = picocolors.createColors(color);
  const blocks = steps.map((step) => stepLines(step, paint));
  return [...blocks, ...(losses.length === 0 ? [] : [lossLines(losses, paint)])]
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .join('\n');
}

function stepLines(step: Step, paint: Paint): readonly string[] {
  return [
    `${paint.bold(visible(titleOf(step)))}: ${votesText(step.votes, paint)}`,
    ...rowLines(moveRows(step.outcomes), paint),
    ...rowLines(hostRows(step), paint),
  ];
}

function votesText({ present, needed, quorate }: Votes, paint: Paint): string {
  if (needed === 0) return `${counted(present, 'host')}, and no quorum is needed`;
  const text = `${counted(present, 'vote')}, ${needed} needed`;
  return quorate ? `${text}, quorate` : `${text}, ${paint.red('not quorate')}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

const MOVES: { readonly [M in Move]: string } = {
  stay: 'stays',
  start: 'starts',
  migrate: 'migrates live',
  move: 'stops there and starts',
  restart: 'restarts',
  stop: 'stops',
  none: 'does not run',
};

/** What happened to VMs and services; those to which the same happened share a row. */
function moveRows(outcomes: ReadonlyMap<string, Outcome>): readonly Row[] {
  const groups = new Map<string, { readonly cells: readonly Cell[]; readonly names: string[] }>();
  for (const [name, outcome] of outcomes) {
    if (outcome.move === 'stay') continue;
    const cells = moveCells(outcome);
    const key = JSON.stringify(cells);
    const group = groups.get(key) ?? { cells, names: [] };
    group.names.push(shortName(name, outcomes));
    groups.set(key, group);
  }
  return [...groups.values()].map(({ cells, names }) => ({ name: ranges(names), cells }));
}

function moveCells({ host, from, move, because, choices }: Outcome): readonly Cell[] {
  const others = choices.filter((choice) => choice !== host);
  const note = others.length === 0 ? because : `or on ${others.join(', ')}`;
  const isBad = host === null && because !== 'autostart is off';
  const where = host === null ? (from ?? '') : from === null || from === host ? host : `${from} -> ${host}`;
  return [isBad ? { text: MOVES[move], paint: 'red' } : { text: MOVES[move] }, { text: where }, { text: note }];
}

function hostRows({ loads, outcomes }: Step): readonly Row[] {
  return loads.map(({ host, used, room, missing, workloads }) => ({
    name: host,
    cells: [
      { text: `${gibibytes(used)} of ${gibibytes(room)} GiB` },
      missing > 0 ? { text: `${gibibytes(missing)} GiB missing`, paint: 'red' } : { text: '' },
      {
        text: workloads.length === 0 ? 'runs nothing' : ranges(workloads.map(({ name }) => shortName(name, outcomes))),
      },
    ],
  }));
}

/** `vms/vm1` -> `vm1`, unless a service has the same name. */
function shortName(name: string, all: ReadonlyMap<string, Outcome>): string {
  const short = name.slice(name.indexOf('/') + 1);
  return all.has(`vms/${short}`) && all.has(`services/${short}`) ? name : short;
}

/** For any set of failed hosts, not one by one: hosts of equal votes are alike. */
function lossLines(losses: readonly Loss[], paint: Paint): readonly string[] {
  const rows = losses.map((loss): Row => ({ name: lostName(loss), cells: lossCells(loss) }));
  return [paint.bold('quorum after the loss of hosts at the same time'), ...rowLines(rows, paint)];
}

function lostName({ lost }: Loss): string {
  return lost === 0 ? 'none' : `any ${lost}`;
}

function lossCells({ sets, quorate, quorateAlone, example }: Loss): readonly Cell[] {
  const lost = example === null || example.length === 0 ? '' : `not without ${example.join(', ')}`;
  return [
    shareCell(quorate, sets),
    quorateAlone === null
      ? { text: '' }
      : { ...shareCell(quorateAlone, sets), text: `${shareText(quorateAlone, sets)} without the tie-breaker` },
    { text: quorate > 0 ? lost : '' },
  ];
}

function shareCell(quorate: number, sets: number): Cell {
  const text = shareText(quorate, sets);
  return quorate === sets ? { text } : { text, paint: quorate === 0 ? 'red' : 'yellow' };
}

function shareText(quorate: number, sets: number): string {
  if (quorate === sets) return 'quorate';
  return quorate === 0 ? 'not quorate' : `quorate in ${quorate} of ${sets} cases`;
}
