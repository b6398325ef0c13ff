/** `<rm>` -> failover domains, shared resources, services, and what rgmanager knows of each VM. Domain reference, 1.7. */
import type { Json } from '../../../base/brand.ts';
import type { JsonMap } from '../../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { below, noteOthers, readAttributes, section, type Reading, type Rules } from '../../../import/attributes.ts';
import { nameOf, only } from './cluster-conf.ts';
import { placementOf, readDomains, type Domain, type Placement } from './failover-domains.ts';
import { actionsOf, readShared, readTree, SPECIAL, type Shared } from './resources.ts';
import { agentFlag, count, oneOf, text, type ValueReader } from '../../../import/values.ts';
import { autostart, exclusive, expireTime, recovery } from './values.ts';
import { commentOn, named } from '../../../import/xml.ts';

/** `service:web` is `service/web` in a site. */
const depend: ValueReader = (written) => {
  const [, type, name] = /^(service|vm):(\S+)$/.exec(written.trim()) ?? [];
  return type === undefined ? undefined : { value: `${type}/${name}` };
};

const POLICY: Rules = {
  name: null,
  domain: null,
  autostart: ['autostart', autostart],
  exclusive: ['exclusive', exclusive],
  recovery: ['recovery', recovery],
  max_restarts: ['max_restarts', count],
  restart_expire_time: ['restart_expire_time', expireTime],
  depend: ['depend', depend],
  depend_mode: ['depend_mode', oneOf('hard', 'soft')],
};

export const SERVICE: Rules = {
  ...POLICY,
  nfslock: ['nfslock', agentFlag],
  nfs_client_cache: ['nfs_client_cache', agentFlag],
  priority: ['priority', count],
};

export const VM: Rules = {
  ...POLICY,
  use_virsh: null,
  path: null,
  xmlfile: null,
  migrate: ['migrate', oneOf('live', 'pause')],
  migration_mapping: null,
  status_program: ['status_program', text],
  migrate_options: ['migrate_options', text],
  tunnelled: ['tunnelled', agentFlag],
  no_kill: ['no_kill', agentFlag],
  snapshot: ['snapshot', text],
  hypervisor: ['hypervisor', text],
  hypervisor_uri: ['hypervisor_uri', text],
  migration_uri: ['migration_uri', text],
  __enforce_timeouts: ['enforce_timeouts', SPECIAL['__enforce_timeouts']?.[1] ?? agentFlag],
};

/** What rgmanager takes where nothing is said; a site would take something else. */
const AGENTS_OWN = { max_restarts: 0, restart_expire_time: '0s' };

/** Where VMs' files stand after an import. Decision 10. */
const FOLDER = '/etc/cluster/vms';

export type Rgmanager = {
  readonly sections: JsonMap;
  /** Policy by VM name, without hardware. */
  readonly vms: ReadonlyMap<string, { readonly keys: JsonMap; readonly line: number }>;
};

export function readRgmanager(root: XmlElement, hosts: ReadonlyMap<string, string>, reading: Reading): Rgmanager {
  const rm = only(root, 'rm', reading);
  if (rm === undefined) return { sections: {}, vms: new Map() };
  noteOthers(rm, ['failoverdomains', 'resources', 'service', 'vm'], reading);
  const domains = readDomains(only(rm, 'failoverdomains', reading), hosts, below(reading, 'failover_domains'));
  const services = distinct(named(rm, 'service'), reading);
  const vms = distinct(
    [...named(rm, 'vm'), ...named(rm, 'service').flatMap((one) => vmsInside(one, reading))],
    reading,
  );
  const placed = placementOf(
    domains,
    [...services, ...vms].map((one) => attributeOf(one, 'domain')),
  );
  const shared = readShared(only(rm, 'resources', reading), below(reading, 'resources'));
  const around: Around = { domains, placed, shared, rm, hosts };
  return {
    sections: {
      ...section('failover_domains', placed.section),
      ...section('resources', shared.section),
      ...section('services', Object.fromEntries(services.map((one) => [nameOf(one), serviceOf(one, around, reading)]))),
    },
    vms: new Map(vms.map((one) => [nameOf(one), { keys: vmKeys(one, around, reading), line: one.line }])),
  };
}

type Around = {
  readonly domains: readonly Domain[];
  readonly placed: Placement;
  readonly shared: Shared;
  readonly rm: XmlElement;
  /** Node name -> host name. */
  readonly hosts: ReadonlyMap<string, string>;
};

/** Of two with one name rgmanager keeps the first. */
function distinct(elements: readonly XmlElement[], { file, book }: Reading): readonly XmlElement[] {
  return elements.filter((element, index) => {
    const isFirst =
      elements.findIndex((other) => nameOf(other) === nameOf(element)) === index && nameOf(element) !== '';
    const message = `a second <${element.name}> "${nameOf(element)}", or one without a name: rgmanager drops it; left out`;
    if (!isFirst) book.note('lost', { file, line: element.line }, message, 'warning');
    return isFirst;
  });
}

