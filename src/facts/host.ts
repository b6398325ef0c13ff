/**
 * The facts of a host, as in schemas/facts.schema.json, from its answers. Pure, and safe for a hostile node: values that the
 * schema does not allow are dropped. A fact that was not found is absent.
 */
import { own } from '../base/json.ts';
import { sizeText } from '../base/units.ts';
import type { Answers } from '../deploy/node/answers.ts';
import type { HostFacts } from '../spec/spec.gen.ts';
import type { FactName } from './questions.ts';
import { isWord, lineIn, linesOf, stepsIn, textOf, type Step } from './steps.ts';

export type Found = Omit<HostFacts, 'collected' | 'agents' | 'libvirt' | 'time_offset'>;

/**
 * All facts but those from XML and the clock; see libvirt.ts, clock.ts and the stack. `services`: those of the stack that may
 * start at boot.
 */
export function factsIn(answers: Answers, services: readonly string[]): Found {
  return withoutGaps({
    release: lineIn(textOf(answers, 'release')) ?? prettyNameIn(textOf(answers, 'os-release')),
    memory: memoryIn(textOf(answers, 'memory')),
    cpus: cpusIn(textOf(answers, 'cpus')),
    bridges: headings(stepsOf(answers, 'bridges'), isCard),
    disks: disksIn(stepsOf(answers, 'disks')),
    packages: packagesIn(answers),
    fence_agents: headings(stepsOf(answers, 'fence-agents'), isFenceAgent),
    boot: bootIn(textOf(answers, 'boot'), services),
    resolves: namesIn(stepsOf(answers, 'names')),
    volume_groups: volumeGroupsIn(textOf(answers, 'volume-groups')),
  });
}

function stepsOf(answers: Answers, name: FactName): readonly Step[] | undefined {
  return stepsIn(own(answers, name));
}

/** `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"`: os-release(5). */
function prettyNameIn(text: string | undefined): string | undefined {
  return lineIn(/^PRETTY_NAME="?([^"\n]*)"?$/m.exec(text ?? '')?.[1]);
}

/** Lines of `NAME/LOCK TYPE/SYSTEM ID`; vgs(8). No name of a group holds a slash. */
function volumeGroupsIn(list: string | undefined): HostFacts['volume_groups'] | undefined {
  const groups = linesOf(list ?? '').flatMap((line) => {
    const [name = '', lockType = '', systemId = ''] = line.trim().split('/');
    if (!isWord(name)) return [];
    return [
      [
        name,
        withoutGaps({
          lock_type: isWord(lockType) ? lockType : 'none',
          system_id: isWord(systemId) ? systemId : undefined,
        }),
      ] as const,
    ];
  });
  return list === undefined ? undefined : Object.fromEntries(groups.sort(byFirst));
}

/** In whole MiB, rounded down, since the kernel's share may differ by some pages between boots. */
function memoryIn(meminfo: string | undefined): string | undefined {
  const [, kib] = /^MemTotal:\s+([0-9]{1,12}) kB$/m.exec(meminfo ?? '') ?? [];
  const mib = Math.floor(Number(kib ?? 0) / 1024);
  return mib === 0 ? undefined : sizeText(mib * 1024 ** 2);
}

function cpusIn(count: string | undefined): number | undefined {
  const cpus = /^[0-9]{1,4}\n$/.test(count ?? '') ? Number(count) : 0;
  return cpus >= 1 && cpus <= 4096 ? cpus : undefined;
}

function headings(steps: readonly Step[] | undefined, isMeant: (name: string) => boolean): string[] | undefined {
  return steps && distinct(steps.flatMap(({ words: [name = ''] }) => (isMeant(name) ? [name] : [])));
}

function isCard(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/.test(name);
}

/**
 * Programs with the prefix of fence agents that are none: fence_node(8), fence_tool(8), fence_ack_manual(8), fence_check(8),
 * fence_virtd(8).
 */
const NO_AGENTS = ['fence_node', 'fence_tool', 'fence_ack_manual', 'fence_check', 'fence_virtd', 'fence_kdump_send'];

function isFenceAgent(name: string): boolean {
  return isWord(name) && name.startsWith('fence_') && !NO_AGENTS.includes(name);
}

