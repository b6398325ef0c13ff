/** Features that a release's libvirt lacks and silently ignores. */
import type { SourcePath } from '../../base/brand.ts';
import { defineDiagnostic, valueAt } from '../../diag/diagnostic.ts';
import type { Attachment } from '../../model/machine.ts';
import type { Model, Vm } from '../../model/model.ts';
import { dialectOf, firstWith, platformName } from '../../platform/platform.ts';
import { LIBVIRT, type Knows } from '../../platform/libvirt.ts';
import type { Check } from '../check.ts';
import { hostsOf } from './vms.ts';

export const libvirtPlatform = defineDiagnostic<{
  vm: string;
  what: string;
  host: string;
  release: string;
  first: string | null;
}>({
  code: 'libvirt/platform',
  severity: 'error',
  acceptable: true,
  message: (f) => `${f.vm} has ${f.what}, which libvirt of ${f.release} on ${f.host} does not know`,
  help: (f) => (f.first === null ? 'remove it' : `remove it, or update the hosts to ${f.first}`),
  explain:
    'An older libvirt ignores what it does not know, so that the guest is not what was written. The first version of each is known from libvirt.org/formatdomain; a release may have got it earlier, which can be accepted.',
});

export const noDevice = defineDiagnostic<{ vm: string; what: string; host: string; release: string; instead: string }>({
  code: 'libvirt/no-device',
  severity: 'error',
  message: (f) => `${f.vm} has ${f.what}, which qemu of ${f.release} on ${f.host} is built without`,
  help: (f) => `write ${f.instead}`,
  explain:
    'libvirt refuses such a guest at its start, and so does the host that should take it over. Red Hat, "Considerations in adopting RHEL 9": the Cirrus card, QXL and SPICE are gone.',
});

type Use = { readonly what: string; readonly knows: Knows; readonly of: (vm: Vm) => readonly SourcePath[] };

/** The key of a disk that meets the condition. */
function ofDisks(key: keyof Attachment, meets: (disk: Attachment) => boolean): Use['of'] {
  return ({ disks }) => disks.filter(meets).map(({ at }) => [...at, key]);
}

function ofVm(key: string, meets: (vm: Vm) => boolean): Use['of'] {
  return (vm) => (meets(vm) ? [[...vm.at, ...key.split('/')]] : []);
}

const USES: readonly Use[] = [
  { what: 'a cpu', knows: LIBVIRT.cpu, of: ofVm('cpu', ({ cpu }) => cpu !== null && cpu.mode === 'custom') },
  {
    what: 'the processor of its host',
    knows: LIBVIRT.cpuOfHost,
    of: ofVm('cpu/mode', ({ cpu }) => cpu !== null && cpu.mode !== 'custom'),
  },
  { what: 'a time zone', knows: LIBVIRT.timezone, of: ofVm('clock', ({ clock }) => 'timezone' in clock) },
  {
    what: 'a core dump',
    knows: LIBVIRT.coredump,
    of: ofVm('on_crash', ({ onCrash }) => onCrash.startsWith('coredump')),
  },
  { what: 'a serial number', knows: LIBVIRT.diskSerial, of: ofDisks('serial', ({ serial }) => serial !== null) },
  { what: 'an io mode', knows: LIBVIRT.diskIo, of: ofDisks('io', ({ io }) => io !== null) },
  { what: 'discard', knows: LIBVIRT.discard, of: ofDisks('discard', ({ discard }) => discard !== null) },
  { what: 'cache directsync', knows: LIBVIRT.directsync, of: ofDisks('cache', ({ cache }) => cache === 'directsync') },
  { what: 'cache unsafe', knows: LIBVIRT.unsafe, of: ofDisks('cache', ({ cache }) => cache === 'unsafe') },
  { what: 'a disk on virtio-scsi', knows: LIBVIRT.scsi, of: ofDisks('bus', ({ bus }) => bus === 'scsi') },
  { what: 'spice', knows: LIBVIRT.spice, of: ofVm('graphics/type', ({ graphics }) => graphics?.type === 'spice') },
  { what: 'video qxl', knows: LIBVIRT.spice, of: ofVm('video', ({ video }) => video === 'qxl') },
  { what: 'a watchdog', knows: LIBVIRT.watchdog, of: ofVm('watchdog', ({ watchdog }) => watchdog !== null) },
  {
    what: 'watchdog action dump',
    knows: LIBVIRT.watchdogDump,
    of: ofVm('watchdog/action', ({ watchdog }) => watchdog?.action === 'dump'),
  },
  {
    what: 'watchdog action inject-nmi',
    knows: LIBVIRT.watchdogNmi,
    of: ofVm('watchdog/action', ({ watchdog }) => watchdog?.action === 'inject-nmi'),
  },
  { what: 'memballoon', knows: LIBVIRT.memballoon, of: ofVm('memballoon', ({ memballoon }) => memballoon === true) },
  { what: 'rng', knows: LIBVIRT.rng, of: ofVm('rng', ({ rng }) => rng) },
];

function* hostsKnowWhatIsWritten({ vms, hosts }: Model) {
  for (const vm of vms) {
    const allowed = hostsOf(vm, hosts);
    for (const { what, knows, of } of USES) {
      const places = [...of(vm)];
      if (places.length === 0) continue;
      const lacking = allowed.find(({ platform }) => !knows(dialectOf(platform)));
      if (lacking === undefined) continue;
      const first = firstWith(lacking.platform, (platform) => knows(dialectOf(platform)));
      const facts = {
        vm: vm.name,
        what,
        host: lacking.name,
        release: platformName(lacking.platform),
        first: first === undefined ? null : platformName(first),
      };
      for (const at of places) yield libvirtPlatform(valueAt(at), facts);
    }
  }
}

function* hostsHaveTheDisplay({ vms, hosts }: Model) {
  for (const vm of vms) {
    const { at, video, graphics } = vm;
    yield* lacksDisplay(vm, hosts, { place: [...at, 'video'], key: 'video', value: video });
    if (graphics !== null)
      yield* lacksDisplay(vm, hosts, { place: [...graphics.at, 'type'], key: 'type', value: graphics.type });
  }
}

type Display = { readonly place: SourcePath; readonly key: 'video' | 'type'; readonly value: string | null };

function* lacksDisplay(vm: Vm, hosts: Model['hosts'], { place, key, value }: Display) {
  const host = hostsOf(vm, hosts).find(({ platform }) => dialectOf(platform).lacksDisplays.includes(value ?? ''));
  if (host === undefined || value === null) return;
  const release = platformName(host.platform);
  const instead = key === 'video' ? dialectOf(host.platform).video : 'vnc';
  const facts = { vm: vm.name, what: value, host: host.name, release, instead: `${key}: ${instead}` };
  yield noDevice(valueAt(place), facts);
}

export const vmPlatformChecks: readonly Check[] = [hostsKnowWhatIsWritten, hostsHaveTheDisplay];
