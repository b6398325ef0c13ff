/** Predicts how a change of corosync.conf takes effect: by reload, by restarts, or with a full stop. */
import { greatest } from '../../../../base/lists.ts';
import { CLASSES, type ChangeClass, type Row } from './classes.ts';
import { flattened, readCorosync, type Section } from './read.ts';

export type CorosyncChange = {
  readonly path: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly class: ChangeClass;
  /** True if a reload would return 0 without effect. */
  readonly silent: boolean;
  readonly note: string;
};

export type CorosyncPrediction = {
  readonly changes: readonly CorosyncChange[];
  /** `none`: corosync does not read the changed keys. */
  readonly activation: 'none' | 'live' | 'node-by-node' | 'all-at-once' | 'refused';
  readonly problem: { readonly line: number; readonly message: string } | null;
};

const ORDER: readonly ChangeClass[] = ['live', 'node-by-node', 'all-at-once', 'refused', 'never'];

/** Compares two files. If corosync cannot read the new one, the change is refused and the old configuration stays in effect. */
export function predictCorosync(before: string, after: string): CorosyncPrediction {
  const [old, next] = [readCorosync(before), readCorosync(after)];
  if (next.problem !== null) return { changes: [], activation: 'refused', problem: next.problem };
  const changes = changesOf(old.root, next.root);
  const worst = greatest(
    changes.map((change) => ORDER.indexOf(change.class)),
    -1,
  );
  const activation =
    worst < 0 ? 'none' : worst > 2 ? 'refused' : (['live', 'node-by-node', 'all-at-once'] as const)[worst];
  return { changes, activation: activation ?? 'refused', problem: null };
}

function changesOf(before: Section | null, after: Section): readonly CorosyncChange[] {
  const [from, to] = [before === null ? new Map<string, string>() : flattened(before), flattened(after)];
  const paths = [...new Set([...from.keys(), ...to.keys()])].filter((path) => from.get(path) !== to.get(path));
  const [some, others] = [nodesOnlyIn(to, from), nodesOnlyIn(from, to)];
  const renumbered = some.flatMap((comer) => {
    const goer = others.find((one) => isSameNode(one, from, comer, to));
    return goer === undefined ? [] : [{ comer, goer }];
  });
  const comers = some.filter((node) => !renumbered.some(({ comer }) => comer === node));
  const goers = others.filter((node) => !renumbered.some(({ goer }) => goer === node));
  const isOf = (nodes: readonly string[]) => (path: string) => nodes.some((node) => path.startsWith(node));
  return [
    ...comers.map((node) => ({ path: node, from: undefined, to: to.get(`${node}nodeid`), ...NODE_ADDED })),
    ...goers.map((node) => ({ path: node, from: from.get(`${node}nodeid`), to: undefined, ...NODE_REMOVED })),
    ...renumbered.map(({ comer, goer }) =>
      changeAt(`${goer}nodeid`, from.get(`${goer}nodeid`), to.get(`${comer}nodeid`)),
    ),
    ...paths
      .filter((path) => !isOf([...some, ...others])(path))
      .map((path) => changeAt(path, from.get(path), to.get(path))),
  ];
}

const NODE_ADDED = {
  class: 'live',
  silent: false,
  note: 'expected votes rise before it joins: all files first, two_node out in the same edit, then start the node',
} as const;
const NODE_REMOVED = {
  class: 'live',
  silent: false,
  note: 'stop the node first: one that is up stays alone, without quorum, with its old file',
} as const;

/** Path prefixes of nodes that only one of two files lists. */
function nodesOnlyIn(some: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): readonly string[] {
  const nodes = (values: ReadonlyMap<string, string>) =>
    new Set([...values.keys()].flatMap((path) => /^nodelist\.node\[[^\]]*\]\./.exec(path)?.[0] ?? []));
  const known = nodes(others);
  return [...nodes(some)].filter((node) => !known.has(node));
}

type Values = ReadonlyMap<string, string>;

/** True for one machine under two numbers. Corosync then takes it for another node, and the old one for lost. */
function isSameNode(old: string, from: Values, now: string, to: Values): boolean {
  return ['name', 'ring0_addr'].some((key) => {
    const value = from.get(`${old}${key}`);
    return value !== undefined && value === to.get(`${now}${key}`);
  });
}

function changeAt(path: string, from: string | undefined, to: string | undefined): CorosyncChange {
  const when = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
  const counts = (row: Row) =>
    (row.when === undefined || row.when === when) && (row.to === undefined || row.to === to) && matches(row, path);
  const row = CLASSES.find(counts) ?? UNKNOWN;
  return { path, from, to, class: row.class, silent: row.silent ?? false, note: row.note };
}

/** For keys outside the table: a reload may have no effect, but a restart reads all keys. */
const UNKNOWN: Row = {
  path: '*',
  class: 'node-by-node',
  silent: true,
  note: 'it is not known whether a reload reads it',
};

function matches({ path }: Row, actual: string): boolean {
  const parts = path.split('*').map((part) => part.replace(/[.[\]]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(actual);
}
