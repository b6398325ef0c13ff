/** Imports clusters of corosync and pacemaker: corosync.conf and the CIB become hosts, fencing, services and VM policy. */
import { FAMILIES } from '../families.ts';
import { as, type FileId } from '../../../base/brand.ts';
import type { JsonMap } from '../../../base/json.ts';
import { elementsIn } from '../../../base/xml.ts';
import type { Diagnostic } from '../../../diag/diagnostic.ts';
import { section } from '../../../import/attributes.ts';
import { domainName } from '../../../import/guest/domain-xml.ts';
import type { ImportContext, ImportedHost, Importer, StackSections } from '../../../import/importer.ts';
import { namesOf } from '../../../import/node-names.ts';
import type { NodeFiles, TextFile } from '../../../import/node-files.ts';
import type { ImportNotes } from '../../../import/site/notes.ts';
import { first, type XmlFile } from '../../../import/xml.ts';
import { bytesOf } from '../../../formats/libvirt.ts';
import { primitivesIn, readCib } from '../cib/document.ts';
import { KNOWN_HOSTS } from '../emit/known-hosts.ts';
import { SBD_FILES } from '../dialect.ts';
import { knownKeys } from '../formats/known-hosts.ts';
import { corosyncTree } from '../formats/corosync-conf.ts';
import { authkeyOf } from './authkey.ts';
import { CIB_PATH, cibsOf, newestCib, noteOtherCibs } from './cib-files.ts';
import { noteClones, noteLevels, noteRest, takeStorage } from './constraints.ts';
import { corosyncSections, type CorosyncFile } from './corosync.ts';
import { fencingIn, type Fencing } from './fencing.ts';
import { corosyncSyntax, noConfiguration } from './findings.ts';
import { notACib } from '../impact/findings.ts';
import { firstPush } from './first-push.ts';
import { groupsOfGuests, guestKeys, guestsIn, isGuest } from './guests.ts';
import { hostsOf, nodesOfCib, nodesOfCorosync, type ClusterNode } from './nodes.ts';
import { dlmOf, pacemakerSection, sbdOf } from './options.ts';
import type { Domains } from './placement.ts';
import { valueOf, type CibReading } from './reading.ts';
import { releaseOf } from './release.ts';
import { serviceKeys, servicesIn } from './services.ts';
import { storageIn } from './storage.ts';

const COROSYNC_PATH = 'etc/corosync/corosync.conf';
const AUTHKEY_PATH = 'etc/corosync/authkey';
const DLM_PATH = 'etc/dlm/dlm.conf';
const KNOWN_HOSTS_PATH = KNOWN_HOSTS.slice(1);
const SBD_PATHS = SBD_FILES.map((path) => path.slice(1));

export const importer: Importer = {
  files: [
    { path: CIB_PATH, format: 'xml', also: ['cib.xml'] },
    { path: COROSYNC_PATH, format: 'text', also: ['corosync.conf'] },
    { path: AUTHKEY_PATH, format: 'text' },
    { path: DLM_PATH, format: 'text' },
    { path: KNOWN_HOSTS_PATH, format: 'text' },
    ...SBD_PATHS.map((path) => ({ path, format: 'text' as const })),
  ],
  // The pair `config` of VirtualDomain.
  guestAttributes: ['name=.config. .*value'],
  assumed: 'debian12',
  families: FAMILIES,
  recognises: ({ xml, texts }) => xml.has(CIB_PATH) || texts.has(COROSYNC_PATH),
  objections: (nodes) => [...cibsOf(nodes).flatMap(objectionsTo), ...nodes.flatMap(corosyncObjections)],
  guestPlaces: ({ xml }) => {
    const cib = xml.get(CIB_PATH);
    return cib === undefined || cib.root.name !== 'cib' ? [] : configsIn(cib).map((path) => path.slice(1));
  },
  release: (nodes, guess) => releaseOf(newestCib(nodes)?.root, guess),
  sections,
  firstPush,
};

