/** The outputs in fixtures/recorded/status, and a cluster that answers with them. */
import { readFileSync } from 'node:fs';
import type { HostName } from '../../src/base/brand.ts';
import type { XmlElement } from '../../src/base/xml.ts';
import { filesOf, type Bundle } from '../../src/bundle/bundle.ts';
import type { Answer, Answers } from '../../src/deploy/node/answers.ts';
import type { Cause } from '../../src/deploy/node/cause.ts';
import type { NodeState, ReachedNode } from '../../src/deploy/node/state.ts';
import { readTrees } from '../../src/cli/subject/trees.ts';
import { clustatXml } from '../../src/stack/cman/status/clustat.ts';
import { status as cman } from '../../src/stack/cman/status/index.ts';
import { status as pacemaker } from '../../src/stack/pacemaker/status/index.ts';
import { otherDefinitions, runningIn } from '../../src/cli/nodes/definitions.ts';
import type { StatusReader } from '../../src/status/reader.ts';
import { OF_NODES } from '../../src/status/node.ts';
import type { WantedSession } from '../../src/status/iscsiadm.ts';
import { clusterStatus, type ClusterStatus } from '../../src/status/status.ts';
import { filesBelow } from './fixtures.ts';
import { found, state } from './nodes.ts';

export const ROOT = 'fixtures/recorded/status';
const exits: { readonly [name: string]: number } = JSON.parse(readFileSync(`${ROOT}/exits.json`, 'utf8'));

/** Paths such as `rhel6/cman-status.suspended`. */
export const recordings: readonly string[] = filesBelow(ROOT)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.slice(0, -'.txt'.length));

export function recorded(name: string): Answer {
  return { text: readFileSync(`${ROOT}/${name}.txt`, 'utf8'), exit: exits[name] ?? 0 };
}

/** The question that a recording answers. */
export function questionOf(name: string): string {
  return name.replace(/^.*\//, '').replace(/[.].*$/, '');
}

export async function xmlIn(answer: Answer | undefined): Promise<XmlElement | undefined> {
  const text = clustatXml(answer);
  return text === undefined ? undefined : (await readTrees([text])).get(text);
}

type Release = 'rhel5' | 'rhel6' | 'debian12';

/** Answers of a healthy node of the fixture `pair`, or `pacemaker-pair`. What any host says is that of RHEL 6. */
export function healthy(release: Release, host: string): Answers {
  const answers = [...readerOf(release).questions, ...OF_NODES].map(({ name }) => {
    const own = [release, 'rhel6'].flatMap((from) => [`${from}/${name}.${host}`, `${from}/${name}`]);
    return [name, recorded(own.find((one) => recordings.includes(one)) ?? name)];
  });
  return Object.fromEntries(answers);
}

const TARGETS: readonly WantedSession[] = [
  { address: '192.168.10.5', port: 3260, iqn: 'iqn.2010-02.com.example:storage.kvm' },
];

/** Differences from a healthy pair. */
export type Situation = {
  /** Question -> answer. Null: the node was not asked. */
  readonly answers?: { readonly [host: string]: Answers | null } | undefined;
  readonly states?:
    | { readonly [host: string]: Partial<ReachedNode> | { readonly reason: string; readonly cause?: Cause } }
    | undefined;
  readonly targets?: readonly WantedSession[] | undefined;
  readonly release?: Release | undefined;
};

function readerOf(release: Release): StatusReader {
  return release === 'debian12' ? pacemaker : cman;
}

/** The status that `clusterc status` derives in a situation. */
export async function statusOf(bundle: Bundle, situation: Situation): Promise<ClusterStatus> {
  const { release = 'rhel6' } = situation;
  const reader = readerOf(release);
  const nodes = await Promise.all(
    bundle.nodes.map(async ({ host }) => {
      const own = situation.answers?.[host];
      const answers = own === null ? undefined : { ...healthy(release, host), ...own };
      const trees = answers === undefined ? undefined : await readTrees(reader.xmlIn(answers));
      return { state: stateOf(bundle, host, situation), answers, trees, targets: situation.targets ?? TARGETS };
    }),
  );
  const seen = nodes.map(({ state: one, answers }) => ({ state: one, ...(answers === undefined ? {} : { answers }) }));
  const running = runningIn(seen, bundle);
  const trees = await readTrees(running.flatMap(({ found: text, desired }) => [text, desired]));
  const others = otherDefinitions(running, trees, bundle, reader);
  return clusterStatus({ bundle, nodes, others, vms: ['vm1', 'vm2'], services: [] }, reader);
}

/** The node's state: all files in place, version 12 on disk and running. */
function stateOf(bundle: Bundle, host: HostName, { states }: Situation): NodeState {
  const own = states?.[host] ?? {};
  if ('reason' in own) return { node: host, reachable: false, reason: own.reason, cause: own.cause ?? 'no-connection' };
  const files = filesOf(bundle, host).map(({ path, mode }) => found(path, { mode }));
  const configVersion = { file: 12, running: 12, installed: 12 };
  return state(host, files, { installed: bundle.id, configVersion, ...own });
}
