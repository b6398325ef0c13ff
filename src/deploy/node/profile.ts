/**
 * What the activator may know about a cluster and ask it by itself. It is part of each request, so that the script on the node
 * names no program or file of a cluster.
 */
import type { RemotePath } from '../../base/brand.ts';

export type NodeProfile = {
  /** The file that is announced to a running cluster once every member has it. Null: none. */
  readonly announced: Announced | null;
};

/** For hosts without a cluster, and for questions that do not concern one. */
export const NOTHING_ANNOUNCED: NodeProfile = { announced: null };

export type Announced = {
  readonly path: RemotePath;
  /** The root element of the file, its version attribute, and the highest version that the cluster can read. */
  readonly version: { readonly element: string; readonly attribute: string; readonly highest: number };
  /** Prints the version that the cluster runs; fails if it does not run. */
  readonly running: NumberQuestion;
  /** Prints the id of the node that is asked. */
  readonly own: NumberQuestion;
  /** Prints the members. The one with the lowest id acts for all if the controller is gone. */
  readonly members: MembersQuestion;
  /** Names of the gates that an announcement to nodes with different versions opens. `renamed`: the file is on all nodes before it. */
  readonly opens: (renamed: boolean) => readonly string[];
};

/** A command that prints a number: the digits directly after the first `after`. */
export type NumberQuestion = { readonly argv: readonly string[]; readonly after: string };

/** A command that prints a line per node: its id, 1 or more, then `sign` for a member; null: any line with an id. */
export type MembersQuestion = { readonly argv: readonly string[]; readonly sign: string | null };

/** The number in a command's output; null if there is none. As `find_number` in clusterc-node.sh. */
export function numberIn({ after }: NumberQuestion, output: string): number | null {
  const start = output.indexOf(after);
  const [digits = ''] = start < 0 ? [] : (/^[0-9]*/.exec(output.slice(start + after.length)) ?? []);
  return digits === '' ? null : Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
}

/** `cluster.xml` for /etc/cluster.xml. */
export function nameIn({ path }: Pick<Announced, 'path'>): string {
  return path.replace(/^.*\//, '');
}

/** The mark of a versioned file in an index: the element and attribute of its version. */
export function versionField({ version: { element, attribute } }: Announced): string {
  return `${element}/${attribute}`;
}

/** The line of a request with the question for the running version; empty if nothing is announced. */
export function runningLines({ announced }: NodeProfile): readonly string[] {
  return announced === null ? [] : [`running ${numberWords(announced.running)}`];
}

/** The lines of an intent with all questions; empty if nothing is announced. */
export function questionLines(profile: NodeProfile): readonly string[] {
  const { announced } = profile;
  if (announced === null) return [];
  const { own, members } = announced;
  const sign = members.sign ?? '-';
  return [...runningLines(profile), `own ${numberWords(own)}`, `members ${[sign, ...members.argv].join('\t')}`];
}

function numberWords({ after, argv }: NumberQuestion): string {
  return [after, ...argv].join('\t');
}
