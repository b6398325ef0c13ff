/** Required and unknown parameters of fence agents: by the catalogue, for the releases of the hosts. */
import { grouped } from '../../base/grouped.ts';
import { own } from '../../base/json.ts';
import { familyOf, knowsDelay, type FenceFamily } from '../../catalogue/fence.ts';
import { defineDiagnostic, keyAt, valueAt, type Place } from '../../diag/diagnostic.ts';
import type { FenceDevice, Host, Model } from '../../model/model.ts';
import { dialectOf, platformName, platformOf, readPlatform } from '../../platform/platform.ts';
import type { Platform } from '../../platform/release-id.ts';
import type { Check } from '../check.ts';
import { oncePerPlace, unfencesOf, usesOf, type Use } from './uses.ts';

export const agentParameter = defineDiagnostic<{ device: string; problem: string; cure: string }>({
  code: 'fence/agent-param',
  severity: 'error',
  message: (f) => `${f.device}: ${f.problem}`,
  help: (f) => f.cure,
  explain:
    'An agent that lacks what it needs refuses to run, and one that gets a parameter it does not know ignores it or refuses: ' +
    'either way the node is not fenced. The schemas of the cluster do not tie attributes to the agent. ' +
    'Metadata of the agents.',
});

export const unusedDevice = defineDiagnostic<{ device: string }>({
  code: 'fence/unused',
  severity: 'note',
  acceptable: true,
  message: (f) => `no host uses the fence device ${f.device}`,
  help: (f) => `name ${f.device} in a fence method of the host that it switches, or remove it`,
  explain: 'A device that no host uses fences nothing: often a method was forgotten.',
});

/** The problem and its cure. */
type Wrong = { readonly at: Place; readonly problem: string; readonly cure: string };

function* devicesAreComplete({ fenceDevices, hosts: all }: Model) {
  const hosts = [...grouped(all, ({ platform }) => platformName(platform)).values()].flatMap(([first]) => first ?? []);
  for (const device of fenceDevices)
    for (const { at, ...facts } of [
      ...foreignAgent(device, hosts),
      ...missingAlternative(device),
      ...otherReleases(device, hosts),
    ])
      yield agentParameter(at, { device: device.name, ...facts });
}

function* usesFitTheirAgent(model: Model) {
  for (const one of oncePerPlace([...usesOf(model), ...unfencesOf(model)])) {
    const { name, at: place } = one.device;
    const related = [{ at: keyAt(place), message: `${name} is declared here` }];
    for (const { at, ...facts } of wrongUse(one, familyOf(one.device.agent)))
      yield agentParameter(at, { device: name, ...facts }, related);
  }
}

/** Of the catalogue, what fence-agents 4.12.1 of Debian 12 lacks; conformance test fence-agents. */
const GONE = ['fence_egenera', 'fence_manual'];

/** Any host may fence another, so every host needs the agent. `hosts`: one of each release. */
function foreignAgent({ at, agent }: FenceDevice, hosts: readonly Host[]): readonly Wrong[] {
  const family = familyOf(agent);
  const since = own(family.agents, agent) ?? [];
  const without = hosts.find(({ platform }) => !isThere(agent, platform, since));
  if (without === undefined || family.class === 'manual') return [];
  const release = platformName(without.platform);
  const first = since.filter((one) => readPlatform(one)?.family === without.platform.family);
  const cure = `use an agent of ${release}${first.length === 0 ? '' : `, or update the hosts to ${first.join('')}`}`;
  return [{ at: valueAt([...at, 'agent']), problem: `${release} has no ${agent}`, cure }];
}

function isThere(agent: string, platform: Platform, since: readonly string[]): boolean {
  if (dialectOf(platform).todaysAgents) return !GONE.includes(agent);
  const { family, minor } = platform;
  const firsts = since.filter((one) => one !== 'today').map(platformOf);
  return since.length === 0 || firsts.some((first) => first.family === family && first.minor <= minor);
}

function missingAlternative({ at, name, agent, parameters }: FenceDevice): readonly Wrong[] {
  const given = new Set(parameters.map((parameter) => parameter.name));
  return familyOf(agent)
    .oneOf.filter((names) => !names.some((one) => given.has(one)))
    .map((names) => ({
      at: keyAt(at),
      problem: `${agent} needs ${names.join(' or ')}`,
      cure: `add ${names[0] ?? ''}: { secret: fence/${name} }`,
    }));
}

/** Parameters that agents of a host's release do not have: those of today ignore them, and older ones refuse them. */
function otherReleases({ at, agent, parameters }: FenceDevice, hosts: readonly Host[]): readonly Wrong[] {
  const known = familyOf(agent).parameters;
  return parameters.flatMap(({ name }) => {
    const { gone, recent } = own(known, name) ?? {};
    const without = hosts.find(({ platform }) => (dialectOf(platform).todaysAgents ? gone : recent) === true);
    if (without === undefined) return [];
    const problem = `${agent} of ${platformName(without.platform)} does not know ${name}`;
    return [{ at: keyAt([...at, name]), problem, cure: `remove ${name}` }];
  });
}

function wrongUse({ host, use, device }: Use, family: FenceFamily): readonly Wrong[] {
  const { agent, name } = device;
  const at = valueAt([...use.at, 'device']);
  const needsPlug = family.plug === 'required' && use.plug === null;
  const unknown = use.parameters.filter((parameter) => !Object.hasOwn(family.parameters, parameter.name));
  return [
    ...wrongIf(needsPlug, {
      at,
      problem: `${agent} needs a plug to know which ${family.outlets ? 'outlet' : 'one'} is ${host.name}`,
      cure: `write { device: ${name}, plug: "${family.outlets ? 'NUMBER' : 'NAME'}" }`,
    }),
    ...wrongIf(family.plug === 'none' && use.plug !== null, {
      at: keyAt([...use.at, 'plug']),
      problem: `${agent} has no plug`,
      cure: 'remove plug; each node has a device of its own',
    }),
    ...wrongIf(!family.actions.includes(use.action), {
      at: valueAt([...use.at, 'action']),
      problem: `${agent} cannot ${use.action === 'reboot' ? 'reboot' : `switch ${use.action}`}`,
      cure: `write action: ${family.actions.find((action) => action !== 'on') ?? 'off'}`,
    }),
    ...wrongIf(use.delay !== null && !knowsDelay(agent), {
      at: keyAt([...use.at, 'delay']),
      problem: `${agent} has no delay`,
      cure: 'write the delay at the device that comes after it',
    }),
    ...unknown.map((parameter) => ({
      at: keyAt([...use.at, parameter.name]),
      problem: `${agent} does not know ${parameter.name}`,
      cure: `remove ${parameter.name}`,
    })),
  ];
}

function wrongIf(is: boolean, wrong: Wrong): readonly Wrong[] {
  return is ? [wrong] : [];
}

function* everyDeviceIsUsed(model: Model) {
  const used = new Set([...usesOf(model), ...unfencesOf(model)].map(({ device }) => device));
  // A host with invalid fencing may have used the device: the related place suppresses the finding then.
  const related = [{ at: keyAt(['hosts']), message: 'no host here names it' }];
  for (const device of model.fenceDevices)
    if (!used.has(device)) yield unusedDevice(keyAt(device.at), { device: device.name }, related);
}

export const fenceAgentChecks: readonly Check[] = [devicesAreComplete, usesFitTheirAgent, everyDeviceIsUsed];
