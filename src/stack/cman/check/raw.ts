/** Raw attributes of a site: the denied ones, and a note about the others. */
import type { CmanModel, CmanOptions } from '../options.ts';
import type { SourcePath } from '../../../base/brand.ts';
import { isInherited, own } from '../../../base/json.ts';
import { familyOf, type FenceFamily } from '../../../catalogue/fence.ts';
import { isSecretName } from '../../../base/secret-names.ts';
import type { Check } from '../../../check/check.ts';
import { oncePerPlace, unfencesOf, usesOf } from '../../../check/fence/uses.ts';
import { defineDiagnostic, hidden, keyAt, valueAt, type Diagnostic, type Place } from '../../../diag/diagnostic.ts';
import { below } from '../../../model/service.ts';
import type { FenceDevice } from '../../../model/model.ts';
import type { Open, RawAttribute } from '../../../model/entity.ts';
import { similarByOneSlip } from '../../../base/similar.ts';
import { cmanDialectOf } from '../dialect.ts';
import { modelledAttributes } from '../emit/attributes.ts';
import { fenceDevice, useAttributes } from '../emit/fencing.ts';
import { attributesOf, moreOf, policyOf } from '../emit/managed-attributes.ts';
import { isOff } from '../../../import/attributes.ts';
import { isSpelling } from '../import/spellings.ts';
import { refusal, takenNames, type OpenElement } from './node-schema.ts';

export const rawUnchecked = defineDiagnostic<{ element: string; attribute: string }>({
  code: 'raw/unchecked',
  severity: 'note',
  acceptable: true,
  message: (f) => `the attribute ${f.attribute} of <${f.element}> is written as it is; nothing was checked about it`,
  help: () => 'check it against the documentation of the release that you have',
  explain:
    'An attribute that clusterc does not know is copied into cluster.conf. The schema on the nodes takes it, or, below fence_devices and ' +
    'hosts, it may be one of an agent that only the node knows. A change of it counts as one that needs all nodes to stop.',
});

export const rawRefused = defineDiagnostic<{ element: string; what: string; cure: string }>({
  code: 'raw/refused',
  severity: 'error',
  message: (f) => `the schema on the nodes does not take ${f.what} in <${f.element}>, and refuses the whole file`,
  help: (f) => f.cure,
  explain:
    'A node of RHEL 6 or Fedora validates cluster.conf when its cman starts and when a new version is announced. One attribute that ' +
    'is not in the schema, or has a value of another type, and the new version is taken by no node. RHEL 5 has no schema; ' +
    'there the note raw/unchecked remains. Source: cman_tool(8), version; ccs_config_validate(8).',
});

export const rawTaken = defineDiagnostic<{ element: string; attribute: string }>({
  code: 'raw/taken',
  severity: 'error',
  message: (f) => `the attribute ${f.attribute} of <${f.element}> is not for raw: the site has a key of its own for it`,
  help: () => 'write it with its own key, which is checked',
  explain:
    'raw is for attributes that clusterc does not know. Two places for one value would contradict each other sooner or later.',
});

export const rawSpelling = defineDiagnostic<{ element: string; attribute: string; text: string }>({
  code: 'raw/spelling',
  severity: 'note',
  acceptable: true,
  message: (f) =>
    `the attribute ${f.attribute} of <${f.element}> is written as "${f.text}", another spelling of its value`,
  help: () => 'remove it from raw when a restart does no harm',
  explain:
    'rgmanager compares attributes as text, so that another spelling of the same value can restart a service. An import keeps ' +
    'the spelling that is on the nodes, such as monitor_link="yes".',
});

export const rawDenied = defineDiagnostic<{ element: string; attribute: string; because: string; cure: string }>({
  code: 'raw/denied',
  severity: 'error',
  message: (f) => `the attribute ${f.attribute} of <${f.element}> is never written: ${f.because}`,
  help: (f) => f.cure,
  explain:
    'Some attributes stop services or make two nodes write to the same storage, others are internal to cman, and a secret is never in a site. ' +
    'Red Hat solution 23238.',
});

type RawElement = OpenElement & {
  readonly at: SourcePath;
  readonly raw: readonly RawAttribute[];
  /** What the element has besides the attributes of the table. */
  readonly more?: readonly string[];
  /** What is compared as text: the attributes that would be written without raw. */
  readonly written?: () => { readonly [attribute: string]: unknown };
};

/** Every element that may have raw attributes. */
export function* rawElements(model: CmanModel): Generator<RawElement> {
  const { cluster, own, hosts, fenceDevices, resources, services, vms } = model;
  yield { element: 'cluster', at: cluster.at, raw: own.raw };
  for (const [element, key, { raw }] of sectionsOf(own)) yield { element, at: [...cluster.at, ...key], raw };
  for (const host of hosts) yield { element: 'clusternode', ...host };
  for (const { use } of oncePerPlace([...usesOf(model), ...unfencesOf(model)])) {
    const together = Object.keys(useAttributes(use, cluster.platform.family));
    yield { element: 'device', together, ...use, more: todaysPlug(familyOf(use.agent)) };
  }
  for (const device of fenceDevices) {
    const together = Object.keys(fenceDevice(device).attributes ?? {});
    yield { element: 'fencedevice', together, ...device, more: parametersOf(device) };
  }
  const used = services.flatMap((service) => below(service.resources));
  for (const { type, at, raw, attributes } of [...resources, ...used])
    yield { element: type, at, raw, written: () => attributesOf(type, attributes) };
  for (const one of services)
    yield { element: 'service', ...one, written: () => ({ ...policyOf(one), ...moreOf('service', one) }) };
  for (const one of vms) {
    const { at, raw } = one;
    yield { element: 'vm', at, raw, written: () => ({ ...policyOf(one), ...moreOf('vm', one) }) };
  }
}

