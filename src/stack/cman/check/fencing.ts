/** What fenced passes to an agent: `key=value` lines on standard input. And the agent that only RHEL 5 has. fenced, agent.c. */
import { grouped } from '../../../base/grouped.ts';
import { own } from '../../../base/json.ts';
import type { CmanOptions } from '../options.ts';
import type { SourcePath } from '../../../base/brand.ts';
import { isSecretName } from '../../../base/secret-names.ts';
import { familyOf } from '../../../catalogue/fence.ts';
import type { Check } from '../../../check/check.ts';
import { oncePerPlace, unfencesOf, usesOf, type Use } from '../../../check/fence/uses.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../../diag/diagnostic.ts';
import type { Xml } from '../../../emit/draft.ts';
import type { FenceDevice, Model } from '../../../model/model.ts';
import { dangerousSwitch } from './timers.ts';
import { deviceAttributes, useAttributes } from '../emit/fencing.ts';

export const keyInBoth = defineDiagnostic<{ key: string; here: string; device: string; there: string }>({
  code: 'fence/key-in-both',
  severity: 'error',
  message: (f) => `${f.key} is ${f.here} here and ${f.there} on the fence device ${f.device}, and the latter wins`,
  help: (f) => `write ${f.key} in one of the two places`,
  explain:
    'fenced hands the agent what the use says, then what the device says, and agents keep the last: all nodes would use the ' +
    'value of the device. fenced, agent.c.',
});

export const longInput = defineDiagnostic<{ host: string; device: string; bytes: number }>({
  code: 'fence/agent-input',
  severity: 'error',
  message: (f) => `${f.device}: its agent would need ${f.bytes} bytes for ${f.host}, and reads ${ROOM}`,
  help: () => 'shorten the texts of the device',
  explain:
    'fenced silently cuts off the rest, and the agent runs without it. Passwords are not counted here. fenced, agent.c.',
});

export const unsupported = defineDiagnostic<{ device: string; agent: string }>({
  code: 'fence/unsupported',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.device}: Red Hat has never supported ${f.agent}, which logs in to a host of VMware over ssh`,
  help: () => 'use fence_vmware_soap, which asks vCenter or the host by its interface',
  explain:
    'Nodes that are guests of VMware are fenced by fence_vmware_soap or fence_scsi only, where anyone is to answer for it. Red Hat article 29440.',
});

/** Bytes; fenced's buffer has 4096, the last of which terminates the text. */
const ROOM = 4095;

type Attributes = NonNullable<Xml['attributes']>;

function* keysAreInOnePlace(model: Model) {
  for (const { host, use, device } of oncePerPlace([...usesOf(model), ...unfencesOf(model)])) {
    const there = new Map([...namedIn(device)].map((one) => [one.attribute, one]));
    for (const [attribute, here] of linesOf(useAttributes(use, host.platform.family))) {
      const other = there.get(attribute);
      // A plain-text password is reported by raw/denied, and never shown.
      if (other === undefined || isSecretName(attribute)) continue;
      const path = pathOf(attribute, use);
      const facts = { key: path.at(-1) ?? attribute, here: String(here), device: device.name, there: other.value };
      const related = [{ at: valueAt(other.at), message: `${device.name} has it here` }];
      yield keyInBoth(valueAt([...use.at, ...path]), facts, related);
    }
  }
}

type Named = { readonly attribute: string; readonly value: string; readonly at: SourcePath };

/** Attributes of the device besides name and agent. */
function* namedIn(device: FenceDevice): Generator<Named> {
  const known = familyOf(device.agent).parameters;
  const rendered = deviceAttributes(device);
  for (const { name } of device.parameters) {
    const attribute = own(known, name)?.cman ?? name;
    yield { attribute, value: String(own(rendered, attribute)), at: [...device.at, name] };
  }
  for (const { name, text } of device.raw) yield { attribute: name, value: text, at: [...device.at, 'raw', name] };
}

/** The path in the site of an attribute of a use. */
function pathOf(attribute: string, { agent, parameters, raw }: Use['use']): readonly string[] {
  const { plugParameter, parameters: known } = familyOf(agent);
  if (raw.some(({ name }) => name === attribute)) return ['raw', attribute];
  if ([plugParameter.cman, plugParameter.rhel5].includes(attribute)) return ['plug'];
  return [parameters.find(({ name }) => own(known, name)?.cman === attribute)?.name ?? attribute];
}

function* agentsGetAll(model: Model) {
  const uses = grouped(usesOf(model), ({ device }) => device);
  for (const device of model.fenceDevices) {
    const inputs = uses.get(device) ?? [];
    const sizes = inputs.map((one) => ({ host: one.host.name, bytes: bytesFor(one) }));
    const long = sizes.find(({ bytes }) => bytes > ROOM);
    if (long !== undefined) yield longInput(keyAt(device.at), { device: device.name, ...long });
  }
}

/** Bytes of the lines. A secret counts zero, since its length is unknown here. */
function bytesFor({ host, use, device }: Use): number {
  const raw = Object.fromEntries(device.raw.map(({ name, text }) => [name, text]));
  const parts = [useAttributes(use, host.platform.family), { nodename: host.nodeName }, deviceAttributes(device), raw];
  const lines = parts.flatMap(linesOf).map(([name, value]) => `${name}=${typeof value === 'object' ? '' : value}\n`);
  return Buffer.byteLength(lines.join(''), 'utf8');
}

function linesOf(attributes: Attributes): readonly (readonly [string, Attributes[string]])[] {
  return Object.entries(attributes).filter(([name]) => name !== 'name');
}

function* noPersonFences({ fenceDevices }: Model) {
  for (const { at, name, agent } of fenceDevices) {
    if (familyOf(agent).class !== 'manual') continue;
    const problem = `${name}: ${agent} leaves it to a person to say that a node is off`;
    yield dangerousSwitch(valueAt([...at, 'agent']), { problem, cure: 'use a device that switches the power' });
  }
}

function* agentsAreSupported({ fenceDevices }: Model) {
  for (const { at, name: device, agent } of fenceDevices)
    if (agent === 'fence_vmware') yield unsupported(valueAt([...at, 'agent']), { device, agent });
}

export const fencingChecks: readonly Check<CmanOptions>[] = [
  keysAreInOnePlace,
  agentsGetAll,
  noPersonFences,
  agentsAreSupported,
];
