/** A site of hosts that fence each other, and of one VM each that needs nothing but memory. */
import type { Lab } from '../lab.ts';

export const DOMAIN = 'example.com';

/** `dc-deadtime`: a first start waits that long for a controller; 20 s unless given. */
export function siteOf(hosts: readonly number[], lab: Pick<Lab, 'address'>): string {
  return [
    'version: 1',
    'cluster:',
    '  name: lab',
    '  platform: debian12',
    `  domain: ${DOMAIN}`,
    '  pacemaker: { properties: { dc-deadtime: 2s } }',
    'fence_devices:',
    ...hosts.map((n) => `  bmc${n}: ${bmc(n)}`),
    'hosts:',
    ...hosts.flatMap((n) => [
      `  host${n}:`,
      `    { node_id: ${n}, address: ${lab.address(n)}, memory: 16G, cpus: 8, bridges: [br0],`,
      `      fence: [{ method: bmc, devices: [{ device: bmc${n}${n === 1 ? ', delay: 1s' : ''} }] }] }`,
    ]),
    'vms:',
    ...hosts.map((n) => `  vm${n}: ${guest(n, hosts)}`),
    '',
  ].join('\n');
}

function bmc(n: number): string {
  const password = `{ secret: fence/host${n} }`;
  return `{ agent: fence_ipmilan, address: 10.213.9.${n}, login: fence, lanplus: true, password: ${password} }`;
}

function guest(n: number, hosts: readonly number[]): string {
  const runOn = [n, ...hosts.filter((other) => other !== n)].map((one) => `host${one}`);
  return `{ memory: 1G, cpus: 1, disks: [{ cdrom: empty, bus: sata }], nics: [{ bridge: br0 }], run_on: [${runOn.join(', ')}] }`;
}

export const PORTAL = '10.213.8.1:3260';

/** The same site with a shared volume group, in which each VM has a volume. */
export function sharing(site: string): string {
  const vms = [...site.matchAll(/^ {2}(vm\d+): /gm)].map(([, name]) => name);
  const storage = [
    'storage:',
    '  targets:',
    `    san: { portals: [${PORTAL.replace(':3260', '')}], iqn: 'iqn.2010-02.com.example:lab', luns: { vms: { number: 1, size: 10G } } }`,
    `  volume_groups: { vg_vms: { on: [san/vms], volumes: { ${vms.map((name) => `${name}: 1G`).join(', ')} } } }`,
  ];
  return site
    .replaceAll(/^ {2}(host\d+):\n {4}\{/gm, '  $1:\n    { initiator: iqn.1993-08.org.debian:$1, local_disks: [],')
    .replaceAll(/^ {2}(vm\d+): (.*)disks: \[/gm, '  $1: $2disks: [{ volume: vg_vms/$1 }, ')
    .replace('vms:\n', `${storage.join('\n')}\nvms:\n`);
}
