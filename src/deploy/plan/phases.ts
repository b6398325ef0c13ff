/** Phases of a plan: the same step on nodes at once. */
import type { HostName } from '../../base/brand.ts';
import type { Needed, Phase, Step } from './plan.ts';

export function phaseOf(what: Step['do'], steps: readonly Step[]): Phase {
  return { do: what, wave: 1, steps };
}

type OnNodes = 'stage' | 'arm' | 'verify' | 'clear' | 'place' | 'hold' | 'confirm' | 'commit';

export function each(what: OnNodes, nodes: readonly HostName[]): Phase {
  return phaseOf(
    what,
    nodes.map((node) => ({ do: what, node })),
  );
}

export function onFiles(what: 'run' | 'probe', nodes: readonly HostName[]): Phase {
  return phaseOf(
    what,
    nodes.map((node) => ({ do: what, node, action: null })),
  );
}

export function onAction(what: 'run' | 'probe', { action, nodes }: Needed): Phase {
  return phaseOf(
    what,
    nodes.map((node) => ({ do: what, node, action: action.id })),
  );
}