function objectionsTo({ file, root }: XmlFile): readonly Diagnostic[] {
  const at = { in: 'file', file: as<FileId>(file) } as const;
  if (root.name !== 'cib') return [notACib(at, { root: root.name })];
  return elementsIn(root, 'configuration').length === 0 ? [noConfiguration(at, {})] : [];
}

function corosyncObjections({ texts }: NodeFiles): readonly Diagnostic[] {
  const conf = texts.get(COROSYNC_PATH);
  const fault = conf === undefined ? null : corosyncTree(conf.text).fault;
  if (conf === undefined || fault === null) return [];
  const lines = conf.text.split('\n');
  const start = lines.slice(0, fault.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const end = start + (lines[fault.line - 1] ?? '').length;
  return [corosyncSyntax({ in: 'text', file: as<FileId>(conf.file), start, end }, { because: fault.because })];
}

/** Files that VMs name, at absolute paths. */
function configsIn({ root }: XmlFile): readonly string[] {
  const guests = primitivesIn(readCib(root)).filter(isGuest);
  return guests
    .flatMap(({ parameters }) => valueOf(parameters, 'config') ?? [])
    .filter((path) => /^(\/[A-Za-z0-9._+@-]+)+$/.test(path) && !path.includes('/../'));
}

const NOTHING: XmlFile['root'] = { name: 'cib', attributes: [], children: [], line: 0 };

function sections(nodes: readonly NodeFiles[], { notes }: ImportContext): StackSections {
  const cib = newestCib(nodes);
  noteOtherCibs(cib, nodes, notes);
  const conf = corosyncOf(nodes, notes);
  const file = cib?.file ?? conf?.file ?? '';
  const members = membersOf(cib, conf, file, notes);
  const names = namesOf(
    members.map(({ name }) => name),
    nodes.map(({ name }) => name),
  );
  const reading: CibReading = { cib: readCib(cib?.root ?? NOTHING), file, notes, hosts: names.hosts, done: new Set() };
  const hosts = hostsOf(members, names, nodes, notes);
  const fencing = fencingIn(reading);
  const placed = placedIn(fencing, nodes, reading);
  return {
    file,
    name: nameOf(conf, reading),
    domain: names.domain,
    cluster: () => clusterOf(conf, members, hosts, nodes, reading),
    hosts: new Map(
      [...hosts].map(([name, host]) => [
        name,
        { ...host, keys: { ...host.keys, ...hostKeys(host, nodes), ...fencing.hosts.get(name) } },
      ]),
    ),
    ...placed,
    sections: { ...section('fence_devices', fencing.devices), ...placed.sections },
  };
}

/** Those of the first node that has the file. */
function hostKeys({ nodeName }: ImportedHost, nodes: readonly NodeFiles[]): JsonMap {
  const [file] = nodes.flatMap(({ texts }) => texts.get(KNOWN_HOSTS_PATH) ?? []);
  const own = knownKeys(file?.text ?? '').filter(({ name }) => name === nodeName);
  return own.length === 0 ? {} : { host_keys: own.map(({ key }) => key) };
}

/** The first corosync.conf. Others that differ are named: each node reads its own. */
function corosyncOf(nodes: readonly NodeFiles[], notes: ImportNotes): CorosyncFile | undefined {
  const [first, ...others] = nodes.flatMap(({ texts }) => texts.get(COROSYNC_PATH) ?? []);
  const root = first === undefined ? null : corosyncTree(first.text).root;
  if (first === undefined || root === null) return undefined;
  for (const { file } of others.filter(({ text }) => text !== first.text))
    notes.note(
      'changed',
      { file, line: 0 },
      `this differs from ${first.file}, which was read instead; the file has to be the same on all nodes`,
      'warning',
    );
  return { file: first.file, root, text: first.text };
}

function membersOf(
  cib: XmlFile | undefined,
  conf: CorosyncFile | undefined,
  file: string,
  notes: ImportNotes,
): readonly ClusterNode[] {
  const fromConf = conf === undefined ? [] : nodesOfCorosync(conf.root, conf.file, cib?.root);
  const named = fromConf.filter(({ name }) => name !== '');
  const found = named.length > 0 || cib === undefined ? named : nodesOfCib(cib.root, cib.file);
  if (found.length > 0) return found;
  notes.assume(['hosts', 'host1'], { file, line: 0 }, 'the files name no node');
  return [{ name: 'host1', id: 1, votes: 1, links: [], file, line: 0 }];
}

function nameOf(conf: CorosyncFile | undefined, { cib, notes, file }: CibReading): string {
  const totem = conf?.root.sections.find(({ name }) => name === 'totem');
  const name = totem?.values.find(({ key }) => key === 'cluster_name')?.text ?? valueOf(cib.options, 'cluster-name');
  if (name !== undefined && name !== '') return name;
  notes.assume(['cluster', 'name'], { file, line: 0 }, 'the files name no cluster');
  return 'unnamed';
}

function clusterOf(
  conf: CorosyncFile | undefined,
  members: readonly ClusterNode[],
  hosts: ReadonlyMap<string, ImportedHost>,
  nodes: readonly NodeFiles[],
  reading: CibReading,
): JsonMap {
  const text = (...paths: readonly string[]): TextFile | undefined =>
    nodes.flatMap(({ texts }) => paths.flatMap((path) => texts.get(path) ?? []))[0];
  const votes = members.reduce((sum, one) => sum + one.votes, 0);
  const own = conf === undefined ? undefined : corosyncSections(conf, { count: members.length, votes }, reading.notes);
  const hasLinks = [...hosts.values()].some(({ keys }) => 'links' in keys);
  const dlm = dlmOf(text(DLM_PATH), hasLinks, reading);
  const key = authkeyOf(text(AUTHKEY_PATH), reading.notes);
  return {
    name: nameOf(conf, reading),
    ...section('quorum', own?.quorum ?? {}),
    ...section('corosync', { ...own?.corosync, ...key }),
    ...section('pacemaker', pacemakerSection(reading, sbdOf(text(...SBD_PATHS), reading), dlm)),
  };
}

/** VMs, services, failover domains and volume groups. */
function placedIn(fencing: Fencing, nodes: readonly NodeFiles[], reading: CibReading) {
  const definitions = definitionsIn(nodes);
  const guests = guestsIn(reading, (config) => definitions.byPath.get(config));
  const storage = storageIn(reading, groupsOfGuests(guests));
  const taken = new Set([...fencing.ids, ...storage.ids, ...guests.flatMap(({ ids }) => ids)]);
  const services = servicesIn(taken, reading);
  const all = [...guests, ...services];
  const domains: Domains = new Map();
  const vms = new Map(
    guests.map((one) => [
      one.name,
      {
        keys: guestKeys(one, definitions.memory.get(one.name) ?? null, { all, domains }, reading),
        line: one.primitive.line,
      },
    ]),
  );
  const sectionOfServices = Object.fromEntries(
    services.map((one) => [one.name, serviceKeys(one, all, domains, reading)]),
  );
  takeStorage(storage, guests, (name) => definitions.names.has(name), reading);
  noteClones(storage, reading);
  noteLevels(reading);
  noteRest(reading);
  return {
    vms,
    groups: storage.groups,
    sections: {
      ...section('failover_domains', Object.fromEntries(domains)),
      ...section('services', sectionOfServices),
    },
  };
}

/** Domains by the file that defines each, and their memory. */
function definitionsIn(nodes: readonly NodeFiles[]) {
  const found = nodes.flatMap(({ xml }) =>
    [...xml].flatMap(([path, file]) => {
      const name = domainName(file);
      return name === undefined || name === ''
        ? []
        : [{ path: `/${path}`, name, memory: bytesOf(first(file.root, 'memory')) }];
    }),
  );
  return {
    byPath: new Map(found.map(({ path, name }) => [path, name])),
    names: new Set(found.map(({ name }) => name)),
    memory: new Map(found.map(({ name, memory }) => [name, memory])),
  };
}
