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