/** A VM inside a service cannot migrate, and no site can say it: it is taken out, with the domain of the service. */
function vmsInside(service: XmlElement, { file, book }: Reading): readonly XmlElement[] {
  return named(service, 'vm').map((vm) => {
    const message = `the VM "${nameOf(vm)}" is inside the service "${nameOf(service)}", where it cannot migrate; it stands for itself now`;
    book.note('changed', { file, line: vm.line }, message, 'warning');
    const domain = attributeOf(vm, 'domain') ?? attributeOf(service, 'domain');
    const others = vm.attributes.filter(({ name }) => name !== 'domain');
    return { ...vm, attributes: [...others, ...(domain === undefined ? [] : [{ name: 'domain', value: domain }])] };
  });
}

function serviceOf(service: XmlElement, around: Around, reading: Reading): JsonMap {
  const at = below(reading, 'services', nameOf(service));
  remarkOn(service, around.rm, at);
  const keys = readAttributes(service, { ...SERVICE, ...SPECIAL_OF_SERVICE }, at, 'raw');
  const resources: readonly Json[] = readTree(service, around.shared, at);
  return {
    ...placement(service, around, at),
    ...AGENTS_OWN,
    ...keys,
    ...actionsOf(service, at),
    resources,
  };
}

const SPECIAL_OF_SERVICE: Rules = {
  __enforce_timeouts: ['enforce_timeouts', SPECIAL['__enforce_timeouts']?.[1] ?? agentFlag],
};

function vmKeys(vm: XmlElement, around: Around, reading: Reading): JsonMap {
  const at = below(reading, 'vms', nameOf(vm));
  remarkOn(vm, around.rm, at);
  for (const child of elementsIn(vm).filter(({ name }) => name !== 'action')) {
    const message = `<${child.name}> "${nameOf(child)}" below the VM "${nameOf(vm)}": a VM with children cannot migrate; left out`;
    at.book.note('lost', { file: at.file, line: child.line }, message);
  }
  return {
    ...placement(vm, around, at),
    ...AGENTS_OWN,
    ...readAttributes(vm, VM, at, 'raw'),
    ...mapping(vm, around.hosts, at),
    ...launch(vm, at),
    ...actionsOf(vm, at),
  };
}

/** `member:target,member:target` by host. vm.sh looks for a member anywhere in the text; the first match counts. */
function mapping(vm: XmlElement, hosts: ReadonlyMap<string, string>, { file, book }: Reading): JsonMap {
  const written = attributeOf(vm, 'migration_mapping') ?? '';
  const pairs = written.split(',').filter((pair) => pair.trim() !== '');
  const entries = pairs.flatMap((pair): readonly (readonly [string, string])[] => {
    const [member = '', target = ''] = pair.split(':').map((part) => part.trim());
    const host = hosts.get(member);
    if (host !== undefined && target !== '') return [[host, target]];
    book.note(
      'lost',
      { file, line: vm.line },
      `migration_mapping: "${pair}" names no node of the cluster; left out`,
      'warning',
    );
    return [];
  });
  return entries.length === 0 ? {} : { migration_mapping: Object.fromEntries(entries) };
}

/** Where the file of a VM stands, and that virsh starts it. libvirt's and Xen's own folders are no place for it. Domain reference, 7.5. */
function launch(vm: XmlElement, { file, book }: Reading): JsonMap {
  const place = { file, line: vm.line };
  const name = nameOf(vm);
  const [path, xmlfile, virsh] = ['path', 'xmlfile', 'use_virsh'].map((key) => attributeOf(vm, key));
  if (virsh !== undefined && virsh !== '1')
    book.note('changed', place, `${name}: use_virsh="${virsh}" is written as 1, which KVM needs`);
  const own = (xmlfile ?? path ?? '').replace(/\/+$/, '');
  const folder = own.replace(`/${name}.xml`, '');
  const fits = /^(\/[A-Za-z0-9._+@-]+)+$/.test(own) && !/^\/etc\/(libvirt|xen)(\/|$)/.test(own);
  if (fits && folder !== FOLDER) return xmlfile === undefined || folder !== own ? { path: folder } : { xmlfile: own };
  if (!fits) {
    const before = own === '' ? 'was to be defined in libvirt on every host' : `stood at ${own}`;
    book.note('changed', place, `${name}: its XML ${before}; it is written to ${FOLDER}/${name}.xml`);
  }
  return {};
}

function placement(element: XmlElement, { domains, placed }: Around, { file, book }: Reading): JsonMap {
  const domain = attributeOf(element, 'domain') ?? '';
  if (domains.some(({ name }) => name === domain)) return placed.keysFor(domain);
  const why = domain === '' ? 'has no failover domain' : `names the failover domain "${domain}", which is not defined`;
  const message = `${element.name} "${nameOf(element)}" ${why}: it may run on any node; written as all hosts, by node_id`;
  book.note('changed', { file, line: element.line }, message, domain === '' ? 'note' : 'warning');
  return {};
}

function remarkOn(element: XmlElement, parent: XmlElement, { book, at }: Reading): void {
  const remark = commentOn(element, parent);
  if (remark !== undefined) book.above(at, remark);
}
