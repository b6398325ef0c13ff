/** Effects in words: what happens to a resource, where, why, and for how long. */
import type { Effect } from './effects.ts';
import type { ServiceImpact } from './predict.ts';

const VERBS: { readonly [effect in Effect]: string } = {
  'monitor-only': 'stays where it is, only its checks change',
  start: 'starts',
  migrate: 'migrates live',
  restart: 'restarts',
  move: 'stops, and starts again elsewhere',
  stop: 'stops',
};

/** `vm1 restarts (host1): resource definition change; down for up to 7 min`. */
export function sentenceOf(one: ServiceImpact): string {
  const { name, effect, nodes, reason, pending } = one;
  const where = effect === 'monitor-only' || nodes.length === 0 ? '' : ` (${nodes.join(', ')})`;
  const why = reason === undefined ? '' : `: ${reason}`;
  const anyway = pending ? ', as it would without the change' : '';
  return `${name} ${VERBS[effect]}${where}${why}${anyway}; ${outageOf(one)}`;
}

function outageOf({ effect, outage }: ServiceImpact): string {
  if (effect === 'stop') return 'stays down';
  if (effect !== 'restart' && effect !== 'move') return 'no outage';
  return outage === null ? 'down while it restarts' : `down for up to ${minutes(outage)}`;
}

/** `20 s`, `7 min`. */
export function minutes(millis: number): string {
  const seconds = Math.ceil(millis / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

const SHORT: readonly (readonly [effect: Effect, words: string])[] = [
  ['stop', 'stops'],
  ['restart', 'restarts'],
  ['move', 'stops and starts elsewhere'],
  ['migrate', 'migrates live'],
  ['start', 'starts'],
];
/** Most names in the line; the list above it has all of them. */
const NAMED = 5;

/** `vm1 restarts; everything else keeps running`. */
export function summaryOf(services: readonly ServiceImpact[], fenced: readonly string[]): string {
  const groups = SHORT.flatMap(([effect, words]) => {
    const names = services.filter((one) => one.effect === effect).map(({ name }) => name);
    return names.length === 0 ? [] : [phrase(names, words)];
  });
  const nodes = fenced.length === 0 ? [] : [phrase(fenced, 'is fenced')];
  const rest = groups.length === 0 ? 'everything keeps running' : 'everything else keeps running';
  return [...nodes, ...groups, rest].join('; ');
}

function phrase(names: readonly string[], words: string): string {
  if (names.length <= NAMED) return names.map((name) => `${name} ${words}`).join('; ');
  return `each of ${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} others ${words}`;
}
