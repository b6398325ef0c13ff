/** Converts `<rm>` to failover domains, shared resources, services and VM policy. Metadata of the agents, by rg_test rules. */
import type { Json } from '../../../base/brand.ts';
import { mapOf, own, type JsonMap } from '../../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { rmTypes } from '../../../catalogue/rm.ts';
import { below, noteOthers, readAttributes, section, type Reading, type Rules } from '../../../import/attributes.ts';
import { nameOf, only } from './cluster-conf.ts';
import { placementOf, readDomains, type Domain, type Placement } from './failover-domains.ts';
import { SERVICE, SPECIAL, VM } from './rules/managed-rules.ts';
import { actionsOf, readShared, readTree, type Shared } from './resources.ts';
import { withSpellings } from './spellings.ts';
import { commentOn, named } from '../../../import/xml.ts';

/** Defaults of rgmanager that differ from the site's. */
const AGENTS_OWN = { max_restarts: 0, restart_expire_time: '0s' };

/** The folder of VM definitions after an import. */
const FOLDER = '/etc/cluster/vms';

export type Rgmanager = {
  readonly sections: JsonMap;
  /** VM name -> policy without hardware, and its line. */
  readonly vms: ReadonlyMap<string, { readonly keys: JsonMap; readonly line: number }>;
};

export function readRgmanager(root: XmlElement, hosts: ReadonlyMap<string, string>, reading: Reading): Rgmanager {
  const rm = only(root, 'rm', reading);
  if (rm === undefined) return { sections: {}, vms: new Map() };
  noteOthers(rm, ['failoverdomains', 'resources', 'service', 'vm'], reading);
  const domains = readDomains(only(rm, 'failoverdomains', reading), hosts, below(reading, 'failover_domains'));
  const resources = only(rm, 'resources', reading);
  const services = distinct(definedIn(named(rm, 'service'), resources, reading), reading);
  const vms = distinct(
    [...definedIn(named(rm, 'vm'), resources, reading), ...services.flatMap((one) => vmsInside(one, reading))],
    reading,
  );
  const placed = placementOf(
    domains,
    [...services, ...vms].map((one) => attributeOf(one, 'domain')),
  );
  const shared = readShared(resources, below(reading, 'resources'));
  const context: RmContext = { domains, placed, shared, rm, hosts };
  return {
    sections: {
      ...section('failover_domains', placed.section),
      ...section('resources', shared.section),
      ...section(
        'services',
        Object.fromEntries(services.map((one) => [nameOf(one), serviceOf(one, context, reading)])),
      ),
    },
    vms: new Map(vms.map((one) => [nameOf(one), { keys: vmKeys(one, context, reading), line: one.line }])),
  };
}

type RmContext = {
  readonly domains: readonly Domain[];
  readonly placed: Placement;
  readonly shared: Shared;
  readonly rm: XmlElement;
  /** Node name -> host name. */
  readonly hosts: ReadonlyMap<string, string>;
};

/** Attributes of a service below `<resources>`, to which `<service ref="web"/>` refers. rgmanager, restree.c. */
function definedIn(
  elements: readonly XmlElement[],
  resources: XmlElement | undefined,
  { file, notes }: Reading,
): readonly XmlElement[] {
  return elements.map((element) => {
    const reference = attributeOf(element, 'ref');
    const definition = named(resources, element.name).find((one) => nameOf(one) === reference);
    if (reference === undefined || definition === undefined) return element;
    const message = `${element.name} "${reference}" is defined below <resources> and used by ref; written in one place, name="${reference}"`;
    notes.note('changed', { file, line: element.line }, message);
    notes.note(
      'changed',
      { file, line: definition.line },
      `<${element.name}> "${reference}" is written where it is used`,
    );
    const own = element.attributes.filter(({ name }) => name.startsWith('__'));
    return { ...element, attributes: [...definition.attributes, ...own] };
  });
}

/** Elements without duplicates: rgmanager keeps the first of two with the same name. */
function distinct(elements: readonly XmlElement[], { file, notes }: Reading): readonly XmlElement[] {
  return elements.filter((element, index) => {
    const isFirst =
      elements.findIndex((other) => nameOf(other) === nameOf(element)) === index && nameOf(element) !== '';
    const message = `a second <${element.name}> "${nameOf(element)}", or one without a name: rgmanager drops it; left out`;
    if (!isFirst) notes.note('lost', { file, line: element.line }, message, 'warning');
    return isFirst;
  });
}

/** VMs inside a service. Such a VM cannot migrate and has no key, so it becomes a VM of its own in the service's domain. */
function vmsInside(service: XmlElement, { file, notes }: Reading): readonly XmlElement[] {
  return named(service, 'vm').map((vm) => {
    const message = `the VM "${nameOf(vm)}" is inside the service "${nameOf(service)}", where it cannot migrate; it is on its own now`;
    notes.note('changed', { file, line: vm.line }, message, 'warning');
    const domain = attributeOf(vm, 'domain') ?? attributeOf(service, 'domain');
    const others = vm.attributes.filter(({ name }) => name !== 'domain');
    return { ...vm, attributes: [...others, ...(domain === undefined ? [] : [{ name: 'domain', value: domain }])] };
  });
}

