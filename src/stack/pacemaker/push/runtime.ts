/** Probes for membership and health of the cluster on a node. Exit codes measured with pacemaker 2.1.5 and corosync 3.1.7. */
import { exact } from '../../../base/lists.ts';
import type { Gate, Probe } from '../../../bundle/action.ts';
import type { BundleService, Runtime } from '../../../bundle/runtime.ts';
import { command } from '../../../emit/actions.ts';
import type { Model } from '../../../model/model.ts';
import { domainOf } from '../../../model/service.ts';
import { pacemakerDialectOf } from '../dialect.ts';
import { hasSharedGroups } from '../emit/storage.ts';
import type { PacemakerModel } from '../options.ts';
import { crmMon } from './crm-mon.ts';

/**
 * Exit codes: 0 with quorum, 2 without, 1 if corosync is down. From corosync-quorumtool(8), not measured.
 */
export const MEMBER: Probe = { ...command('corosync-quorumtool', '-s'), succeeds: [0, 2] };

const SEES: Probe = {
  ...command('corosync-quorumtool', '-l'),
  succeeds: [0, 2],
  says: [{ row: ['${node-id}', null] }],
};

const QUORATE: Gate = {
  name: 'the cluster is quorate',
  problem: 'is not quorate',
  probe: command('corosync-quorumtool', '-s'),
  allowable: false,
};

const CLEAN: Gate = {
  name: 'no node waits to be fenced, and pacemaker runs',
  problem: 'sees a node that waits to be fenced, or no pacemaker',
  probe: crmMon({ some: 'current_dc', with: { present: 'true' } }, { none: 'node', with: { unclean: 'true' } }),
  allowable: false,
};

/** It succeeds where nothing is pending; 124 is its timeout. Measured on 2.1.5. */
const IDLE: Gate = {
  name: 'the cluster is at rest',
  problem: 'has something left to do',
  probe: command('crm_resource', '--wait', '--timeout', '5'),
  allowable: false,
};

/** An earlier failure would be blamed on the push. */
const SOUND: Gate = {
  name: 'no operation has failed',
  problem: 'remembers an operation that has failed (crm_resource --cleanup forgets it)',
  probe: crmMon({ none: 'failure', with: {} }),
  allowable: true,
};

/**
 * Hosts join before the CIB starts dlm, so that this holds before its first start. Without it dlm starts, its stop fails, and the hosts
 * fence each other. ocf:pacemaker:controld of 2.1.5; seen on machines with Debian 12.
 */
function stopsLocks({ cluster }: PacemakerModel): Gate {
  return {
    name: 'there is killall, by which the agent of dlm stops it',
    problem: 'has no killall, by which the agent of dlm stops it',
    cure: pacemakerDialectOf(cluster.platform).installsKillall,
    probe: command('killall', '--version'),
    allowable: false,
  };
}

/** corosync-qdevice(8): only with `tls: off` it starts without one; it exits 1 with "Can't init nss". */
function* certificates({ own: { quorumDevice: device }, cluster, hosts }: PacemakerModel): Iterable<Gate> {
  if (device === null || device.tls === 'off') return;
  const names = hosts.map(({ nodeName }) => nodeName).join(' ');
  yield {
    name: 'there is a certificate for the quorum device',
    problem: 'has no certificate for the quorum device',
    cure: `corosync-qdevice-net-certutil -Q -n ${cluster.name} ${device.host} ${names}`,
    probe: command('certutil', '-L', '-d', '/etc/corosync/qdevice/net/nssdb', '-n', 'Cluster Cert'),
    allowable: false,
  };
}

/** It exits 0 where a link is down, too. Of the transports only knet knows. A host that the site does not have is no concern of it. */
export function linked({ hosts }: Pick<PacemakerModel, 'hosts'>): Gate {
  const down = hosts.map(({ nodeId }) => ({ noRow: ['nodeid:', `${nodeId}:`, 'disconnected'] }) as const);
  return {
    name: 'all links are connected',
    problem: 'has a link that is not connected',
    probe: { ...command('corosync-cfgtool', '-s'), says: [{ row: ['nodeid:', null, 'localhost'] }, ...down] },
    allowable: false,
  };
}

/** Do its nodes know whether their links are connected? */
export function hasLinks({ own }: PacemakerModel): boolean {
  return own.corosync.transport === 'knet';
}

/** The runtime without actions on services: pacemaker stops and starts them by itself when the CIB changes. */
export function runtime(model: PacemakerModel): Runtime {
  const links = hasLinks(model) ? [linked(model)] : [];
  const locks = hasSharedGroups(model) ? [stopsLocks(model)] : [];
  const gates = [QUORATE, ...links, CLEAN, IDLE, SOUND, ...locks, ...certificates(model)];
  return { member: MEMBER, sees: SEES, gates, serviceActions: null, services: servicesOf(model) };
}

function servicesOf(model: Model): readonly BundleService[] {
  const { vms, services, hosts } = model;
  const all = [...services, ...vms].map(({ name, autostart, runOn, failoverDomain }): BundleService => {
    const domain = domainOf({ runOn, failoverDomain }, model);
    const comesBack = domain?.ordered === true && domain.failback;
    const members = comesBack ? domain.members : [];
    return {
      name,
      autostart,
      hosts: exact(hosts.map((host) => host.name).filter((host) => runOn.includes(host))),
      failback: hosts.flatMap((host) => {
        const priority = members.find((member) => member.host === host.name)?.priority ?? null;
        return priority === null ? [] : [{ host: host.name, priority }];
      }),
    };
  });
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}
