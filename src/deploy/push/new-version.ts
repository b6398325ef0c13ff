/** Where the new version of an announced file is, when a push is rolled back. Read-only. */
import type { HostName } from '../../base/brand.ts';
import type { Probe } from '../../bundle/action.ts';
import { ask } from '../node/commands.ts';
import { seesNode } from '../node/probes.ts';
import { numberIn } from '../node/profile.ts';
import type { Needed } from '../plan/plan.ts';
import type { Run } from './run.ts';
import { nodeOf } from './step.ts';

/** Who has the new version: the running cluster, or a lost node that will bring it along when it boots. */
export type NewVersionAt = 'none' | 'the cluster' | 'a lost node' | 'unknown';

/**
 * The cluster has read the new version if any node says that it runs it. A node that was lost with the new file in place would
 * bring it along when it boots, and suspend the others, unless a higher version runs by then. Measured on cluster 3.2.
 */
export async function whereNewVersionIs(run: Run): Promise<NewVersionAt> {
  const { work, bundle } = run.input;
  const placed = run.nodesThatDid('place');
  const announcing = work.actions.find(({ action }) => action.announces)?.action;
  const tried = announcing !== undefined && wasRun(run, announcing.id);
  const { version } = work.arming;
  if (version === null || bundle.member === null || (placed.length === 0 && !tried)) return 'none';
  const nodes = [...new Set([...work.members, ...placed])];
  const asked = await Promise.all(nodes.map((host) => versionReport(run, host, bundle.member)));
  const reached = asked.filter((one) => one !== undefined);
  const gone = nodes.filter((host) => !reached.some((one) => one.host === host));
  const member = reached.find(({ isMember }) => isMember);
  if (reached.length === 0) return 'unknown';
  if (member !== undefined && (await areMembers(run, member.host, gone))) return 'unknown';
  if (reached.some(({ running }) => running !== null && running >= version.next)) return 'the cluster';
  // A member that does not report its version may have read it.
  if (reached.some(({ isMember, running }) => isMember && running === null)) return 'unknown';
  return gone.some((host) => placed.includes(host)) ? 'a lost node' : 'none';
}

/** `running`: the version; null if the node does not report it. */
type VersionReport = { readonly host: HostName; readonly isMember: boolean; readonly running: number | null };

/** Undefined if the node cannot be reached. */
async function versionReport(run: Run, host: HostName, member: Probe | null): Promise<VersionReport | undefined> {
  const { announced } = run.input.ports.profile;
  if (member === null || announced === null) return undefined;
  const at = on(run, host);
  const [ran, said] = await Promise.all([ask(at, member), ask(at, announced.running)]);
  if (ran.cause !== undefined || ran.exitCode === null) return undefined;
  return {
    host,
    isMember: ran.exitCode === 0,
    running: said.exitCode === 0 ? numberIn(announced.running, said.stdout) : null,
  };
}

export async function areMembers(run: Run, member: HostName, hosts: readonly HostName[]): Promise<boolean> {
  const { bundle } = run.input;
  const probes = hosts.flatMap((host) => seesNode(bundle, nodeOf(bundle, host)) ?? []);
  const seen = await Promise.all(probes.map((probe) => ask(on(run, member), probe)));
  return seen.some(({ exitCode }) => exitCode !== 1);
}

export function on({ input: { bundle, ports, work } }: Run, host: HostName) {
  return { node: nodeOf(bundle, host), ports, late: work.late };
}

export function wasRun({ journal }: Run, id: Needed['action']['id']): boolean {
  return journal.some(({ step, result }) => step.do === 'run' && step.action === id && result !== 'skipped');
}
