/** Settings with which qdiskd does not start, or that make a quorum disk worse than none. qdisk(5). */
import type { SourcePath } from '../../../../base/brand.ts';
import type { Check } from '../../../../check/check.ts';
import { defineDiagnostic, keyAt, valueAt, type Diagnostic } from '../../../../diag/diagnostic.ts';
import type { CmanModel, QuorumDisk, CmanOptions } from '../../options.ts';
import type { Host } from '../../../../model/model.ts';
import { blockDevicesOf } from '../../../../resolve/storage/block-device.ts';
import { enoughSeconds, isInTime, timingOf } from '../../emit/qdisk-timing.ts';
import { inYaml, smallestTimes } from '../../timers.ts';

export const qdisk = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'cluster/qdisk',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'A quorum disk decides which nodes continue after a split. qdiskd refuses to start when its times do not fit into the token timeout, ' +
    'which has to be at least 10 s, and when nodes have other votes than one; it reads a disk that is there before clvmd, on every node. ' +
    'qdisk(5); qdiskd, main.c; Red Hat solutions 128083 and 41726.',
});

const MIN_TOKEN_MILLIS = 10_000;
/** Slots on a quorum disk; qdisk(5). */
const MAX_NODE_ID = 16;
const MAX_HEURISTICS = 10;
const MAX_LABEL = 127;
/** qdisk(5). */
const MIN_BYTES = 10 * 1024 ** 2;

/** Limits a check to clusters with a quorum disk. */
function withDisk(check: (disk: QuorumDisk, model: CmanModel) => Iterable<Diagnostic>): Check<CmanOptions> {
  return (model) => (model.own.quorumDisk === null ? [] : check(model.own.quorumDisk, model));
}

function* diskIsNamed({ at, lun, device, label }: QuorumDisk) {
  if (lun === null && device === null && label === null)
    yield qdisk(keyAt(at), {
      problem: 'the quorum disk has neither label, lun nor device',
      cure: 'add label: NAME, as mkqdisk -l wrote it on the disk',
    });
  if (lun !== null && device !== null)
    yield qdisk(valueAt([...at, 'device']), {
      problem: `the quorum disk is ${device} and the LUN ${lun.target}/${lun.name}`,
      cure: 'keep one of the two',
    });
  if ([...(label ?? '')].length > MAX_LABEL)
    yield qdisk(valueAt([...at, 'label']), {
      problem: `the label has ${label?.length} characters; qdiskd keeps ${MAX_LABEL}`,
      cure: `use at most ${MAX_LABEL} characters`,
    });
}

function* deviceIsFit({ at, device }: QuorumDisk, model: CmanModel) {
  if (device === null) return;
  const place = valueAt([...at, 'device']);
  const found = blockDevicesOf(model).named(device);
  if (found.kind === 'volume' || found.kind === 'group')
    yield qdisk(place, {
      problem: `the quorum disk ${device} is in the volume group ${found.group.name}, but clvmd waits for quorum`,
      cure: 'write a LUN or a partition of its own',
    });
  if (found.kind === 'kernel')
    yield qdisk(place, {
      problem: `${device} can be another disk on each node, and after each boot`,
      cure: 'write label, or a name below /dev/disk/by-id',
    });
}

function* lunIsFit({ at, lun }: QuorumDisk, { targets, hosts }: CmanModel) {
  if (lun === null) return;
  const name = `${lun.target}/${lun.name}`;
  const place = valueAt([...at, 'lun']);
  if (lun.size < MIN_BYTES)
    yield qdisk(place, {
      problem: `the quorum disk ${name} has less than 10 MiB`,
      cure: 'make the LUN at least 10 MiB large',
    });
  const target = targets.find((one) => one.name === lun.target);
  const without = hosts.find((host) => target?.hosts.includes(host.name) === false);
  if (target !== undefined && without !== undefined)
    yield qdisk(
      place,
      {
        problem: `${without.name} does not log in to ${target.name}, where the quorum disk is`,
        cure: `add ${without.name} to the hosts of ${target.name}`,
      },
      [{ at: valueAt([...target.at, 'hosts']), message: 'who logs in' }],
    );
}

