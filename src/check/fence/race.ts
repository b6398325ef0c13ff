/** The fence race of two nodes that lose contact, and the delay that decides it. */
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import { familyOf, knowsDelay } from '../../catalogue/fence.ts';
import type { FenceUse, Model } from '../../model/model.ts';
import { knowsDelayOn, lackOfDelay, type LackOfDelay } from '../../resolve/fence-race.ts';
import { dialectOf, firstWith, platformName } from '../../platform/platform.ts';
import type { Check } from '../check.ts';
import { oncePerPlace, usesOf } from './uses.ts';

export const race = defineDiagnostic<{
  delayed: readonly string[];
  /** A release whose agents have no delay, or only this one of them, and the first one whose agents have it. */
  agent: string | null;
  without: string | null;
  since: string | null;
}>({
  code: 'fence/race',
  severity: 'warning',
  acceptable: true,
  message: (f) =>
    f.without !== null
      ? `two-node cluster without a fence delay, which ${saysWho(f)}: both nodes can kill each other`
      : f.delayed.length === 0
        ? 'two-node cluster without a fence delay: both nodes can kill each other'
        : `the fence devices of both nodes (${f.delayed.join(', ')}) have a delay: it is not certain which one survives`,
  help: (f) =>
    f.without === null
      ? 'give a delay of 10s to 30s to the device of exactly one node, or none at all: then it is derived'
      : `${cureFor(f.since)}accept it with the reason why the nodes cannot lose contact`,
  explain:
    'After a network split both nodes fence at the same moment. A delay on the device that kills the preferred node lets ' +
    'it win. Fence agents know it from RHEL 5.8 and 6.2 on; earlier ones ignore it.',
});

export const delayIgnored = defineDiagnostic<{ host: string } & Lack>({
  code: 'fence/delay-ignored',
  severity: 'warning',
  acceptable: true,
  message: (f) => `the delay before ${f.host} is fenced has no effect: ${saysWho(f)} it`,
  help: (f) => `${cureFor(f.since)}remove the delay`,
  explain:
    'Fence agents know delay from RHEL 5.8 and 6.2 on, fence_xvm from 6.4 and fence_scsi on neither; earlier ones ignore it, and two nodes that lose sight of ' +
    'each other kill each other, although the site reads as if one of them would win.',
});

/** Agents without a delay: all of a release, or one, and the first release that has it. */
type Lack = { readonly agent: string | null; readonly without: string | null; readonly since: string | null };

/** `the agents of rhel5.6 do not know` */
function saysWho({ agent, without }: Pick<Lack, 'agent' | 'without'>): string {
  return `${agent ?? 'the agents'} of ${without} ${agent === null ? 'do' : 'does'} not know`;
}

/** The update that solves it, if there is one. */
function cureFor(since: string | null): string {
  return since === null ? '' : `update the hosts to ${since} and write that release as platform, or `;
}

/** A check of each stack, which knows what else decides the race. */
export function* raceHasAWinner(model: Model) {
  const { cluster, hosts } = model;
  if (cluster.quorum?.twoNode !== true) return;
  const uses = hosts.flatMap(({ fence }) => fence.flatMap((method) => method.uses));
  const delayed = hosts.filter(({ fence }) =>
    fence.some((method) => method.uses.some(({ delay }) => (delay ?? 0) > 0)),
  );
  const isFenced = hosts.every(({ fence }) => fence.length > 0);
  const lacks = new Map(
    [...new Set(uses.map(({ agent }) => agent))].map((agent) => [agent, lackOfDelay(agent, model)]),
  );
  const isSaid = uses.some(({ agent, delay }) => (delay ?? 0) > 0 && lacks.get(agent) !== undefined); // reported by the rule below
  const isDecided = delayed.length === 1 || uses.some(isPerson) || uses.every(isReservation);
  if (!isFenced || isDecided || isSaid) return;
  yield race(keyAt(['hosts']), {
    delayed: delayed.map(({ name }) => name),
    ...saysLack([...lacks.values()].find((lack) => lack !== undefined)),
  });
}

/** With manual fencing a person decides the race. That fencing is manual has a finding of its own. */
function isPerson({ agent }: FenceUse): boolean {
  return familyOf(agent).class === 'manual';
}

/** Of two nodes that preempt each other's key only the first one succeeds, since the disk does one after the other. fence_scsi(8). */
function isReservation({ agent }: FenceUse): boolean {
  return ['scsi', 'mpath'].includes(familyOf(agent).name);
}

function* delaysHaveAnEffect(model: Model) {
  const delayed = oncePerPlace(usesOf(model)).filter(({ use }) => use.delay !== null && knowsDelay(use.agent));
  for (const { host, use } of delayed) {
    const lack = lackOfDelay(use.agent, model);
    if (lack !== undefined) yield delayIgnored(valueAt([...use.at, 'delay']), { host: host.name, ...saysLack(lack) });
  }
}

function saysLack(lack: LackOfDelay | undefined): Lack {
  if (lack === undefined) return { agent: null, without: null, since: null };
  const { release, agent } = lack;
  const since = firstWith(release, (platform) =>
    agent === null ? dialectOf(platform).fenceDelay : knowsDelayOn(agent, platform),
  );
  return {
    agent,
    without: platformName(release),
    since: since === undefined ? null : platformName(since),
  };
}

export const fenceRaceChecks: readonly Check[] = [delaysHaveAnEffect];
