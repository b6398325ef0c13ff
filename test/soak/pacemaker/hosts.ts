/** Hosts with real corosync and pacemaker for the soak, whose site, CIB and guests change with each seed. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Daemons } from '../../lab/pacemaker/daemons.ts';
import { bundleOf } from '../../lab/installed.ts';
import type { Choice, Fault } from '../faults.ts';
import type { Stack } from '../stack.ts';
import { ownedIn } from './cib.ts';
import { played, plannedIn, unplanned } from './laws.ts';
import { siteWith, switchesOf } from './site.ts';

export const PACEMAKER: Choice = {
  kinds: ['power', 'cut', 'stopped', 'unfenced', 'killed', 'frozen', 'two', 'foreign'],
  hosts: 3,
};

const CIB = '/var/lib/pacemaker/cib/cib.xml';
/** In the password of each fence device, and in no output. */
const CANARY = 'canarybird';
const ROLE = ['crm_resource', '--resource', 'vm1', '--meta'];
/** What the changes of the soak need. */
const ALLOWED = ['drift/not-ours', 'pcmk/disruptive-change', 'push/restart-vm', 'pcmk/primitive-id-change'];

/** Hosts whose cluster runs, and has the site of this seed. */
export async function pacemakerHosts(choice: Choice, seed: number): Promise<Stack> {
  let usual = '';
  const site = (text: string) => siteWith((usual = text), switchesOf(seed));
  const daemons = await Daemons.up({ hosts: choice.hosts, store: 'loop', site });
  return new PacemakerHosts(choice, daemons, usual);
}

class PacemakerHosts implements Stack {
  readonly kinds;
  readonly hosts;
  readonly lab;
  readonly options = ['--yes', ...ALLOWED.flatMap((code) => ['--allow', code])];
  readonly #daemons: Daemons;
  /** The site without a change. */
  readonly #usual: string;
  /** Every path that a site has had, by host. */
  readonly #paths = new Map<number, ReadonlySet<string>>();
  /** By guest: what it waits for in some site. */
  readonly #waitsFor = new Map<string, string>();
  /** Lines of the guests that were judged. */
  #judged = 0;
  /** Has an operator said that vm1 is to run? */
  #isOperated = false;

  constructor({ kinds, hosts }: Choice, daemons: Daemons, usual: string) {
    this.kinds = kinds;
    this.hosts = hosts;
    this.#daemons = daemons;
    this.lab = daemons.lab;
    this.#usual = usual;
  }