function serviceOf(service: XmlElement, context: RmContext, reading: Reading): JsonMap {
  const at = below(reading, 'services', nameOf(service));
  remarkOn(service, context.rm, at);
  const read = readAttributes(service, { ...SERVICE, ...SPECIAL_OF_SERVICE }, at, 'kept');
  const keys = withSpellings(service, SERVICE, read);
  const resources: readonly Json[] = readTree(service, context.shared, at);
  return {
    ...AGENTS_OWN,
    ...bothRaw(placement(service, context, at), keys),
    ...unset(service),
    ...actionsOf(service, at),
    resources,
  };
}

const SPECIAL_OF_SERVICE: Rules = { __enforce_timeouts: SPECIAL['__enforce_timeouts'] ?? null };

function vmKeys(vm: XmlElement, context: RmContext, reading: Reading): JsonMap {
  const at = below(reading, 'vms', nameOf(vm));
  remarkOn(vm, context.rm, at);
  for (const child of elementsIn(vm).filter(({ name }) => name !== 'action')) {
    const message = `<${child.name}> "${nameOf(child)}" below the VM "${nameOf(vm)}": a VM with children cannot migrate; left out`;
    at.notes.note('lost', { file: at.file, line: child.line }, message);
  }
  return {
    ...AGENTS_OWN,
    ...bothRaw(placement(vm, context, at), withSpellings(vm, VM, readAttributes(vm, VM, at, 'kept'))),
    ...unset(vm),
    ...mapping(vm, context.hosts, at),
    ...launch(vm, at),
    ...actionsOf(vm, at),
  };
}

/**
 * Host -> migration target, from `member:target,member:target`. vm.sh searches the text for the member; the first match counts.
 */
function mapping(vm: XmlElement, hosts: ReadonlyMap<string, string>, { file, notes }: Reading): JsonMap {
  const written = attributeOf(vm, 'migration_mapping') ?? '';
  const pairs = written.split(',').filter((pair) => pair.trim() !== '');
  const entries = pairs.flatMap((pair): readonly (readonly [string, string])[] => {
    const [member = '', target = ''] = pair.split(':').map((part) => part.trim());
    const host = hosts.get(member);
    if (host !== undefined && target !== '') return [[host, target]];
    notes.note(
      'lost',
      { file, line: vm.line },
      `migration_mapping: "${pair}" names no node of the cluster; left out`,
      'warning',
    );
    return [];
  });
  return entries.length === 0 ? {} : { migration_mapping: Object.fromEntries(entries) };
}

/** The path of the VM's definition, which virsh starts. Folders of libvirt and Xen are unsuitable. virsh(1), create. */
function launch(vm: XmlElement, { file, notes }: Reading): JsonMap {
  const place = { file, line: vm.line };
  const name = nameOf(vm);
  const [path, xmlfile, virsh] = ['path', 'xmlfile', 'use_virsh'].map((key) => attributeOf(vm, key));
  if (virsh !== undefined && virsh !== '1')
    notes.note('changed', place, `${name}: use_virsh="${virsh}" is written as 1, which KVM needs`);
  const own = (xmlfile ?? path ?? '').replace(/\/+$/, '');
  const folder = own.replace(`/${name}.xml`, '');
  const fits = /^(\/[A-Za-z0-9._+@-]+)+$/.test(own) && !/^\/etc\/(libvirt|xen)(\/|$)/.test(own);
  if (fits && folder !== FOLDER) return xmlfile === undefined || folder !== own ? { path: folder } : { xmlfile: own };
  if (!fits) {
    const before = own === '' ? 'was to be defined in libvirt on every host' : `stood at ${own}`;
    notes.note('changed', place, `${name}: its XML ${before}; it is written to ${FOLDER}/${name}.xml`);
  }
  return {};
}

function placement(element: XmlElement, { domains, placed }: RmContext, { file, notes }: Reading): JsonMap {
  const domain = attributeOf(element, 'domain') ?? '';
  if (domains.some(({ name }) => name === domain)) return placed.keysFor(domain);
  if (domain !== '') {
    const message = `${element.name} "${nameOf(element)}" names the failover domain "${domain}", which is not defined: it may run on any node`;
    notes.note('changed', { file, line: element.line }, message, 'warning');
  }
  return { failover_domain: 'none', ...(domain === '' ? {} : { raw: { domain } }) };
}

function bothRaw(one: JsonMap, other: JsonMap): JsonMap {
  return { ...one, ...other, ...section('raw', { ...mapOf(one['raw']), ...mapOf(other['raw']) }) };
}

/** Policies without an agent default stay unset: writing them would restart running VMs and services. Measured with rg_test. */
function unset(element: XmlElement): JsonMap {
  const declared = own(AGENTS, element.name)?.attributes;
  const names = ['autostart', 'exclusive', 'recovery', 'max_restarts', 'restart_expire_time'].filter(
    (name) => attributeOf(element, name) === undefined && own(declared, name)?.default === undefined,
  );
  return names.length === 0 ? {} : { unset: names };
}

const AGENTS = rmTypes({ family: 'rhel6', minor: 10 });

function remarkOn(element: XmlElement, parent: XmlElement, { notes, at }: Reading): void {
  const remark = commentOn(element, parent);
  if (remark !== undefined) notes.above(at, remark);
}
