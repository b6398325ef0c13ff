/**
 * The hosts' keys for ssh, by which VirtualDomain migrates. In the second of the global files that ssh reads, so that the first
 * one stays the administrator's. ssh_config(5), GlobalKnownHostsFile; sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT".
 */
import { own as entry } from '../../../base/json.ts';
import { hostNames, remotePath, ROOT_FILE, type Draft } from '../../../emit/draft.ts';
import type { Host } from '../../../model/model.ts';
import type { PacemakerModel } from '../options.ts';
import { migratesLive, suffixOf } from './guests.ts';

export const KNOWN_HOSTS = remotePath('/etc/ssh/ssh_known_hosts2');

export function* knownHosts(model: PacemakerModel): Iterable<Draft> {
  const known = model.hosts.filter((host) => keysOf(host, model).length > 0);
  if (known.length === 0) return;
  yield {
    ...ROOT_FILE,
    emitter: 'known-hosts',
    nodes: hostNames(model.hosts),
    path: KNOWN_HOSTS,
    from: known.map(({ at }) => [...at, 'host_keys']),
    body: {
      template: 'pacemaker/etc/ssh/ssh_known_hosts2',
      view: {
        keys: known.flatMap((host) =>
          keysOf(host, model).map((key) => ({ names: namesOf(host, model).join(','), key })),
        ),
      },
      encode: 'raw',
    },
  };
}

/** The public keys of a host's sshd, without comments. */
export function keysOf({ name }: Pick<Host, 'name'>, { own }: PacemakerModel): readonly string[] {
  return (entry(own.hostKeys, name) ?? []).map((key) => key.split(' ').slice(0, 2).join(' '));
}

/** The names that the agent connects to: the node name, also with each suffix of a migration network. */
function namesOf({ nodeName }: Host, model: PacemakerModel): readonly string[] {
  const [label = '', ...domain] = nodeName.split('.');
  const suffixes = model.vms.filter((vm) => migratesLive(vm, model)).flatMap((vm) => suffixOf(vm) ?? []);
  return [...new Set(['', ...suffixes])].map((suffix) => [`${label}${suffix}`, ...domain].join('.'));
}
