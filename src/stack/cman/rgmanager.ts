/** What rgmanager reads of cluster.conf: failover domains and VMs. Domain reference, 1.7. */
import { seconds } from '../../base/units.ts';
import { element, madeFrom, present, withRaw, type Xml } from '../../emit/draft.ts';
import { DOMAIN_FOLDER } from '../../emit/domain-xml.ts';
import type { FailoverDomain, Host, Model, Vm } from '../../model/model.ts';
import { bit, secondsOf } from './spelling.ts';

/** `<rm>`, with everything that it places on nodes. */
export function rgmanager({ cluster, hosts, failoverDomains, vms }: Model): Xml {
  const domains = failoverDomains.map((domain) => failoverDomain(domain, hosts, vms));
  const { rgmanager: settings } = cluster;
  const attributes = present({
    status_poll_interval: secondsOf(settings.statusPollInterval),
    status_child_max: settings.statusChildMax,
    transition_throttling: secondsOf(settings.transitionThrottling),
    central_processing: bit(settings.centralProcessing),
    log_level: settings.logLevel,
    log_facility: settings.logFacility,
  });
  const rm = element('rm', attributes, [element('failoverdomains', {}, domains), element('resources'), ...vms.map(vm)]);
  return madeFrom([['vms'], [...cluster.at, 'rgmanager']], withRaw(settings.raw, rm));
}

/** Nodes by node_id; the priority says who is preferred, 1 is best. Flags other than 0 and 1 mean something else to rgmanager. */
function failoverDomain({ name, hosts: members }: FailoverDomain, hosts: readonly Host[], vms: readonly Vm[]): Xml {
  const nodes = hosts
    .filter((host) => members.includes(host.name))
    .map((host) => element('failoverdomainnode', { name: host.nodeName, priority: members.indexOf(host.name) + 1 }));
  const from = vms.filter(({ failoverDomain: own }) => own === name).map(({ at }) => [...at, 'run_on']);
  return madeFrom(from, element('failoverdomain', { name, ordered: 1, restricted: 1, nofailback: 1 }, nodes));
}

/** Every policy attribute, always: rgmanager applies a changed value live, but an attribute that appears re-binds the VM. */
function vm(vm: Vm): Xml {
  const xml = element('vm', {
    name: vm.name,
    domain: vm.failoverDomain,
    autostart: vm.autostart ? 1 : 0,
    exclusive: vm.exclusive ? 1 : 0,
    recovery: vm.recovery,
    max_restarts: vm.maxRestarts,
    restart_expire_time: seconds(vm.restartExpireTime),
    use_virsh: 1,
    migrate: vm.migrate,
    path: DOMAIN_FOLDER,
  });
  return madeFrom([vm.at], withRaw(vm.raw, xml));
}
