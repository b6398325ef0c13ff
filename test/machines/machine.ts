/** The machines, and their power. Each is a kernel in a namespace of processes, so one signal ends all of it, as a power cut does. */
import { join } from 'node:path';
import { FOLDER, RUN } from './folder.ts';
import { LAN, NAMESPACE } from './network.ts';
import { kill, pidOf, start, treeOf } from './processes.ts';

/** The number is the last part of its addresses; `bmc` the one of its management controller. */
export const MACHINES = {
  storage: { number: 5, bmc: null, memory: '512M' },
  host1: { number: 11, bmc: 111, memory: '1536M' },
  host2: { number: 12, bmc: 112, memory: '1536M' },
} as const;

export type Name = keyof typeof MACHINES;
export const NAMES = Object.keys(MACHINES).filter(isMachine);
export const HOSTS = NAMES.filter((name) => MACHINES[name].bmc !== null);
export const LUN = join(RUN, 'lun.img');

export function isMachine(name: string): name is Name {
  return Object.hasOwn(MACHINES, name);
}

export function addressOf(name: Name): string {
  return `${LAN}.${MACHINES[name].number}`;
}

export function isOn(name: Name): boolean {
  return pidOf(name) !== null;
}

/** The kernel is newer than the C library here: it gets its own, in a namespace of mounts. */
const BOOT = `mount --bind ${join(FOLDER, 'lib/ld-linux-x86-64.so.2')} /lib64/ld-linux-x86-64.so.2
LD_LIBRARY_PATH=${join(FOLDER, 'lib')} exec "$@"`;

/** Returns before the machine has booted. */
export function powerOn(name: Name): void {
  if (isOn(name)) return;
  const inside = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-ec', BOOT, name];
  start(name, ['ip', 'netns', 'exec', NAMESPACE, ...inside, ...kernelOf(name)], { ...process.env, TMPDIR: '/dev/shm' });
}

/** `gro`: without it TCP stalls, as the driver drops what has arrived in one piece. UML, um/drivers/vector_kern.c */
function kernelOf(name: Name): readonly string[] {
  const { number, memory } = MACHINES[name];
  const card = (index: number, net: string) =>
    `vec${index}:transport=tap,ifname=${name}-${net},depth=64,gro=1,mac=52:54:00:01:0${index + 1}:${String(number).padStart(2, '0')}`;
  const words = [
    `mem=${memory} umid=${name} uml_dir=${RUN} seccomp=auto`,
    `ubda=${join(RUN, `${name}.cow`)},${join(FOLDER, 'base.img')} root=/dev/ubda rw`,
    name === 'storage' ? `ubdb=${LUN}` : '',
    `${card(0, 'lan')} ${card(1, 'san')} net.ifnames=0`,
    `machine.name=${name} machine.number=${number}`,
    'con=null con0=null,fd:1 ssl=null loglevel=4 systemd.log_target=console',
  ];
  return [join(FOLDER, 'linux'), ...words.join(' ').split(/ +/)];
}

export async function powerOff(name: Name): Promise<void> {
  await kill(name);
}

/** SIGSTOP: the machine hangs. SIGCONT: it goes on. */
export function signal(name: Name, what: NodeJS.Signals): void {
  const pid = pidOf(name);
  for (const one of pid === null ? [] : treeOf(pid)) process.kill(one, what);
}
