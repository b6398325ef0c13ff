/** Checks of requirements of ocf:heartbeat:VirtualDomain. Source of the agent, resource-agents 4.12. */
import type { Check } from '../../../check/check.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../../diag/diagnostic.ts';
import { seconds } from '../../../base/units.ts';
import { originAt } from '../../../model/origins.ts';
import { keysOf } from '../emit/known-hosts.ts';
import { hasExclusiveDisk, migrateSeconds, migratesLive, suffixOf, timesOf } from '../emit/guests.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';

export const wordName = defineDiagnostic<{ name: string; other: string }>({
  code: 'vm/word-name',
  severity: 'error',
  message: (f) => `${f.name} is a word of the name ${f.other}: the agent would take one guest for the other`,
  help: (f) => `rename one of them, so that ${f.name} is not a part between hyphens or dots`,
  explain:
    'VirtualDomain looks for the name with grep -w in the list of guests, and removes the definition of what it finds; its source, verify_undefined.',
});

export const liveOnExclusive = defineDiagnostic<{ vm: string }>({
  code: 'vm/live-on-exclusive',
  severity: 'error',
  message: (f) => `${f.vm} cannot migrate live: a volume group of its disks is active on one host at a time`,
  help: () => 'remove migrate: live, or write clustered: true at the volume group',
  explain:
    'The guest would have to be on both hosts for a moment, and its disk is on one. pacemaker stops and starts it whatever allow-migrate says. Measured with pacemaker 2.1.5.',
});

export const noPause = defineDiagnostic<{ vm: string }>({
  code: 'vm/migrate-pause',
  severity: 'note',
  message: (f) => `${f.vm} is stopped and started instead of being migrated with a pause`,
  help: () => 'write migrate: live where that is better',
  explain: 'VirtualDomain always migrates live. Its source, resource-agents 4.12.',
});

export const mapping = defineDiagnostic<{ vm: string }>({
  code: 'vm/migration-mapping',
  severity: 'error',
  message: (f) => `${f.vm}: the targets of migration_mapping are not the names of the hosts with one suffix`,
  help: () => 'give the hosts names such as host1-mig.example.com on that network, and write those',
  explain:
    'The agent puts one suffix behind the first label of a node name; it has no table of targets. ocf_heartbeat_VirtualDomain(7), migration_network_suffix.',
});

export const stopTimeout = defineDiagnostic<{ vm: string; seconds: number }>({
  code: 'vm/stop-timeout',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.vm} has ${f.seconds} s to shut down, then it is destroyed`,
  help: () => 'write stop_timeout: 300s, or leave it out',
  explain:
    'The agent destroys the guest five seconds before the end. If even that comes too late, the whole host is fenced. Source of VirtualDomain, resource-agents 4.12.',
});

export const migrateTimeout = defineDiagnostic<{ vm: string; seconds: number; needs: number }>({
  code: 'vm/migrate-timeout',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.vm} has ${f.seconds} s to migrate; its memory alone may take ${f.needs} s`,
  help: () => 'leave migrate_timeout out; it is derived from the memory',
  explain:
    'A migration that does not end in time counts as failed, and the guest is stopped on both hosts. Measured with pacemaker 2.1.5. Counted at 100 MB/s, three times over.',
});

export const hostKeys = defineDiagnostic<{ hosts: readonly string[]; vm: string }>({
  code: 'vm/host-keys',
  severity: 'note',
  acceptable: true,
  message: (f) => `the site has no host_keys of ${f.hosts.join(', ')}, which ssh needs for a live migration of ${f.vm}`,
  help: () =>
    'write host_keys with the lines of /etc/ssh/ssh_host_*_key.pub, or keep known_hosts on the hosts yourself',
  explain:
    'VirtualDomain migrates over ssh without a terminal. If known_hosts lacks the key of the target, the migration fails, and the guest is stopped and started. Measured with pacemaker 2.1.5.',
});

/** Reports a VM name that is a word within another, as grep -w defines words: letters, digits and underscores. */
function* namesAreNoWords({ vms }: PacemakerModel) {
  const names = new Set(vms.map(({ name }) => name as string));
  const within = new Map<string, string>();
  for (const { name: other } of vms)
    for (const word of wordsIn(other))
      if (word !== other && names.has(word) && !within.has(word)) within.set(word, other);
  for (const { at, name } of vms) {
    const other = within.get(name);
    if (other !== undefined) yield wordName(keyAt(at), { name, other });
  }
}

/** All parts of a name that no other letter, digit or underscore adjoins. */
function* wordsIn(name: string): Iterable<string> {
  const ends = [...name.matchAll(/[^A-Za-z0-9_]/g)].map(({ index }) => index);
  for (const start of [0, ...ends.map((at) => at + 1)])
    for (const end of [...ends, name.length]) if (end > start) yield name.slice(start, end);
}

function* migrationsAreLive(model: PacemakerModel) {
  for (const vm of model.vms) {
    const isWritten = originAt(model.origins, [...vm.at, 'migrate']) === undefined;
    const at = valueAt([...vm.at, 'migrate']);
    if (vm.migrate === 'pause') yield noPause(at, { vm: vm.name });
    else if (isWritten && hasExclusiveDisk(vm, model)) yield liveOnExclusive(at, { vm: vm.name });
    if (suffixOf(vm) === null) yield mapping(keyAt([...vm.at, 'migration_mapping']), { vm: vm.name });
  }
}

const LEAST_STOP = 120;

function* timesAreEnough(model: PacemakerModel) {
  for (const vm of model.vms) {
    const times = timesOf(vm, model);
    const stop = seconds(times.stop);
    const at = (key: string) => valueAt([...vm.at, 'pacemaker', key]);
    if (stop < LEAST_STOP) yield stopTimeout(at('stop_timeout'), { vm: vm.name, seconds: stop });
    const needs = Math.ceil(vm.memory / (100e6 / 3));
    const migrate = migrateSeconds(vm, times);
    if (migrate < needs) yield migrateTimeout(at('migrate_timeout'), { vm: vm.name, seconds: migrate, needs });
  }
}

function* hostsAreKnown(model: PacemakerModel) {
  const unknown = model.hosts.filter((host) => keysOf(host, model).length === 0);
  const vm = model.vms.find(
    (one) => migratesLive(one, model) && one.runOn.length > 1 && unknown.some(({ name }) => one.runOn.includes(name)),
  );
  const [first] = unknown;
  if (vm === undefined || first === undefined) return;
  yield hostKeys(keyAt(first.at), { hosts: unknown.map(({ name }) => name), vm: vm.name });
}

export const guestChecks: readonly Check<PacemakerOptions>[] = [
  namesAreNoWords,
  migrationsAreLive,
  timesAreEnough,
  hostsAreKnown,
];
