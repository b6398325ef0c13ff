/** Options of commands that look at nodes, in words; and what was said. */
import { renderMistake } from '../../diag/text.ts';
import { text, type Flags, type OptionSpec } from '../command.ts';
import type { Io } from '../io.ts';

/** Nodes that are looked at at once unless the command line says otherwise. Our choice: more than most clusters have. */
const FORKS = 32;

export const NODE_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--limit <HOSTS>',
    description: 'only these hosts: names, patterns and groups joined with commas; ! takes away (host*,rack-a,!host3)',
    completes: 'host',
  },
  { flags: '--forks <NUMBER>', description: `so many nodes at once (default: ${FORKS})` },
  {
    flags: '--sandbox <DIR>',
    description: 'folder in which DIR/<host> plays each node (default: over ssh)',
    completes: 'folder',
  },
];

export type NodeChoice = {
  readonly limit?: string | undefined;
  readonly forks?: string | undefined;
  readonly sandbox?: string | undefined;
};

export function nodeChoiceOf(flags: Flags): NodeChoice {
  return { limit: text(flags['limit']), forks: text(flags['forks']), sandbox: text(flags['sandbox']) };
}

/** How many at once; what is no number is said, and undefined. */
export function forksOf({ forks }: NodeChoice, { err }: Io): number | undefined {
  if (forks === undefined) return FORKS;
  if (/^[1-9][0-9]{0,3}$/.test(forks)) return Number(forks);
  err.write(renderMistake(`--forks ${forks}: it is a number from 1 to 9999`, 'clusterc help', err.color));
  return undefined;
}
