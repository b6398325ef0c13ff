/**
 * What the activator may know about a cluster and ask it by itself. It is part of each request, so that the script on the node
 * names no program or file of a cluster.
 */
import type { RemotePath } from '../../base/brand.ts';

export type NodeProfile = {
  /** The file that is announced to a running cluster once every member has it. Null: none. */
  readonly announced: Announced | null;
  /** The document that the cluster keeps itself. Absent: none. */
  readonly kept?: KeptDocument;
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

/** How a node reads and changes a document that the cluster keeps; `@1` and `@2` in a command are files. */
export type KeptDocument = {
  readonly own: NumberQuestion;
  readonly members: MembersQuestion;
  /** Attributes of its root element: those that make its version, and the one that counts what else is written into it. */
  readonly root: { readonly element: string; readonly version: readonly [string, string]; readonly updates: string };
  /** Prints it. */
  readonly query: Argv;
  /** Prints the document `@1` with the patch `@2` applied. */
  readonly patched: Argv;
  /** Prints as XML what the cluster would do with the document on standard input; the next argument is the time. */
  readonly foreseen: Argv;
  /** Writes to descriptor 5 what the document is when all of that is done; the next argument is the time. */
  readonly becomes: Argv;
  /** The name of the program that says so. */
  readonly engine: string;
  /** Prints the patch from the document `@1` to `@2`, and exits 1. */
  readonly difference: Argv;
  /** Applies the patch on standard input; `conflict`: the exit code where the document has another version. */
  readonly amend: { readonly argv: Argv; readonly conflict: number };
  /** Is what the next argument names in the document? `absent`: the exit code where it is not. */
  readonly finds: { readonly argv: Argv; readonly absent: number };
  /** Returns when the cluster has nothing left to do; the next argument is the longest time, in seconds. */
  readonly settle: Argv;
};

type Argv = readonly string[];

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

/** The lines of an intent with all questions; empty if nothing is announced or kept. */
export function questionLines(profile: NodeProfile): readonly string[] {
  const asked = profile.announced ?? profile.kept;
  if (asked === undefined) return [];
  const { own, members } = asked;
  const sign = members.sign ?? '-';
  return [...runningLines(profile), `own ${numberWords(own)}`, `members ${[sign, ...members.argv].join('\t')}`];
}

/** What a change of the document does there: `version` is what it has before, a sign what is found with a part of it alone or without that alone. */
export type KeptChange = {
  readonly version: string;
  readonly signs: readonly { readonly of: 'new' | 'old'; readonly word: string }[];
  readonly seconds: number;
};

/** The lines of an intent about a document that changes. */
export function keptLines(
  { root, query, patched, difference, amend, finds, settle }: KeptDocument,
  { version, signs, seconds }: KeptChange,
): readonly string[] {
  const words = (name: string, ...all: readonly (string | number)[]) => `${name} ${all.join('\t')}`;
  return [
    `kept ${[root.element, ...root.version, root.updates, version].join(' ')}`,
    words('query', ...query),
    words('patched', ...patched),
    words('difference', ...difference),
    words('amend', amend.conflict, ...amend.argv),
    ...signs.map(({ of, word }) =>
      words('sign', `${of === 'new' ? 'yes' : 'no'} ${finds.absent}`, ...finds.argv, word),
    ),
    words('settle', seconds, ...settle, seconds),
  ];
}

function numberWords({ after, argv }: NumberQuestion): string {
  return [after, ...argv].join('\t');
}
