/**
 * Converts the files of nodes to a site with notes. Pure: the caller reads and writes files, and passes the model's defaults.
 *
 * Invariant: each setting is modelled, kept as `raw` or overlay, or named in a note.
 */
import { greatest } from '../base/lists.ts';
import type { Json, SecretName } from '../base/brand.ts';
import { mapOf, type JsonMap } from '../base/json.ts';
import type { Sealed } from '../base/sealed.ts';
import { parseSize } from '../base/units.ts';
import { dialectOf, platformOf } from '../platform/platform.ts';
import { section, type Reading } from './attributes.ts';
import { bridgesOf } from './guest/domain-devices.ts';
import type { Derived } from './guest/domain-xml.ts';
import { domainsIn, vmsOf } from './guest/vms.ts';
import { hostFacts, type Needs } from './host-facts.ts';
import type { ImportedHost, Importer, StackSections } from './importer.ts';
import type { NodeFiles } from './node-files.ts';
import { guessPlatform } from './platform.ts';
import { ImportNotes, type ImportNote, type Remark } from './site/notes.ts';
import { pruned, type Defaults } from './site/omit-defaults.ts';
import { inOrder } from './site/order.ts';
import { readStorage, type Storage } from './storage/storage.ts';
import { usageOf } from './storage/usage.ts';
import { first, type XmlFile } from './xml.ts';

/** The model's own defaults and derived names. */
export type ModelDefaults = {
  /** The release that the user names. */
  readonly platform: string | undefined;
  /** The oldest release that fits, by the rules of `check`. */
  readonly guess?: string;
  readonly defaults: Defaults;
  readonly uuid: (cluster: string, vm: string) => string;
  readonly mac: (cluster: string, vm: string, index: number) => string;
};

export type Imported = {
  readonly site: JsonMap;
  /** The main file, as the user names it. */
  readonly file: string;
  readonly remarks: readonly Remark[];
  readonly notes: readonly ImportNote[];
  readonly secrets: ReadonlyMap<SecretName, Sealed>;
};

/** The site of the nodes that `importer` recognises. */
export function importNodes(importer: Importer, nodes: readonly NodeFiles[], model: ModelDefaults): Imported {
  const notes = new ImportNotes();
  const domains = domainsIn(nodes, importer, notes);
  const platform =
    model.platform ?? guessPlatform(importer, nodes, [...domains.values()], { notes, better: model.guess });
  const dialect = dialectOf(platformOf(platform));
  const own = importer.sections(nodes, { dialect, notes });
  const reading: Reading = { file: own.file, notes, at: [] };
  const derived: Derived = {
    dialect,
    uuid: (vm) => model.uuid(own.name, vm),
    mac: (vm, index) => model.mac(own.name, vm, index),
  };
  const vms = vmsOf(own.vms, domains, derived, reading);
  const storage = readStorage(hostsRead(own, nodes), usageOf(vms, own.sections, own.groups), dialect, notes);
  const hosts = withFacts(own, nodes, { importer, storage, needs: needsOf(vms, [...domains.values()]), notes });
  const site: JsonMap = {
    version: 1,
    cluster: { ...own.cluster(storage.quorumLun), platform, domain: domainOf(own.domain, reading) },
    ...(notes.secrets.size === 0 ? {} : { secrets: { providers: [{ type: 'file', file: SECRETS }] } }),
    hosts,
    ...section('storage', storage.section),
    ...own.sections,
    ...section('vms', vms),
  };
  return {
    site: inOrder(pruned(site, model.defaults)),
    file: own.file,
    remarks: notes.remarks,
    notes: notes.entries,
    secrets: notes.secrets,
  };
}

/** The file of secret values next to the site. A name that begins with a dot is not read as part of the site. */
export const SECRETS = '.secrets.yaml';

function hostsRead({ hosts }: StackSections, nodes: readonly NodeFiles[]) {
  return [...hosts].flatMap(([host, own]) => {
    const node = nodeOf(host, own, nodes);
    return node === undefined ? [] : [[host, node] as const];
  });
}

/** The node whose folder has the host's name or its node name. */
function nodeOf(host: string, { nodeName }: ImportedHost, nodes: readonly NodeFiles[]): NodeFiles | undefined {
  return nodes.find(({ name }) => name === host || name === nodeName || name.split('.')[0] === host);
}

type FactSources = {
  readonly importer: Importer;
  readonly storage: Storage;
  readonly needs: Needs;
  readonly notes: ImportNotes;
};

function withFacts(
  own: StackSections,
  nodes: readonly NodeFiles[],
  { importer, storage, needs, notes }: FactSources,
): JsonMap {
  const entries = [...own.hosts].map(([name, host]): readonly [string, Json] => {
    const files = nodeOf(name, host, nodes);
    if (files === undefined && storage.hosts.size > 0) {
      const message = `hosts/${name}: no files of this node were read; its initiator name and local_disks have to be added`;
      notes.note('assumed', { file: own.file, line: 0 }, message);
    }
    const nodeId = Number(host.keys['node_id']);
    const { nodeName, address } = host;
    const found = { name, nodeName, nodeId, address, files, file: importer.files[0]?.path ?? own.file };
    return [name, { ...host.keys, ...hostFacts(found, nodes, needs, notes), ...storage.hosts.get(name) }];
  });
  return Object.fromEntries(entries);
}

function needsOf(vms: JsonMap, domains: readonly XmlFile[]): Needs {
  const all = Object.values(vms).map(mapOf);
  return {
    bytes: all.reduce((sum, vm) => sum + (parseSize(String(vm['memory'])) ?? 0), 0),
    cpus: greatest(
      all.map((vm) => Number(vm['cpus'])),
      0,
    ),
    bridges: [...new Set(domains.flatMap(({ root }) => bridgesOf(first(root, 'devices'))))].toSorted(),
  };
}

function domainOf(domain: string | undefined, { notes, file }: Reading): string {
  if (domain !== undefined) return domain;
  notes.assume(['cluster', 'domain'], { file, line: 0 }, 'no node has a name with a domain');
  return 'localdomain';
}