  change(seed: number): void {
    const on = switchesOf(seed);
    writeFileSync(this.#daemons.site, siteWith(this.#usual, on));
    for (const n of this.lab.hosts) this.#daemons.setSecret(`fence/host${n}`, `${CANARY} & <${n}>`);
    if (on.has('password')) this.#daemons.setSecret('fence/host1', `${CANARY} "another"`);
    const text = readFileSync(this.#daemons.site, 'utf8');
    for (const [, guest = '', other = ''] of text.matchAll(/^ {2}(vm\d): .*depend: vm\/(vm\d)/gm))
      this.#waitsFor.set(guest, other);
    const { files } = bundleOf(this.#daemons.site);
    for (const n of this.lab.hosts) {
      const own = files.filter(({ path, nodes }) => path !== CIB && nodes.some((host) => host === `host${n}`));
      this.#paths.set(n, new Set([...(this.#paths.get(n) ?? []), ...own.map(({ path }) => path)]));
    }
  }

  call(who: string, command: string, ...options: readonly string[]) {
    return this.#daemons.call([command, this.#daemons.site, ...options], who);
  }

  async states(): Promise<ReadonlyMap<string, string>> {
    await this.#daemons.settled(1);
    const { code, stdout, stderr } = await this.lab.exec(1, ['cibadmin', '--query', '-o', 'configuration']);
    if (code !== 0) throw new Error(`host1 does not show its CIB: ${stderr}`);
    const files = (n: number) =>
      [...(this.#paths.get(n) ?? [])].flatMap((path) => {
        const text = this.lab.read(n, path);
        return text === undefined ? [] : [`${path}\n${text}`];
      });
    return new Map([
      ['the cluster', ownedIn(stdout)],
      ...this.lab.hosts.map((n) => [`host${n}`, files(n).join('\n')] as const),
    ]);
  }

  async strike({ kind, host }: Fault): Promise<boolean> {
    const daemons = this.#daemons;
    if (kind === 'unfenced') writeFileSync(this.lab.shared('stuck'), '');
    if (kind === 'power' || kind === 'unfenced') await daemons.cutPower(host);
    else if (kind === 'cut') {
      daemons.mark(`cut host${host}`);
      if (this.lab.isOn(host)) await this.lab.cut(host);
    } else if (kind === 'stopped') {
      daemons.mark(`freeze host${host}`);
      await this.lab.exec(host, ['sh', '-c', 'kill -STOP -1']);
    } else if (kind === 'foreign') await this.#meddle(host);
    else return false;
    return true;
  }

  /** On host1 drift, which a push removes if that is allowed; on the others what is an operator's, and stays. */
  async #meddle(n: number): Promise<void> {
    if (n === 1)
      return void (await this.lab.exec(n, ['crm_attribute', '-t', 'crm_config', '-n', 'batch-limit', '-v', '9']));
    const { code } = await this.lab.exec(n, [
      ...ROLE,
      '--set-parameter',
      'target-role',
      '--parameter-value',
      'Started',
    ]);
    this.#isOperated ||= code === 0;
  }

  async boot(restarted: readonly number[]): Promise<void> {
    rmSync(this.lab.shared('stuck'), { force: true });
    for (const n of restarted) await this.#daemons.start(n);
    for (const n of this.lab.hosts) if (this.lab.isOn(n)) await this.lab.exec(n, ['sh', '-c', 'kill -CONT -1']);
    for (let left = ATTEMPTS; !(await this.#isWhole()); left -= 1) {
      if (left === 0) throw new Error('the cluster does not come back');
      if (left % REBOOT === 0) await this.#reboot();
      for (const n of this.lab.hosts) if (!this.lab.isOn(n)) await this.#powerOn(n);
      await pause(1000);
    }
    await this.#daemons.settled(1);
  }

  /** It may be fenced in the meantime. */
  async #powerOn(n: number): Promise<void> {
    await this.lab.start(n);
    await this.#daemons.start(n).catch(() => undefined);
  }

  /** Hosts whose daemons have ended, as an operator does it. */
  async #reboot(): Promise<void> {
    for (const n of this.lab.hosts) {
      const { code } = await this.lab.exec(n, ['crm_mon', '-1', '--output-as=xml']);
      if (code !== 0) await this.#daemons.cutPower(n);
    }
  }

  /** Does each host say that all are members, and none waits to be fenced? */
  async #isWhole(): Promise<boolean> {
    if (!this.lab.hosts.every((n) => this.lab.isOn(n))) return false;
    const views = await Promise.all(this.lab.hosts.map((n) => this.lab.exec(n, ['crm_mon', '-1', '--output-as=xml'])));
    return views.every(({ stdout }) => stdout.match(MEMBER)?.length === this.hosts);
  }

  async operate(said: string): Promise<void> {
    if (!said.includes('crm_resource --cleanup')) return;
    await this.lab.exec(1, ['crm_resource', '--cleanup']);
    await this.#daemons.settled(1);
  }

  async broken(said: string): Promise<string | undefined> {
    await this.#daemons.settled(1);
    const events = this.#daemons.events();
    const [before, lines] = [events.slice(0, this.#judged), events.slice(this.#judged)];
    this.#judged = events.length;
    if (said.includes(CANARY)) return 'a password was shown';
    const role = await this.lab.exec(1, [...ROLE, '--get-parameter', 'target-role']);
    if (this.#isOperated && role.stdout.trim() !== 'Started') return 'what an operator had set is gone';
    const round = { before, lines, hosts: this.hosts, planned: plannedIn(said), waitsFor: this.#waitsFor };
    const problem = played(events).broken ?? unplanned(round);
    return problem === undefined ? undefined : `${problem}\n${lines.join('\n')}`;
  }

  down(): Promise<void> {
    return this.#daemons.down();
  }
}

/** Seconds that a cluster may take to be whole again, and after which hosts without daemons are rebooted. */
const ATTEMPTS = 300;
const REBOOT = 60;

const MEMBER = /<node [^>]*online="true"[^>]*pending="false" unclean="false"/g;
