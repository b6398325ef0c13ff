/** What a cluster stack supplies to the soak: hosts with a site that changes, and what has to hold of them. */
import type { Lab } from '../lab/lab.ts';
import type { Choice, Fault } from './faults.ts';

/** Program and arguments of a call of clusterc, and its environment. */
export type Call = { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> };

export type Stack = Choice & {
  readonly lab: Lab;
  /** The site becomes that of the seed. */
  readonly change: (seed: number) => void;
  /** clusterc with a command on the site, called by one of its users. */
  readonly call: (who: string, command: string, ...options: readonly string[]) => Call;
  /** Options of each push. */
  readonly options: readonly string[];
  /** What hosts and their cluster have of the site, one text each, by name. */
  readonly states: () => Promise<ReadonlyMap<string, string>>;
  /** What only this stack does; whether it did. */
  readonly strike: (fault: Fault) => Promise<boolean>;
  /** All hosts have power, links and disks again: what starts at boot starts. */
  readonly boot: (restarted: readonly number[]) => Promise<void>;
  /** Does as an operator what the output of a push asks for. */
  readonly operate: (said: string) => Promise<void>;
  /** Which law is broken by what has happened since the last call. `said`: outputs of all pushes. */
  readonly broken: (said: string, faults: readonly Fault[]) => Promise<string | undefined>;
  readonly down: () => Promise<void>;
};
