/** A simulation as JSON. Its fields are a contract: schemas/output/simulate.schema.json. */
import type { Json } from '../../base/brand.ts';
import type { Loss } from '../../placement/quorum.ts';
import type { Step } from '../../placement/simulate.ts';
import type { Simulation } from './simulation.ts';

export function simulationJson({ stack, isSequence, steps, losses }: Simulation): Json {
  return {
    version: 1,
    stack,
    sequence: isSequence,
    steps: steps.map(stepJson),
    losses: losses.map(lossJson),
  };
}

function stepJson({ change, members, votes, outcomes, loads }: Step): Json {
  return {
    change: { kind: change.kind, names: change.kind === 'crash' ? [change.name] : change.hosts },
    members,
    votes: { present: votes.present, needed: votes.needed, quorate: votes.quorate },
    workloads: [...outcomes].map(([name, { host, from, move, because, choices }]) => ({
      name,
      from,
      host,
      move,
      because,
      choices,
    })),
    hosts: loads.map(({ host, used, room, missing, workloads }) => ({
      name: host,
      memory: used,
      room,
      missing,
      runs: workloads.map(({ name }) => name),
    })),
  };
}

function lossJson({ lost, sets, quorate, quorateAlone, example }: Loss): Json {
  return { lost, sets, quorate, quorate_without_tie_breaker: quorateAlone, example };
}
