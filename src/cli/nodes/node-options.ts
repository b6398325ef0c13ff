/** Options of commands that ask nodes, and their values. */
import { renderMistake } from '../../diag/text.ts';
import { text, type Flags, type OptionSpec } from '../command.ts';
import type { Io } from '../io.ts';

/** Most nodes asked at once by default. Our choice: more than most clusters have. */
export const FORKS = 32;

export const NODE_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--limit <HOSTS>',
    description: 'only these hosts: names, patterns and groups joined with commas; ! takes away (host*,rack-a,!host3)',
    completes: 'host',
  },
  { flags: '--forks <NUMBER>', description: `nodes to contact in parallel (default: ${FORKS})` },
  {
    flags: '--sandbox <DIR>',
    description: 'sandbox: DIR/<host> takes the place of each node (default: over ssh)',
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

/** The value of --forks; undefined if it is not a number, which is then reported. */
export function forksOf({ forks }: NodeChoice, { err }: Io): number | undefined {
  if (forks === undefined) return FORKS;
  if (/^[1-9][0-9]{0,3}$/.test(forks)) return Number(forks);
  err.write(renderMistake(`--forks ${forks}: it is a number from 1 to 9999`, 'clusterc help', err.color));
  return undefined;
}
