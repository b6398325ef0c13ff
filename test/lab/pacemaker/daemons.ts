/**
 * Hosts with real corosync and pacemaker, started from the files that a site is built into. Only machines are played: guests,
 * virsh, BMCs and disks (guest.sh, virsh.sh, fence.sh, disks.sh). A fenced host really loses its power.
 */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
  type FSWatcher,
} from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { join, resolve } from 'node:path';
import { Sealed, unseal } from '../../../src/base/sealed.ts';
import { secretNamesOf, type OutputFile } from '../../../src/bundle/bundle.ts';
import { fill, secretsIn } from '../../../src/bundle/content.ts';
import { missing } from '../../support/tools.ts';
import { missingForLab } from '../describe.ts';
import { bundleOf } from '../installed.ts';
import { killed, reaches } from '../pushing.ts';
import { Lab, type Ended, type Options as LabOptions } from '../lab.ts';
import { PORTAL, sharing, siteOf } from './site.ts';

const HERE = 'test/lab/pacemaker';
const AGENTS = '/srv/agents';

type Hosts = {
  readonly hosts: number;
  /** Hosts with packages that the site does not have. */
  readonly spare?: number;
  readonly store?: LabOptions['store'];
  /** The site, from the usual one. */
  readonly site?: (text: string) => string;
};

/** Where commands and agents of the lab come first: a folder of the host, and what it holds. */
const PLAYED = [
  { folder: '/usr/sbin', scripts: { fence_ipmilan: 'fence.sh' } },
  {
    folder: '/usr/lib/ocf/resource.d/heartbeat',
    scripts: { VirtualDomain: 'guest.sh', lvmlockd: 'storage-agent.sh', 'LVM-activate': 'storage-agent.sh' },
  },
  { folder: '/usr/lib/ocf/resource.d/pacemaker', scripts: { controld: 'storage-agent.sh' } },
] as const;

/** Commands of disks, by one script. */
const DISKS = 'iscsiadm blkid lvmlockctl pvs pvcreate vgs vgcreate lvs lvcreate lvchange'.split(' ');

/** Folders as the packages make them, and their owner. */
const FOLDERS = [
  'mkdir -p /var/lib/corosync /var/log/corosync /var/log/pacemaker /var/lib/pacemaker/{cib,pengine,blackbox,cores}',
  'chown -R hacluster:haclient /var/lib/pacemaker /var/log/pacemaker',
  'chmod 750 /var/lib/pacemaker{,/*} /var/log/pacemaker',
];

/** Why there can be no such hosts here. */
export function missingForDaemons(): string | undefined {
  return missingForLab() ?? missing('corosync') ?? missing('pacemakerd') ?? missing('crm_mon');
}

export class Daemons {
  readonly lab: Lab;
  readonly site: string;
  readonly #folder: string;
  readonly #power: FSWatcher;
  /** Values of the secrets of the site, by name. */
  readonly secrets: Map<string, string>;

  private constructor(lab: Lab, folder: string, secrets: Map<string, string>) {
    this.lab = lab;
    this.#folder = folder;
    this.site = join(folder, 'site.yaml');
    this.secrets = secrets;
    mkdirSync(lab.shared('power'));
    this.#power = watch(lab.shared('power'), (_event, name) => void this.#switchOff(name ?? ''));
  }

  /** Returns when all hosts are members, and the cluster has started what the site says. */
  static async up(options: Hosts): Promise<Daemons> {
    const daemons = await Daemons.bare(options);
    const { lab } = daemons;
    const bundle = bundleOf(daemons.site);
    for (const n of lab.hosts)
      for (const file of bundle.files.filter(({ nodes }) => nodes.some((host) => host === `host${n}`)))
        daemons.#put(n, file);
    await Promise.all(bundle.nodes.map(({ nodeId }) => daemons.start(nodeId)));
    await daemons.joined(bundle.nodes.length);
    await daemons.settled(1);
    return daemons;
  }

