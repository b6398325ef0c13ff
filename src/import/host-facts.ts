/** Facts about a host that configuration files do not hold, from collected copies of /etc/hosts and /proc. */
import type { JsonMap } from '../base/json.ts';
import { sizeText } from '../base/units.ts';
import type { NodeFiles } from './node-files.ts';
import type { ImportNotes } from './site/notes.ts';

/** Resources that guests need, so that assumed hosts are large enough. `bytes`: memory. */
export type Needs = { readonly bytes: number; readonly cpus: number; readonly bridges: readonly string[] };

export type HostIn = {
  readonly name: string;
  readonly nodeName: string;
  readonly nodeId: number;
  /** In the cluster's network, by the stack's files. */
  readonly address: string | undefined;
  readonly files: NodeFiles | undefined;
  /** Path of the cluster's configuration file. */
  readonly file: string;
};

const GIB = 1024 ** 3;

/** `address`, `memory`, `cpus` and `bridges` of a host. Assumed values are marked. */
export function hostFacts(host: HostIn, nodes: readonly NodeFiles[], needs: Needs, notes: ImportNotes): JsonMap {
  const at = ['hosts', host.name];
  const place = { file: host.files?.name ?? host.file, line: 0 };
  const named = addressOf(host.nodeName, nodes);
  const address = named ?? host.address;
  const memory = memoryOf(host.files);
  const cpus = cpusOf(host.files);
  if (address === undefined) notes.assume([...at, 'address'], place, 'no /etc/hosts names it');
  if (memory === undefined) notes.assume([...at, 'memory'], place, 'enough for all VMs; /proc/meminfo says it');
  if (cpus === undefined) notes.assume([...at, 'cpus'], place, 'enough for each VM; /proc/cpuinfo says it');
  const apart = host.address !== undefined && host.address !== address;
  return {
    address: address ?? `203.0.113.${(host.nodeId % 249) + 1}`, // reserved for documentation, never routed; RFC 5737
    ...(apart ? { addresses: { cluster: host.address } } : {}),
    memory: memory ?? `${Math.max(1, Math.ceil(needs.bytes / GIB)) + 1}G`,
    cpus: cpus ?? Math.max(1, needs.cpus),
    ...(needs.bridges.length === 0 ? {} : { bridges: [...needs.bridges] }),
  };
}

export function addressOf(nodeName: string, nodes: readonly NodeFiles[]): string | undefined {
  for (const { texts } of nodes) {
    for (const line of (texts.get('etc/hosts')?.text ?? '').split('\n')) {
      const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
      if (names.includes(nodeName) && /^[0-9]+([.][0-9]+){3}$/.test(address) && !address.startsWith('127.'))
        return address;
    }
  }
  return undefined;
}

/** Memory that the kernel counts, in whole MiB. It is less than installed, and the limit for guests. */
function memoryOf(files: NodeFiles | undefined): string | undefined {
  const [, kib] = /^MemTotal:\s+([0-9]+) kB/m.exec(files?.texts.get('proc/meminfo')?.text ?? '') ?? [];
  return kib === undefined ? undefined : sizeText(Math.floor(Number(kib) / 1024) * 1024 ** 2);
}

function cpusOf(files: NodeFiles | undefined): number | undefined {
  const found = files?.texts.get('proc/cpuinfo')?.text.match(/^processor\s*:/gm)?.length;
  return found === undefined || found === 0 ? undefined : found;
}
