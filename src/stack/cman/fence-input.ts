/** What fenced hands to an agent: `key=value` lines on standard input, 4095 bytes at most. Domain reference, 1.6. */
import type { Check } from '../../check/check.ts';
import { defineDiagnostic, keyAt } from '../../diag/diagnostic.ts';
import type { Xml } from '../../emit/draft.ts';
import type { FenceDevice, FenceUse, Host, Model } from '../../model/model.ts';
import { deviceAttributes, useAttributes } from './fencing.ts';

/** Bytes; fenced's buffer has 4096, and its last one ends the text. */
const ROOM = 4095;

export const longInput = defineDiagnostic<{ host: string; device: string; bytes: number }>({
  code: 'fence/agent-input',
  severity: 'error',
  message: (f) => `${f.device}: its agent would be handed ${f.bytes} bytes for ${f.host}, and gets ${ROOM}`,
  help: () => 'shorten the texts of the device',
  explain:
    'fenced cuts off the rest without a word, and the agent runs without it. Passwords are not counted here. Domain reference, 1.9.',
});

function* agentsGetAll({ hosts, fenceDevices }: Model) {
  for (const device of fenceDevices) {
    const inputs = hosts.flatMap((host) =>
      usesOfDevice(host, device).map((use) => ({ host: host.name, bytes: bytesFor(host, use, device) })),
    );
    const long = inputs.find(({ bytes }) => bytes > ROOM);
    if (long !== undefined) yield longInput(keyAt(device.at), { device: device.name, ...long });
  }
}

function usesOfDevice({ fence }: Host, { name }: FenceDevice): readonly FenceUse[] {
  return fence.flatMap(({ uses }) => uses).filter(({ device }) => device === name);
}

/** Bytes of the lines; a secret counts nothing, as nobody knows it here. */
function bytesFor({ nodeName, platform }: Host, use: FenceUse, device: FenceDevice): number {
  const attributes = [useAttributes(use, platform.family), { nodename: nodeName }, deviceAttributes(device)];
  const lines = attributes.flatMap(linesOf).map((line) => `${line}\n`);
  return Buffer.byteLength(lines.join(''), 'utf8');
}

function linesOf(attributes: NonNullable<Xml['attributes']>): readonly string[] {
  return Object.entries(attributes)
    .filter(([name]) => name !== 'name')
    .map(([name, value]) => `${name}=${typeof value === 'object' ? '' : value}`);
}

export const fenceInputChecks: readonly Check[] = [agentsGetAll];
