/**
 * /etc/cluster/cluster.conf: identical on every node, version filled in when it is deployed.
 *
 * Elements and attributes in the order of cluster.conf(5). Values are compared as text by rgmanager, so each has one
 * canonical spelling for ever: booleans 0 or 1, whole numbers without sign or leading zero.
 */
import type { ActionId } from '../../base/brand.ts';
import { as } from '../../base/brand.ts';
import { seconds } from '../../base/units.ts';
import { familyOf } from '../../catalogue/fence.ts';
import { element, hostNames, remotePath, ROOT_FILE, type Draft, type Xml, type XmlValue } from '../../emit/draft.ts';
import { DOMAIN_FOLDER } from '../../emit/domain-xml.ts';
import { dialectOf } from '../../platform/dialect.ts';
import type { FailoverDomain, FenceDevice, FenceUse, Host, Model, Vm } from '../../model/model.ts';

export const CLUSTER_CONF = remotePath('/etc/cluster/cluster.conf');
export const ANNOUNCE = as<ActionId>('cman/announce');
const COMMENT = 'Written by clusterc; a change made here is reported as drift.';

export function* clusterConf(model: Model): Iterable<Draft> {
  yield {
    ...ROOT_FILE,
    nodes: hostNames(model.hosts),
    path: CLUSTER_CONF,
    mode: 0o640, // holds fence passwords; cman's own tools write with umask 026
    from: [['cluster'], ['fence_devices'], ['hosts'], ['vms']],
    needs: [ANNOUNCE],
    ...(dialectOf(model.cluster.platform).ccsd ? { install: { action: ANNOUNCE } } : {}),
    body: { xml: document(model), comment: COMMENT },
  };
}

function document({ cluster, hosts, fenceDevices, failoverDomains, vms }: Model): Xml {
  const attributes = { name: cluster.name, config_version: { $late: 'config-version' } } as const;
  const cman = { ...(cluster.twoNode ? { two_node: 1 } : {}), expected_votes: cluster.expectedVotes };
  return element('cluster', attributes, [
    element('cman', cman),
    // 0 is the only supported value: a delay here delays all recovery. RH-CONF-004.
    element('fence_daemon', { post_join_delay: seconds(cluster.postJoinDelay), post_fail_delay: 0 }),
    element('clusternodes', {}, hosts.map(clusterNode)),
    element('fencedevices', {}, fenceDevices.map(fenceDevice)),
    element('rm', {}, [
      element(
        'failoverdomains',
        {},
        failoverDomains.map((domain) => failoverDomain(domain, hosts)),
      ),
      element('resources'),
      ...vms.map(vm),
    ]),
  ]);
}

function clusterNode({ nodeName, nodeId, votes, fence }: Host): Xml {
  const methods = fence.map(({ name, uses }) => element('method', { name }, uses.map(fenceUse)));
  return element('clusternode', { name: nodeName, nodeid: nodeId, votes }, [element('fence', {}, methods)]);
}

/** `port` is the plug: fence_apc(8) and all agents before the renaming of 2013. */
function fenceUse({ device, plug, action, delay }: FenceUse): Xml {
  return element('device', {
    name: device,
    ...(plug === null ? {} : { port: plug }),
    action,
    ...(delay === null ? {} : { delay: seconds(delay) }),
  });
}

function fenceDevice({ name, agent, parameters }: FenceDevice): Xml {
  const known = familyOf(agent).parameters;
  const attributes = parameters.map(({ name: parameter, value }) => [
    known[parameter]?.cman ?? parameter,
    attributeValue(value, known[parameter]?.type),
  ]);
  return element('fencedevice', { name, agent, ...Object.fromEntries(attributes) });
}

function attributeValue(value: FenceDevice['parameters'][number]['value'], type: string | undefined): XmlValue {
  if (typeof value === 'object') return { $secret: value.secret };
  if (typeof value === 'boolean') return value ? 1 : 0;
  return type === 'duration' ? Math.floor(Number(value) / 1000) : value;
}

/** Nodes by node_id; the priority says who is preferred, 1 is best. Flags other than 0 and 1 mean something else to rgmanager. */
function failoverDomain({ name, hosts: members }: FailoverDomain, hosts: readonly Host[]): Xml {
  const nodes = hosts
    .filter((host) => members.includes(host.name))
    .map((host) => element('failoverdomainnode', { name: host.nodeName, priority: members.indexOf(host.name) + 1 }));
  return element('failoverdomain', { name, ordered: 1, restricted: 1, nofailback: 1 }, nodes);
}

/** Every policy attribute, always: rgmanager applies a changed value live, but an attribute that appears re-binds the VM. */
function vm(vm: Vm): Xml {
  return element('vm', {
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
}