/** Without kernel names, which change at every boot. */
function disksIn(steps: readonly Step[] | undefined): HostFacts['disks'] | undefined {
  const disks = steps?.flatMap(({ words: [link = '', sectors = ''], text, exit }) => {
    if (!/^[!-#%-.0-~]{1,255}$/.test(link)) return [];
    const size = /^[0-9]{1,15}$/.test(sectors) ? sizeText(Number(sectors) * SECTOR) : undefined;
    const wwid = exit === 0 ? lineIn(text) : undefined;
    return [[link, withoutGaps({ size: isSize(size) ? size : undefined, wwid })] as const];
  });
  return disks && Object.fromEntries(disks.sort(byFirst));
}

/** Unit of /sys/block/*\/size in bytes, whatever the sector size of the disk. Linux, Documentation/block/stat.rst. */
const SECTOR = 512;

function isSize(text: string | undefined): boolean {
  return /^[1-9]([0-9]{0,9}K|[0-9]{0,8}M|[0-9]{0,5}G|[0-9]{0,2}T)$/.test(text ?? '');
}

/** The first version of each name: a package may be installed for several architectures. */
function packagesIn(answers: Answers): HostFacts['packages'] | undefined {
  const packages: FactName = 'packages';
  const others: FactName = 'dpkg';
  const kernel = lineIn(textOf(answers, 'kernel'));
  const partOf = (name: FactName) => {
    const answer = own(answers, name);
    return linesOf(answer === undefined || answer.exit === 'absent' ? '' : answer.text);
  };
  const named = [packages, others].flatMap(partOf).flatMap((line) => {
    const [, name, version] = /^([A-Za-z0-9][A-Za-z0-9._+-]{0,63}) ([A-Za-z0-9._+~^:-]{1,100})$/.exec(line) ?? [];
    return name === undefined || version === undefined ? [] : [[name, version] as const];
  });
  const all = [...named, ...(kernel === undefined ? [] : [['kernel', kernel] as const])];
  const names = distinct(all.map(([name]) => name));
  if (names.length === 0) return undefined;
  const versions = (name: string) => distinct(all.flatMap(([other, version]) => (other === name ? [version] : [])));
  return Object.fromEntries(names.map((name) => [name, versions(name).slice(0, 1).join('')]));
}

/** Services that matter to any cluster; others are dropped. */
const SERVICES = ['NetworkManager', 'acpid', 'iscsi', 'iscsid', 'libvirt-guests', 'libvirtd', 'multipathd', 'network'];

/**
 * Services that are on in runlevel 3, 4 or 5: `iscsid  0:off 1:off 2:on 3:on 4:on 5:on 6:off`, chkconfig(8); or whose unit is enabled:
 * `iscsid.service enabled enabled`, systemctl(1).
 */
function bootIn(list: string | undefined, services: readonly string[]): string[] | undefined {
  const on = linesOf(list ?? '').flatMap((line) => {
    const [, sysv, unit] = /^(?:(\S{1,64})\s.*[345]:on|(\S{1,64})\.service\s+enabled\b)/.exec(line) ?? [];
    const name = sysv ?? unit ?? '';
    return SERVICES.includes(name) || services.includes(name) ? [name] : [];
  });
  return list === undefined ? undefined : distinct(on);
}

/** A name that does not resolve has no address: getent(1) exits 2. One that timed out is left out. */
function namesIn(steps: readonly Step[] | undefined): HostFacts['resolves'] | undefined {
  const names = steps?.flatMap(({ words: [name = ''], text, exit }) => {
    const addresses = linesOf(text).flatMap((line) => /^([0-9a-f.:]{2,45})\s/.exec(line)?.[1] ?? []);
    return (exit === 0 || exit === 2) && isName(name) ? [[name, distinct(addresses)] as const] : [];
  });
  return names && Object.fromEntries(names.sort(byFirst));
}

function isName(name: string): boolean {
  return /^(?=.{1,254}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?([.][a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(name);
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function byFirst([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

type Whole<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

function withoutGaps<T extends object>(found: T): Whole<T>;
function withoutGaps(found: object): object {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