/** Element, its path in the site, and its value in the model. */
function sectionsOf(own: CmanOptions): readonly (readonly [string, readonly string[], Open])[] {
  return [
    ['cman', ['network'], own.network],
    ['quorumd', ['quorum', 'disk'], own.quorumDisk ?? { raw: [] }],
    ['totem', ['totem'], own.totem],
    ['fence_daemon', ['fence_daemon'], own.fenceDaemon],
    ['dlm', ['dlm'], own.dlm],
    ['gfs_controld', ['gfs_controld'], own.gfsControld],
    ['clvmd', ['clvmd'], own.clvmd],
    ['fence_xvmd', ['fence_xvmd'], own.fenceXvmd ?? { raw: [] }],
    ['logging', ['logging'], own.logging],
    ['rm', ['rgmanager'], own.rgmanager],
  ];
}

/** In every spelling: an agent of RHEL 5 and 6 ignores the one of today, and runs without its address, login or plug. */
function parametersOf({ agent }: Pick<FenceDevice, 'agent'>): readonly string[] {
  const { parameters, plugParameter } = familyOf(agent);
  const own = Object.values(parameters).flatMap(({ cman, rhel5 = cman, today = cman }) => [cman, rhel5, today]);
  return [...own, ...todaysPlug({ plugParameter })];
}

/** A device may give all its uses one plug, in the spelling of its release; the site has no key for that. */
function todaysPlug({ plugParameter: { cman, today = cman } }: Pick<FenceFamily, 'plugParameter'>): readonly string[] {
  return today === cman ? [] : [today];
}

/** By attribute, or by element and attribute. */
const DENIED: { readonly [name: string]: string } = {
  clean_start: 'it skips startup fencing, and shared storage can be written by two nodes',
  disallowed: 'it lets nodes that were apart continue side by side',
  upgrading: 'it is for an update from RHEL 4 that no cluster here can be in',
  nodename: 'it is internal to the daemons',
  master_wait: 'the schema on the nodes refuses it',
  'rm/disabled': 'it stops every service and VM as soon as it arrives',
  'totem/transport': 'cman refuses it there',
};

/** Switches that say what is so anyway while they are off; an import keeps them, since a changed one asks for a restart. */
const SWITCHES = new Set(['clean_start', 'disallowed', 'upgrading', 'disabled']);

function* rawAttributesAreUnknown(model: CmanModel) {
  const validates = !cmanDialectOf(model.cluster.platform).ccsd;
  for (const thing of rawElements(model)) {
    for (const { name, text } of thing.raw) {
      const found = verdict(thing, name, text);
      yield (found.code === rawUnchecked.code && validates ? refused(thing, name, text) : undefined) ?? found;
    }
  }
}

function refused(thing: RawElement, name: string, text: string): Diagnostic | undefined {
  const why = refusal(thing, name, text);
  if (why === undefined) return undefined;
  const [what, cure] =
    why === 'value' ? [`${name}="${text}"`, "write '0'"] : [`the attribute ${name}`, removal(name, takenNames(thing))];
  return rawRefused(keyAt([...thing.at, 'raw', name]), { element: thing.element, what, cure });
}

function removal(name: string, taken: readonly string[]): string {
  const meant = similarByOneSlip(name, taken);
  return meant === undefined ? 'remove it' : `remove it; ${meant} is an attribute that it takes`;
}

function verdict({ element, at, more = [], written }: RawElement, attribute: string, text: string): Diagnostic {
  const key = keyAt([...at, 'raw', attribute]);
  const facts = { element, attribute };
  const because = isInherited(attribute)
    ? 'no program reads it'
    : (own(DENIED, attribute) ?? own(DENIED, `${element}/${attribute}`));
  if (because !== undefined && !(SWITCHES.has(attribute) && isOff(text)))
    return rawDenied(key, { ...facts, because, cure: 'remove it' });
  const isModelled =
    [...modelledAttributes(element), ...more].includes(attribute) && !isForResources(element, attribute);
  if (isModelled && written !== undefined && isSpelling(element, attribute, own(written(), attribute), text))
    return rawSpelling(key, { ...facts, text });
  if (isModelled) return rawTaken(placeOf(at, attribute), facts);
  if (!isSecretName(attribute)) return rawUnchecked(key, facts);
  const cure = 'change the secret, since it was in a file, and use a key that takes a reference to it';
  return rawDenied(placeOf(at, attribute), { ...facts, because: 'it holds a secret', cure });
}

/** rgmanager reads these on anything; a site has keys for them on resources only. */
function isForResources(element: string, attribute: string): boolean {
  const isTop = element === 'service' || element === 'vm';
  return isTop && attribute.startsWith('__') && attribute !== '__enforce_timeouts';
}

/** Its place; a password in plain text is not shown. */
function placeOf(at: SourcePath, attribute: string): Place {
  const place = valueAt([...at, 'raw', attribute]);
  return isSecretName(attribute) ? hidden(place) : place;
}

export const rawChecks: readonly Check<CmanOptions>[] = [rawAttributesAreUnknown];
