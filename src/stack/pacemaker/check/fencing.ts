/** Checks of fencing in pacemaker: levels, defaults of agents, SBD. Pacemaker Explained, "Fencing"; sbd(8). */
import { greatest } from '../../../base/lists.ts';
import { seconds } from '../../../base/units.ts';
import { familyOf } from '../../../catalogue/fence.ts';
import type { Check } from '../../../check/check.ts';
import { raceHasAWinner } from '../../../check/fence/race.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../../diag/diagnostic.ts';
import { fencingSeconds, sbdWait } from '../emit/cluster-options.ts';
import { blockDevicesOf } from '../../../resolve/storage/block-device.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';

export const noFenceDevice = defineDiagnostic<{ host: string }>({
  code: 'pcmk/no-fence-device',
  severity: 'error',
  message: (f) => `${f.host} is fenced by a person only, and pacemaker has no agent for that`,
  help: () => 'add a method with a device that switches the host off',
  explain:
    'fence_manual is not written. Without a device pacemaker waits forever for a failed node, and a cluster without any device starts nothing. An operator confirms a node that is off with stonith_admin --confirm. stonith_admin(8); Red Hat article 2881341.',
});

export const delayBoth = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'pcmk/fence-delay-both',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'Two nodes that lose contact fence at the same moment. A delay that both devices have only moves that moment. priority-fencing-delay is added to those of the devices: twice the longest of them keeps the two apart. pacemaker Explained, priority-fencing-delay.',
});

export const delayNone = defineDiagnostic({
  code: 'pcmk/fence-delay-none',
  severity: 'warning',
  acceptable: true,
  message: () => 'priority_fencing_delay has no effect: no VM has a priority',
  help: () => 'write pacemaker: { priority: 10 } at the VMs that matter most',
  explain:
    'The delay applies to the node whose resources have the higher sum of priorities. Without any, nodes are equal, and nothing is delayed. pacemaker Explained, priority-fencing-delay.',
});

export const levelIndex = defineDiagnostic<{ host: string; methods: number }>({
  code: 'pcmk/level-index',
  severity: 'error',
  message: (f) => `${f.host} has ${f.methods} fence methods; pacemaker has levels 1 to 9`,
  help: () => 'remove the methods that can never be reached',
  explain: 'The schema of the CIB knows no level above 9.',
});

export const sbdTimeouts = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'pcmk/sbd-timeouts',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'A node counts as fenced after msgwait. If its watchdog has not reset it by then, two nodes write to the same disk. If fencing itself ends earlier, it counts as failed. sbd(8); SUSE TID 7011346.',
});

export const sbdDisks = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'pcmk/sbd-disks',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'sbd refuses to start with more than three disks, and with it corosync. It starts before the locks of volume groups, and finds its disk by ' +
    'the written name on every node: on another disk it writes over what is there, and no message arrives. sbd(8); udev(7).',
});

export const sbdDiskless = defineDiagnostic({
  code: 'pcmk/sbd-diskless-two',
  severity: 'error',
  message: () =>
    'sbd without disks needs a quorum of more than two votes: here each of the two nodes stays quorate alone',
  help: () => 'write devices with a shared disk, or add cluster.quorum.device',
  explain:
    'Without disks a node resets itself when it loses quorum. With two_node neither ever does, and both continue. sbd(8).',
});

const LEVELS = 9;

function* levelsExist({ hosts, own: { sbd } }: PacemakerModel) {
  // The disks of sbd are the last level of each host.
  const most = sbd === null || sbd.devices.length === 0 ? LEVELS : LEVELS - 1;
  for (const { at, name, fence } of hosts)
    if (fence.length > most) yield levelIndex(keyAt([...at, 'fence']), { host: name, methods: fence.length });
}

