/** Sites of any size, for measuring: a number of hosts and VMs, and on how many hosts each VM may run. */

export type Shape = { readonly hosts: number; readonly vms: number; readonly runOn: number };

/** One site.yaml that compiles without errors, in the style of the fixtures. MACs are set: derived ones would collide. */
export function siteOf({ hosts, vms, runOn }: Shape): string {
  const hostNumbers = range(hosts);
  const vmNumbers = range(vms);
  return [
    'version: 1',
    'cluster: { name: bench, platform: rhel6.4, domain: example.com }',
    'fence_devices:',
    ...hostNumbers.map(fenceDevice),
    'hosts:',
    ...hostNumbers.flatMap(host),
    'storage:',
    '  targets:',
    "    san: { portals: ['10.0.3.5'], iqn: iqn.2010-02.com.example:san, luns: { all: { number: 1, size: 999T } } }",
    '  volume_groups:',
    '    vg_vms:',
    '      on: [san/all]',
    '      volumes:',
    ...vmNumbers.map((number) => `        vm${number}: 20G`),
    'vms:',
    ...vmNumbers.flatMap((number) => vm(number, { hosts, vms, runOn })),
    '',
  ].join('\n');
}

/** The same for corosync and pacemaker: another release, and boards that speak IPMI. */
export function siteOfToday(shape: Shape): string {
  return siteOf(shape)
    .replace('platform: rhel6.4', 'platform: debian12')
    .replaceAll('agent: fence_ilo,', 'agent: fence_ipmilan, lanplus: true,');
}

/** A cluster.conf of services with an lvm, an fs, an ip and a script each; the script of every `every`th is in `script`. */
export function clusterConfOf(services: number, script: string, every: number): string {
  return [
    `<cluster name="bench" config_version="${script === 'x' ? 1 : 2}"><rm><resources>`,
    ...range(services).map((n) => `<fs name="d${n}" device="/dev/v/d${n}" mountpoint="/d${n}" fstype="ext4"/>`),
    '</resources>',
    ...range(services).map((n) => service(n, n % every === 0 ? script : 'x')),
    '</rm></cluster>',
  ].join('\n');
}

/** A cluster.conf of one service with many scripts, every third of them `script`. */
export function serviceOf(scripts: number, script: string): string {
  return [
    `<cluster name="bench" config_version="${script === 'x' ? 1 : 2}"><rm><service name="s">`,
    ...range(scripts).map((n) => `<script name="x${n}" file="/etc/init.d/${n % 3 === 0 ? script : 'x'}${n}"/>`),
    '</service></rm></cluster>',
  ].join('\n');
}

function service(number: number, script: string): string {
  const [, high, low] = bytesOf(number).map((byte) => Number.parseInt(byte, 16));
  const inner = `<ip address="10.0.${high}.${low}"/><script name="x${number}" file="/etc/init.d/${script}${number}"/>`;
  const fs = `<fs ref="d${number}">${inner}</fs>`;
  return `<service name="s${number}" domain="d" recovery="relocate"><lvm name="l${number}" vg_name="v" lv_name="d${number}">${fs}</lvm></service>`;
}

function fenceDevice(number: number): string {
  return `  ilo-host${number}: { agent: fence_ilo, address: 10.0.2.${number}, login: fence, password: { secret: fence/host${number} } }`;
}

function host(number: number): readonly string[] {
  return [
    `  host${number}:`,
    `    node_id: ${number}`,
    `    address: 10.0.0.${number}`,
    '    memory: 8T',
    '    cpus: 64',
    `    initiator: iqn.2010-02.com.example:host${number}`,
    '    bridges: [br0]',
    '    local_disks: [/dev/sda]',
    `    fence: [{ method: ilo, devices: [{ device: ilo-host${number} }] }]`,
  ];
}

function vm(number: number, { hosts, runOn }: Shape): readonly string[] {
  const names = range(runOn).map((step) => `host${((number + step) % hosts) + 1}`);
  return [
    `  vm${number}:`,
    '    memory: 4G',
    '    cpus: 2',
    `    disks: [{ volume: vg_vms/vm${number} }]`,
    `    nics: [{ bridge: br0, mac: '52:54:00:${bytesOf(number).join(':')}' }]`,
    `    run_on: [${names.join(', ')}]`,
  ];
}

function bytesOf(number: number): readonly string[] {
  return [16, 8, 0].map((shift) => ((number >> shift) & 0xff).toString(16).padStart(2, '0'));
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index + 1);
}