  /** Hosts with packages, and no cluster. */
  static async bare({ hosts, spare = 0, store = 'tmpfs', site = (text) => text }: Hosts): Promise<Daemons> {
    const numbers = Array.from({ length: hosts + spare }, (_, index) => index + 1);
    const folder = mkdtempSync(join(tmpdir(), 'clusterc-daemons-'));
    const lab = await Lab.up({ hosts: numbers.length, bare: numbers, conf: null, store });
    writeFileSync(join(folder, 'site.yaml'), site(siteOf(numbers, lab)));
    const bundle = bundleOf(join(folder, 'site.yaml'));
    const secrets = new Map(secretNamesOf(bundle).map((name) => [String(name), secretOf(name)]));
    const daemons = new Daemons(lab, folder, secrets);
    writeFileSync(daemons.site, site(siteOf(numbers.slice(0, hosts), lab)));
    daemons.#writeSecrets();
    for (const n of numbers) daemons.#install(n);
    return daemons;
  }

  async down(): Promise<void> {
    this.#power.close();
    await this.lab.down();
    rmSync(this.#folder, { recursive: true });
  }

  /** corosync and pacemaker of a host that is on. */
  async start(n: number): Promise<void> {
    await this.prepare(n);
    await this.#must(n, ['corosync', '/usr/local/sbin/systemctl start pacemaker']);
  }

  /** The folders and agents of packages, on a host that is on. */
  async prepare(n: number): Promise<void> {
    const mounts = PLAYED.map(
      ({ folder }, at) => `mount -t overlay -o lowerdir=${AGENTS}/${at}:${folder} agents ${folder}`,
    );
    await this.#must(n, [...mounts, ...FOLDERS]);
  }

  /** Host n is no member, and runs corosync-qnetd. */
  async arbitrate(n: number): Promise<void> {
    await this.#must(n, [
      'rm -rf /etc/corosync/qnetd && corosync-qnetd-certutil -i',
      'chown -R coroqnetd: /etc/corosync/qnetd',
      'mkdir -p /run/corosync-qnetd && corosync-qnetd',
    ]);
  }

  /** Certificates of corosync-qnetd on host n for members, as corosync-qdevice-net-certutil(8) describes it. */
  async certify(n: number, [first = 1, ...others]: readonly number[]): Promise<void> {
    const [qnetd, own] = ['/etc/corosync/qnetd/nssdb', '/etc/corosync/qdevice/net/nssdb'];
    const copy = async (from: number, path: string, to: readonly number[], as: string) => {
      const { stdout } = await this.lab.exec(from, ['base64', path]);
      for (const host of to) this.lab.write(host, as, Buffer.from(stdout, 'base64'), 0o600);
    };
    const tool = 'corosync-qdevice-net-certutil';
    await copy(n, `${qnetd}/qnetd-cacert.crt`, [first, ...others], '/root/ca.crt');
    await this.#must(first, [`${tool} -i -c /root/ca.crt`, `${tool} -r -n lab`]);
    await copy(first, `${own}/qdevice-net-node.crq`, [n], '/root/node.crq');
    await this.#must(n, ['corosync-qnetd-certutil -s -c /root/node.crq -n lab']);
    await copy(n, `${qnetd}/cluster-lab.crt`, [first], '/root/cluster-lab.crt');
    await this.#must(first, [`${tool} -M -c /root/cluster-lab.crt`]);
    await copy(first, `${own}/qdevice-net-node.p12`, others, '/root/node.p12');
    await Promise.all(
      others.map((host) => this.#must(host, [`${tool} -i -c /root/ca.crt`, `${tool} -m -c /root/node.p12`])),
    );
  }

  async #must(n: number, lines: readonly string[]): Promise<void> {
    const { code, stderr } = await this.lab.exec(n, ['bash', '-ec', lines.join('\n')]);
    if (code !== 0) throw new Error(`the daemons of host${n} do not start: ${stderr}`);
  }

  /** Returns when the cluster has nothing to do, as crm_resource(8) says, which is right from host n's point of view. */
  settled(n: number): Promise<Ended> {
    return this.lab.exec(n, ['crm_resource', '--wait', '--timeout', '600']);
  }

  /** Returns when the command says that on the host. */
  async until(n: number, command: string, says: string): Promise<void> {
    await this.lab.exec(n, [
      'sh',
      '-c',
      'until [ "$(eval "$0" 2>/dev/null)" = "$1" ]; do sleep 0.2; done',
      command,
      says,
    ]);
  }

  /** Returns when so many hosts are members, as the first one sees it. */
  async joined(hosts: number): Promise<void> {
    await this.until(1, `crm_mon -1 --output-as=xml | grep -c '<node .*online="true".*pending="false"'`, `${hosts}`);
  }

  /** Starts and stops of guests on all hosts, oldest first: `start host1 vm1`. */
  guests(): readonly string[] {
    return this.events().filter((line) => GUEST.test(line));
  }

  /** The same, with hosts that lost their power in between (`power host1`), and what `mark` wrote. */
  events(): readonly string[] {
    const log = this.lab.shared('log/guests');
    return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  }

  /** Writes a line between those of the guests. */
  mark(line: string): void {
    appendFileSync(this.lab.shared('log/guests'), `${line}\n`);
  }

  /** Guests of the host are gone when this returns. */
  async cutPower(n: number): Promise<void> {
    await this.lab.kill(n);
    this.mark(`power host${n}`);
  }

  /** How long stops of guests might take at most, in milliseconds, oldest first: `vm1 300000`. */
  stops(): readonly string[] {
    return readFileSync(this.lab.shared('log/stops'), 'utf8').trimEnd().split('\n');
  }

  /** What pushes have left on the hosts but the result. */
  left(): readonly string[] {
    return this.lab.hosts.flatMap((n) =>
      [...this.lab.tree(n).keys()].filter((path) => LEFT.test(path)).map((path) => `${n}${path}`),
    );
  }

  /** The time of all hosts that are armed is over, and cron comes by. */
  async passTime(): Promise<void> {
    const commands = this.lab.hosts.flatMap((n) => {
      const [, command] = /^\* \* \* \* \* root (.* tick .*)$/m.exec(this.lab.read(n, CRON) ?? '') ?? [];
      return command === undefined ? [] : [{ n, command }];
    });
    if (commands.length === 0) throw new Error('no host is armed');
    await Promise.all(
      commands.map(async ({ n, command }) => {
        this.lab.write(n, '/var/lib/clusterc/undo/deadline', `${Math.floor(Date.now() / 1000) - 10}\n`, 0o600);
        const { code, stderr } = await this.lab.exec(n, ['sh', '-c', command]);
        if (code !== 0) throw new Error(`host${n} does not roll itself back: ${stderr}`);
      }),
    );
  }

  /** Cron comes by until no host has anything left to roll back, as each minute where a first try was too early. */
  async rolledBack(): Promise<void> {
    const tick = async (n: number) => {
      const [, command] = /^\* \* \* \* \* root (.* tick .*)$/m.exec(this.lab.read(n, CRON) ?? '') ?? [];
      if (command === undefined) return true;
      await this.lab.exec(n, ['sh', '-c', command]);
      return false;
    };
    for (let left = 60; left > 0; left--) {
      const done = await Promise.all(this.lab.hosts.map(tick));
      if (done.every(Boolean)) return;
      await sleep(1000);
    }
    throw new Error('a host does not roll itself back');
  }

  /** A push whose controller is killed when that command of systemctl is done on a host, as in `host1 stop corosync`; what is done there ends first. */
  async killedAt(command: string, argv: readonly string[]): Promise<void> {
    const [held, holds] = [this.lab.shared('held'), this.lab.shared('holds')];
    rmSync(holds, { force: true });
    writeFileSync(held, `${command}\n`);
    const pushing = this.begin(argv);
    await reaches(pushing, () => {
      if (!existsSync(holds)) throw new Error(`${command} is not done yet`);
    });
    await killed(pushing);
    rmSync(held);
    await this.acted();
  }

  /** Returns when no command of a push runs on a host any more. */
  async acted(): Promise<void> {
    const busy = 'read -r pid rest </var/lib/clusterc/undo/actor/process && kill -0 "$pid" && echo busy';
    await Promise.all(this.lab.hosts.map((n) => this.until(n, busy, '')));
  }

  /** Runs clusterc in the control namespace, as one of its users. */
  clusterc(argv: readonly string[], who = ''): Promise<Ended> {
    const { argv: words, env } = this.call(argv, who);
    return this.lab.run(words, { env });
  }

  /** The same on a machine that has pushed nothing before. */
  elsewhere(words: readonly string[]): Promise<Ended> {
    const { argv, env } = this.call(words, '-elsewhere');
    return this.lab.run(argv, { env });
  }

  /** The same, and it can be killed. */
  begin(argv: readonly string[]): ChildProcess {
    const { argv: words, env } = this.call(argv);
    return this.lab.spawn(words, { env });
  }

  /** What runs clusterc, and its environment. */
  call(
    argv: readonly string[],
    who = '',
  ): { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> } {
    return { argv: [process.execPath, resolve('dist/main.js'), ...argv], env: this.#env(who) };
  }

  /** The site has this many of the hosts, from now on. */
  setHosts(hosts: number): void {
    writeFileSync(this.site, siteOf(this.lab.hosts.slice(0, hosts), this.lab));
  }

  /** Guests have a volume each, in a group that all hosts share, from now on; of these guests, further volumes are there without one. */
  share(): void {
    writeFileSync(this.lab.shared('portal'), PORTAL);
    writeFileSync(this.site, sharing(readFileSync(this.site, 'utf8')));
  }

  /** Another value of a secret, from now on. */
  setSecret(name: string, value: string): void {
    this.secrets.set(name, value);
    this.#writeSecrets();
  }

  #writeSecrets(): void {
    const text = JSON.stringify(Object.fromEntries(this.secrets));
    writeFileSync(join(this.#folder, 'secrets.json'), text, { mode: 0o600 });
  }

  #env(who: string): Readonly<Record<string, string>> {
    return {
      CLUSTERC_SSH_CONFIG: this.lab.sshConfig,
      CLUSTERC_SECRETS: `file:${join(this.#folder, 'secrets.json')}`,
      XDG_RUNTIME_DIR: mkdtempSync(join(this.#folder, 'run-')),
      XDG_STATE_HOME: join(this.#folder, `state${who}`),
    };
  }

  /** A file or folder that `down` deletes. */
  output(name: string): string {
    return join(this.#folder, name);
  }

  #install(n: number): void {
    for (const [at, { scripts }] of PLAYED.entries())
      for (const [name, script] of Object.entries(scripts))
        this.lab.write(n, `${AGENTS}/${at}/${name}`, readFileSync(join(HERE, script)), 0o755);
    for (const name of ['virsh', 'systemctl', 'service'])
      this.lab.write(n, `/usr/local/sbin/${name}`, readFileSync(join(HERE, `${name}.sh`)), 0o755);
    for (const name of DISKS) this.lab.write(n, `/usr/local/sbin/${name}`, readFileSync(join(HERE, 'disks.sh')), 0o755);
  }

  /** As a push would leave it; a CIB is what pacemaker finds at its first start. */
  #put(n: number, { path, content, mode }: OutputFile): void {
    const values = new Map(secretsIn(content).map((name) => [name, Sealed.of(name, this.secrets.get(name) ?? '')]));
    this.lab.write(n, path, String(unseal(fill(content, values, {}))), mode);
  }

  async #switchOff(host: string): Promise<void> {
    const request = join(this.lab.shared('power'), host);
    if (!/^host\d+$/.test(host) || !existsSync(request)) return;
    await this.cutPower(Number(host.slice('host'.length)));
    rmSync(request, { force: true });
  }
}

/** `lost`: the definition was not there any more. */
const GUEST = /^(start|stop|lost) /;
const CRON = '/etc/cron.d/clusterc';
const LEFT = /^\/var\/lib\/clusterc\/(lock|staged|undo|new)|^\/etc\/cron\.d\/clusterc$|\.clusterc$/;

/** A value with what XML and shells treat in their own ways; one of IPMI has at most 20 bytes, a key of corosync at least 128. */
function secretOf(name: string): string {
  return name.startsWith('fence/') ? `p&"<' ${name}` : name.repeat(20);
}

/** What operators do by hand: vm2 is stopped, and vm1 banned from host2. `on` runs a command on a host. */
export async function operated(
  daemons: Daemons,
  on: (n: number, ...argv: readonly string[]) => Promise<unknown>,
): Promise<void> {
  const stopped = ['--meta', '--set-parameter=target-role', '--parameter-value=Stopped'];
  await on(1, 'crm_resource', '--resource', 'vm2', ...stopped);
  await on(1, 'crm_resource', '--ban', '--resource', 'vm1', '--node', 'host2.example.com');
  await daemons.settled(1);
}
