/** Resolves the spec to this stack's own settings and the cluster's votes. */
import { as, type HostName, type SourcePath } from '../../../base/brand.ts';
import type { Quorum } from '../../../model/model.ts';
import type { Ledger } from '../../../resolve/ledger.ts';
import type { Referable, StackPart } from '../../../resolve/stack-resolver.ts';
import type * as Spec from '../../../spec/spec.gen.ts';
import type { PacemakerOptions, QuorumDevice } from '../options.ts';
import { corosyncOf, quorumDeviceOf } from './corosync.ts';
import { dlmOf, managerOf, sbdOf, timesOf } from './pacemaker.ts';

export function resolvePacemaker(
  value: Spec.Cluster,
  at: SourcePath,
  referable: Referable,
  ledger: Ledger,
): StackPart<PacemakerOptions> {
  const { pacemaker = {}, quorum = {} } = value;
  const inPacemaker = [...at, 'pacemaker'];
  const { device } = quorum;
  const quorumDevice = device === undefined ? null : quorumDeviceOf(device, [...at, 'quorum', 'device'], ledger);
  const sbd = pacemaker.sbd === undefined ? null : sbdOf(pacemaker.sbd, [...inPacemaker, 'sbd'], ledger);
  const corosync = corosyncOf(value.corosync ?? {}, [...at, 'corosync'], referable, ledger);
  const hasLinks = Object.values(corosync.links).some((links) => links.length > 0);
  const own = {
    corosync,
    hostKeys: Object.fromEntries(
      referable.written.hosts.map(({ name, value: host }) => [as<HostName>(name), host.host_keys ?? []]),
    ),
    quorumDevice,
    sbd,
    dlm: dlmOf(pacemaker.dlm ?? {}, [...inPacemaker, 'dlm'], hasLinks, ledger),
    ...managerOf(pacemaker, inPacemaker, ledger),
    vms: Object.fromEntries(referable.written.vms.map((entry) => [entry.name, timesOf(entry, ledger)])),
  };
  const disks =
    sbd === null
      ? []
      : sbd.devices.map((path, index) => ({ at: [...sbd.at, 'devices', index], lun: null, device: path }));
  return {
    own,
    quorum: quorumOf(quorum, [...at, 'quorum'], referable, quorumDevice, ledger),
    selfFencing: sbd !== null,
    disks,
  };
}

/**
 * Quorum settings. two_node only for exactly two nodes without a device, otherwise both halves of a split are quorate;
 * votequorum(5); measured with corosync 3.1.7.
 */
function quorumOf(
  value: Spec.Quorum,
  at: SourcePath,
  { hosts }: Referable,
  device: QuorumDevice | null,
  ledger: Ledger,
): Quorum {
  const nodes = [...hosts.entries.values()];
  const isPair = nodes.length === 2 && device === null;
  const because = device === null ? 'true for exactly two hosts' : 'false: a quorum device decides';
  const twoNode = value.two_node ?? ledger.derived(isPair, [...at, 'two_node'], because, [['hosts']]);
  const votes = nodes.reduce((sum, { votes: one }) => sum + one, 0);
  const tieBreaker = device === null ? null : { at: device.at, votes: votesOf(device, nodes.length) };
  const sum = votes + (tieBreaker?.votes ?? 0);
  // Not rendered: votequorum counts the nodes itself. An explicit 1 with two_node means the same on every stack.
  const counted = "sum of the hosts' votes and those of the quorum device; votequorum(5)";
  const why = twoNode ? '1 with two_node' : counted;
  const expectedVotes =
    value.expected_votes ?? ledger.derived(twoNode ? 1 : sum, [...at, 'expected_votes'], why, [['hosts']]);
  return { twoNode, expectedVotes, tieBreaker };
}

/** Votes of the device: one with ffsplit, the number of nodes minus one with lms; corosync-qdevice(8). */
export function votesOf({ algorithm }: Pick<QuorumDevice, 'algorithm'>, nodes: number): number {
  return algorithm === 'lms' ? Math.max(1, nodes - 1) : 1;
}
