/** Checks of the keys by which fence_scsi knows the nodes. fence_scsi(8), key_value. */
import { createHash } from 'node:crypto';
import { shared, type Check } from '../../../check/check.ts';
import { defineDiagnostic, keyAt } from '../../../diag/diagnostic.ts';
import type { FenceDevice } from '../../../model/model.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';

export const keyByPosition = defineDiagnostic<{ device: string }>({
  code: 'pcmk/scsi-key-position',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.device} knows a node by its position in corosync.conf, which changes when a host is removed`,
  help: () => 'write key_value: hash; on a running cluster this needs a window, since all nodes are unfenced again',
  explain:
    'Nodes behind the removed one keep the key of their old position. If one of them fails afterwards, fence_scsi removes the key of another node. fence_scsi(8), key_value; source of fence_scsi, fence-agents 4.12.',
});

export const sameKey = defineDiagnostic<{ device: string; hosts: readonly string[] }>({
  code: 'pcmk/scsi-key-shared',
  severity: 'error',
  message: (f) => `${f.device} has one key for ${f.hosts.join(' and ')}: it would cut off both`,
  help: (f) => `remove key_value: hash from ${f.device}, or use another agent`,
  explain:
    'A key has four hexadecimal digits of the MD5 of the node name, so that two names can have the same ones. Source of fence_scsi, fence-agents 4.12.',
});

const hasHashes = ({ parameters }: FenceDevice) =>
  parameters.some(({ name, value }) => name === 'key_value' && value === 'hash');

function* keysStay({ fenceDevices, hosts }: PacemakerModel) {
  for (const device of fenceDevices.filter(({ agent }) => agent === 'fence_scsi')) {
    const at = keyAt(device.at);
    if (!hasHashes(device)) yield keyByPosition(at, { device: device.name });
    else
      for (const [, alike] of shared(hosts, ({ nodeName }) => keyOf(nodeName)))
        yield sameKey(at, { device: device.name, hosts: alike.map(({ name }) => name) });
  }
}

/** The part of the key that fence_scsi makes of a node name: four hexadecimal digits. */
function keyOf(nodeName: string): string {
  return createHash('md5').update(nodeName).digest('hex').slice(0, 4);
}

export const reservationChecks: readonly Check<PacemakerOptions>[] = [keysStay];