function* sbdIsInTime({ own: { sbd, properties } }: PacemakerModel) {
  if (sbd === null) return;
  const [msgwait, watchdog] = [seconds(sbd.msgwait), seconds(sbd.watchdogTimeout)];
  if (msgwait < 2 * watchdog)
    yield sbdTimeouts(valueAt([...sbd.at, 'msgwait']), {
      problem: `msgwait is ${msgwait}s, less than twice the ${watchdog}s of the watchdog`,
      cure: `write msgwait: ${2 * watchdog}s, or leave it out`,
    });
  if (sbd.devices.length > 3)
    yield sbdDisks(keyAt([...sbd.at, 'devices']), {
      problem: `sbd has ${sbd.devices.length} disks; it reads one, two or three`,
      cure: 'keep at most three',
    });
  for (const { at, text } of properties.filter(({ name }) => name === 'stonith-timeout'))
    if (Number.parseInt(text, 10) < fencingSeconds(sbd))
      yield sbdTimeouts(valueAt(at), {
        problem: `stonith-timeout is ${text}, and sbd needs ${seconds(sbdWait(sbd))}s until a node counts as fenced`,
        cure: `write stonith-timeout: ${fencingSeconds(sbd)}s, or leave it out`,
      });
}

function* sbdFindsItsDisks(model: PacemakerModel) {
  const { sbd } = model.own;
  for (const [index, device] of sbd?.devices.entries() ?? []) {
    const at = valueAt([...(sbd?.at ?? []), 'devices', index]);
    const found = blockDevicesOf(model).named(device);
    if (found.kind === 'kernel')
      yield sbdDisks(at, {
        problem: `${device} can be another disk on each node, and after each boot`,
        cure: 'write a name below /dev/disk/by-id',
      });
    if (found.kind === 'volume' || found.kind === 'group')
      yield sbdDisks(at, {
        problem: `the disk of sbd ${device} is in the volume group ${found.group.name}, whose locks wait for the cluster`,
        cure: 'write a LUN or a partition of its own',
      });
  }
}

function* someDeviceFences({ hosts, own: { sbd } }: PacemakerModel) {
  if (sbd !== null) return;
  for (const { at, name, fence } of hosts) {
    const agents = fence.flatMap(({ uses }) => uses.map(({ agent }) => agent));
    if (agents.length > 0 && agents.every((agent) => familyOf(agent).class === 'manual'))
      yield noFenceDevice(keyAt([...at, 'fence']), { host: name });
  }
}

/** priority-fencing-delay is added to the delays of devices, and needs priorities. */
function* priorityDelayDecides({ own: { priorityFencingDelay, vms }, hosts }: PacemakerModel) {
  if (priorityFencingDelay === null) return;
  const at = valueAt(['cluster', 'pacemaker', 'priority_fencing_delay']);
  const uses = hosts.flatMap(({ fence }) => fence.flatMap((method) => method.uses));
  const longest =
    greatest(
      uses.map(({ delay }) => delay ?? 0),
      0,
    ) / 1000;
  if (seconds(priorityFencingDelay) < 2 * longest)
    yield delayBoth(at, {
      problem: `priority_fencing_delay of ${seconds(priorityFencingDelay)} s and the delay of ${longest} s of a device can end at the same moment`,
      cure: `write priority_fencing_delay: ${2 * longest}s`,
    });
  if (Object.values(vms).every(({ priority }) => (priority ?? 0) === 0)) yield delayNone(at, {});
}

function* sbdHasQuorum({ own: { sbd }, cluster }: PacemakerModel) {
  if (sbd !== null && sbd.devices.length === 0 && cluster.quorum?.twoNode === true)
    yield sbdDiskless(keyAt(sbd.at), {});
}

/** One delay on both sides decides nothing; any other race is judged as on every stack. */
function* raceIsDecided(model: PacemakerModel) {
  const { hosts, cluster, own } = model;
  const delays = new Set(hosts.map(({ fence }) => longestDelay(fence)));
  const [delay = 0] = delays;
  const equal = cluster.quorum?.twoNode === true && delays.size === 1 && delay > 0;
  if (!equal || own.priorityFencingDelay !== null) yield* raceHasAWinner(model);
  else
    yield delayBoth(keyAt(['hosts']), {
      problem: `the devices of ${hosts.map(({ name }) => name).join(' and ')} have one delay of ${delay / 1000} s, so that both nodes fence each other`,
      cure: 'leave the delay of one host out, or of both: then it is derived',
    });
}

function longestDelay(methods: PacemakerModel['hosts'][number]['fence']): number {
  return greatest(
    methods.flatMap(({ uses }) => uses.map(({ delay }) => delay ?? 0)),
    0,
  );
}

export const fencingChecks: readonly Check<PacemakerOptions>[] = [
  levelsExist,
  raceIsDecided,
  sbdIsInTime,
  sbdFindsItsDisks,
  sbdHasQuorum,
  someDeviceFences,
  priorityDelayDecides,
];