function* nodesAreFit(_disk: QuorumDisk, { hosts }: CmanModel) {
  for (const { at, name, votes } of hosts.filter((host) => host.votes !== 1))
    yield qdisk(valueAt([...at, 'votes']), {
      problem: `${name} has ${votes} votes; with a quorum disk each node has one`,
      cure: 'remove votes',
    });
  for (const { at, name, nodeId } of hosts.filter(hasNoSlot))
    yield qdisk(valueAt([...at, 'node_id']), {
      problem: `the node_id of ${name} is ${nodeId}; a quorum disk has places for 1 to ${MAX_NODE_ID}`,
      cure: 'use a number up to 16 that no node has ever had',
    });
}

function hasNoSlot({ nodeId }: Host): boolean {
  return nodeId > MAX_NODE_ID;
}

function* timesFit({ at }: QuorumDisk, model: CmanModel) {
  const { cluster, own } = model;
  const timing = timingOf(model);
  const smallest = smallestTimes(model);
  const token: SourcePath = [...cluster.at, 'totem', 'token'];
  if (timing === null || smallest === null) return;
  const { tokenMillis, worstMillis, intervalSeconds, tko } = timing;
  const cure = `write totem: { token: ${enoughSeconds(timing)}s }, or the smallest times that fit: ${inYaml(smallest, model)}`;
  if (tokenMillis < MIN_TOKEN_MILLIS)
    yield qdisk(valueAt(token), {
      problem: `the token timeout is ${tokenMillis} ms; with a quorum disk it is at least ${MIN_TOKEN_MILLIS} ms`,
      cure: 'write token: 10s or more',
    });
  else if (!isInTime(timing))
    yield qdisk(keyAt(at), {
      problem: `a quorum disk with an interval of ${intervalSeconds} s and a tko of ${tko} needs a token timeout above ${worstMillis} ms; it is ${tokenMillis} ms`,
      cure,
    });
  if (own.quorumPoll !== null && own.quorumPoll < tokenMillis)
    yield qdisk(valueAt([...cluster.at, 'quorum', 'poll']), {
      problem: `the quorum disk counts as dead after ${own.quorumPoll} ms, before a node does after ${tokenMillis} ms`,
      cure: 'remove poll; cman takes the token timeout',
    });
}

function* scoresFit({ at, heuristics, minScore }: QuorumDisk) {
  const sum = heuristics.reduce((total, { score }) => total + (score ?? 1), 0);
  if (heuristics.length > MAX_HEURISTICS)
    yield qdisk(keyAt([...at, 'heuristics']), {
      problem: `there are ${heuristics.length} heuristics; qdiskd reads ${MAX_HEURISTICS}`,
      cure: 'join some of them in one script',
    });
  if (minScore !== null && heuristics.length > 0 && minScore > sum)
    yield qdisk(valueAt([...at, 'min_score']), {
      problem: `min_score is ${minScore}, but all heuristics together score ${sum}: no node is ever fit`,
      cure: 'remove min_score; half of the sum is enough then',
    });
}

const PRIORITIES = { rr: [1, 99], fifo: [1, 99], other: [-20, 20] } as const;

function* priorityFits({ at, priority, scheduler }: QuorumDisk) {
  const kind = scheduler ?? 'rr';
  const [least, most] = PRIORITIES[kind];
  if (priority !== null && (priority < least || priority > most))
    yield qdisk(valueAt([...at, 'priority']), {
      problem: `the priority of qdiskd is ${priority}; with the scheduler ${kind} it is ${least} to ${most}`,
      cure: 'remove priority',
    });
}

export const qdiskChecks: readonly Check<CmanOptions>[] = [
  diskIsNamed,
  deviceIsFit,
  lunIsFit,
  nodesAreFit,
  timesFit,
  scoresFit,
  priorityFits,
].map(withDisk);
