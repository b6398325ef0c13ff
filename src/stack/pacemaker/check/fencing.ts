/** Checks of fencing in pacemaker: levels, defaults of agents, SBD. Domain reference, pacemaker.md, 2.2 and 7. */
import type { Check } from '../../../check/check.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../../diag/diagnostic.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';

export const levelIndex = defineDiagnostic<{ host: string; methods: number }>({
  code: 'pcmk/level-index',
  severity: 'error',
  message: (f) => `${f.host} has ${f.methods} fence methods; pacemaker has levels 1 to 9`,
  help: () => 'remove the methods that can never be reached',
  explain: 'The schema of the CIB knows no level above 9. Domain rule pcmk/level-index.',
});

export const lanplus = defineDiagnostic<{ device: string; agent: string }>({
  code: 'fence/lanplus',
  severity: 'warning',
  acceptable: true,
  message: (f) =>
    `${f.device}: ${f.agent} speaks IPMI 1.5 unless it is told otherwise, which the boards of today refuse`,
  help: () => 'write lanplus: true',
  explain:
    'Of the agents for IPMI only fence_ilo3, fence_ilo4, fence_ilo5 and fence_ipmilanplus use version 2.0 by themselves. findings/fence-ipmilan-family-differs-in-lanplus.sh, fence-agents 4.12.',
});

export const sbdTimeouts = defineDiagnostic<{ msgwait: number; watchdog: number }>({
  code: 'pcmk/sbd-timeouts',
  severity: 'error',
  message: (f) => `msgwait is ${f.msgwait}s, less than twice the ${f.watchdog}s of the watchdog`,
  help: (f) => `write msgwait: ${2 * f.watchdog}s, or leave it out`,
  explain:
    'A node counts as fenced after msgwait. If its watchdog has not reset it by then, two nodes write to the same disk. sbd(8); SUSE TID 7011346.',
});

export const sbdDisks = defineDiagnostic<{ disks: number }>({
  code: 'pcmk/sbd-disks',
  severity: 'error',
  message: (f) => `sbd has ${f.disks} disks; it reads one, two or three`,
  help: () => 'keep at most three',
  explain: 'sbd refuses to start with more disks, and with it corosync. sbd(8).',
});

export const sbdDiskless = defineDiagnostic({
  code: 'pcmk/sbd-diskless-two',
  severity: 'error',
  message: () =>
    'sbd without disks needs a quorum of more than two votes: here each of the two nodes stays quorate alone',
  help: () => 'write devices with a shared disk, or add cluster.quorum.device',
  explain:
    'Without disks a node resets itself when it loses quorum. With two_node neither ever does, and both go on. Domain rule pcmk/sbd-diskless-two.',
});

const LEVELS = 9;
/** Agents that default to IPMI 1.5. */
const OLD_IPMI = ['fence_ipmilan', 'fence_idrac', 'fence_imm'];

function* levelsExist({ hosts }: PacemakerModel) {
  for (const { at, name, fence } of hosts)
    if (fence.length > LEVELS) yield levelIndex(keyAt([...at, 'fence']), { host: name, methods: fence.length });
}

function* boardsAreUnderstood({ fenceDevices }: PacemakerModel) {
  for (const { at, name, agent, parameters } of fenceDevices)
    if (OLD_IPMI.includes(agent) && !parameters.some((parameter) => parameter.name === 'lanplus'))
      yield lanplus(valueAt([...at, 'agent']), { device: name, agent });
}

function* sbdIsInTime({ own: { sbd } }: PacemakerModel) {
  if (sbd === null) return;
  const [msgwait, watchdog] = [sbd.msgwait / 1000, sbd.watchdogTimeout / 1000];
  if (msgwait < 2 * watchdog) yield sbdTimeouts(valueAt([...sbd.at, 'msgwait']), { msgwait, watchdog });
  if (sbd.devices.length > 3) yield sbdDisks(keyAt([...sbd.at, 'devices']), { disks: sbd.devices.length });
}

function* sbdHasQuorum({ own: { sbd }, cluster }: PacemakerModel) {
  if (sbd !== null && sbd.devices.length === 0 && cluster.quorum?.twoNode === true)
    yield sbdDiskless(keyAt(sbd.at), {});
}

export const fencingChecks: readonly Check<PacemakerOptions>[] = [
  levelsExist,
  boardsAreUnderstood,
  sbdIsInTime,
  sbdHasQuorum,
];
