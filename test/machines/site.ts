/** The site of the bench: the reference pair (fixtures/pacemaker-pair), as far as three machines are it. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BMC } from './bmc.ts';
import { RUN, SECRETS } from './folder.ts';
import { HOSTS, MACHINES, type Name } from './machine.ts';
import { LAN, LINK, SAN } from './network.ts';

export const SITE = join(RUN, 'site.yaml');
export const TARGET = {
  iqn: 'iqn.2010-02.com.example:storage.kvm',
  user: 'kvmha',
  password: 'chap-secret-12',
} as const;

/** What the end to end changes. */
export type Wish = { readonly memory?: string; readonly guests?: readonly string[] };

export function writeSite(keys: ReadonlyMap<Name, string>, wish: Wish = {}): void {
  writeFileSync(SITE, siteOf(keys, wish));
}

/** Values that a cluster keeps for its life. */
export function writeSecrets(): void {
  const secrets = {
    'corosync/authkey': randomBytes(192).toString('base64'),
    'iscsi/san': TARGET.password,
    ...Object.fromEntries(HOSTS.map((name) => [`fence/${name}`, BMC.password])),
  };
  writeFileSync(SECRETS, JSON.stringify(secrets), { mode: 0o600 });
}

function siteOf(keys: ReadonlyMap<Name, string>, { memory = '96M', guests = ['vm1', 'vm2'] }: Wish): string {
  return `# The reference pair on machines.
version: 1
cluster:
  name: kvmha
  platform: debian12
  domain: example.com
  corosync: { token: 5s }
  pacemaker: { stickiness: 1, dlm: { post_join_delay: 10s } }

fence_devices:
${HOSTS.map((name) => `  ipmi-${name}: ${deviceOf(name)}`).join('\n')}

hosts:
${HOSTS.map((name, index) => hostOf(name, index, keys.get(name) ?? '')).join('\n')}

storage:
  targets:
    san:
      portals: [${SAN}.${MACHINES.storage.number}]
      iqn: ${TARGET.iqn}
      chap: { user: ${TARGET.user}, password: { secret: iscsi/san } }
      luns: { vms: { number: 1, size: 1G } }
  volume_groups:
    vg_vms: { on: [san/vms], volumes: { ${guests.map((name) => `${name}: 64M`).join(', ')} } }

vms:
${guests.map((name, index) => guestOf(name, index, memory)).join('\n')}
`;
}

function deviceOf(name: Name): string {
  const password = `{ secret: fence/${name} }`;
  return `{ agent: fence_ipmilan, address: ${LAN}.${MACHINES[name].bmc}, login: ${BMC.login}, lanplus: true, password: ${password} }`;
}

function hostOf(name: Name, index: number, key: string): string {
  const { number } = MACHINES[name];
  const delay = index === 0 ? ', delay: 10s' : '';
  return `  ${name}:
    node_id: ${index + 1}
    address: ${LAN}.${number}
    links: [${LINK}.${number}]
    host_keys: [${key}]
    memory: 1536M
    cpus: 1
    initiator: iqn.1993-08.org.debian:${name}
    bridges: [br0]
    local_disks: [/dev/ubda]
    fence:
      - { method: ipmi, devices: [{ device: ipmi-${name}${delay} }] }`;
}

/**
 * A guest without hardware virtualization, which boots a kernel of the host, and writes its console to a file. It knows no power button, so
 * that a stop takes as long as it may.
 */
function guestOf(name: string, index: number, memory: string): string {
  const [first, second] = index % 2 === 0 ? HOSTS : HOSTS.toReversed();
  return `  ${name}:
    memory: ${memory}
    cpus: 1
    accelerator: tcg
    disks: [{ volume: vg_vms/${name} }]
    nics: [{ bridge: br0 }]
    graphics: { type: none }
    serial: false
    run_on: [${first}, ${second}]
    pacemaker: { stop_timeout: 30s }
    overlay:
      os: >-
        <kernel>/srv/guest/kernel</kernel>
        <initrd>/srv/guest/initrd</initrd>
        <cmdline>console=ttyS0 quiet panic=-1</cmdline>
      devices: >-
        <serial type='file'><source path='${consoleOf(name)}' append='on'/><target port='0'/></serial>`;
}

export function consoleOf(guest: string): string {
  return `/var/log/libvirt/${guest}.console`;
}
