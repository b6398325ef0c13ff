/** The pushes that a revert undoes, in words. Pure. */
import type { KnownPush } from '../deploy/push/histories.ts';
import type { Undone } from '../deploy/push/undone-pushes.ts';
import { visible } from '../diag/visible.ts';
import { timeOf } from './history.ts';

/** More of them are counted. Our choice. */
const NAMED = 3;

/** A line for each push, newest first. */
export function undoneLines({ pushes, secretsOnly }: Undone): readonly string[] {
  if (pushes.length + secretsOnly.length === 0) return ['no journal says which push this undoes'];
  const more = pushes.length - NAMED;
  return [
    ...pushes.slice(0, NAMED).map((push) => `undoes ${nameOf(push)}`),
    ...(more > 0 ? [`undoes ${more} earlier ${more === 1 ? 'push' : 'pushes'}: clusterc history`] : []),
    ...secretsOnly.slice(0, NAMED).map((push) => `does not undo ${nameOf(push)}: it changed only secrets`),
  ];
}

/** `the push of 2026-11-28 21:03:07Z by root@admin1 (more memory)` */
function nameOf({ begin: { command, at, who, because } }: KnownPush): string {
  return visible(`the ${command} of ${timeOf(at)} by ${who}${because === null ? '' : ` (${because})`}`);
}
