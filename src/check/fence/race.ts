/** The fence race of two nodes that lose contact, and the delay that decides it. */
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import { dialectOf, firstWith, lacking, platformName } from '../../platform/platform.ts';
import type { Check } from '../check.ts';
import { oncePerPlace, usesOf } from './uses.ts';

export const race = defineDiagnostic<{
  delayed: readonly string[];
  /** A release whose agents have no delay, and the first one whose agents have it. */
  without: string | null;
  since: string | null;
}>({
  code: 'fence/race',
  severity: 'warning',
  acceptable: true,
  message: (f) =>
    f.without !== null
      ? `two-node cluster without a fence delay, which the agents of ${f.without} do not know: both nodes can kill each other`
      : f.delayed.length === 0
        ? 'two-node cluster without a fence delay: both nodes can kill each other'
        : `the fence devices of both nodes (${f.delayed.join(', ')}) have a delay: neither survives for certain`,
  help: (f) =>
    f.without === null
      ? 'give a delay of 10s to 30s to the device of exactly one node, or none at all: then it is derived'
      : `${cureFor(f.since)}accept it with the reason why the nodes cannot lose sight of each other`,
  explain:
    'After a network split both nodes fence at the same moment. A delay on the device that kills the preferred node lets ' +
    'it win. Fence agents know it from RHEL 5.8 and 6.2 on; the ones before pass over it.',
});

export const delayIgnored = defineDiagnostic<{ host: string; without: string; since: string | null }>({
  code: 'fence/delay-ignored',
  severity: 'warning',
  acceptable: true,
  message: (f) => `the delay before ${f.host} is fenced has no effect: the agents of ${f.without} do not know it`,
  help: (f) => `${cureFor(f.since)}remove the delay`,
  explain:
    'Fence agents know delay from RHEL 5.8 and 6.2 on; the ones before pass over it, and two nodes that lose sight of ' +
    'each other kill each other, although the site reads as if one of them would win. Domain rule fence/race.',
});

/** The update that is the way out, if there is one. */
function cureFor(since: string | null): string {
  return since === null ? '' : `update the hosts to ${since} and write that release as platform, or `;
}

/** A check of each stack, which knows what else decides the race. */
export function* raceHasAWinner(model: Model) {
  const { cluster, hosts } = model;
  const delayed = hosts.filter(({ fence }) => fence.some(({ uses }) => uses.some(({ delay }) => (delay ?? 0) > 0)));
  const fenced = hosts.every(({ fence }) => fence.length > 0);
  const { without, since } = releaseWithoutDelay(model);
  const isSaid = without !== null && delayed.length > 0; // reported by the rule below
  if (cluster.quorum?.twoNode === true && fenced && delayed.length !== 1 && !isSaid)
    yield race(keyAt(['hosts']), { delayed: delayed.map(({ name }) => name), without, since });
}

function* delaysHaveAnEffect(model: Model) {
  const { without, since } = releaseWithoutDelay(model);
  const delayed = oncePerPlace(usesOf(model)).filter(({ use }) => use.delay !== null);
  if (without === null) return;
  for (const { host, use } of delayed)
    yield delayIgnored(valueAt([...use.at, 'delay']), { host: host.name, without, since });
}

type Lack = { readonly without: string | null; readonly since: string | null };

/** Any host may fence another, so all need `delay`: a release without it, and its cure. */
function releaseWithoutDelay({ cluster, hosts }: Model): Lack {
  const releases = hosts.map(({ platform }) => platform);
  const without = lacking(cluster.platform, releases, (platform) => dialectOf(platform).fenceDelay);
  if (without === undefined) return { without: null, since: null };
  const since = firstWith(without, (platform) => dialectOf(platform).fenceDelay);
  return { without: platformName(without), since: since === undefined ? null : platformName(since) };
}

export const fenceRaceChecks: readonly Check[] = [delaysHaveAnEffect];
