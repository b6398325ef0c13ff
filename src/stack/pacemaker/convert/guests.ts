/** What changes for a VM besides its policy. */
import { meaning, type Meaning } from '../../../convert/meaning.ts';
import { seconds } from '../../../base/units.ts';
import type { Vm } from '../../../model/model.ts';
import { hasExclusiveDisk, migrateSeconds, migratesLive, suffixOf, timesOf } from '../emit/guests.ts';
import { ownGroupsOf, storageOf } from '../emit/storage.ts';
import { volumeDisks } from '../../../resolve/vm/disks.ts';
import type { PacemakerModel } from '../options.ts';

export function* guestMeanings(vm: Vm, model: PacemakerModel): Generator<Meaning> {
  const subject = { kind: 'vm', name: vm.name } as const;
  const say = (...[outcome, what, sentence]: readonly [Meaning['outcome'], string, string]) =>
    meaning(subject, outcome, what, sentence, vm.at);
  const times = timesOf(vm, model);
  if (migratesLive(vm, model)) {
    yield say(
      'keeps',
      'live migration',
      `allow-migrate with ssh, at most ${migrateSeconds(vm, times)} s; a migration that fails is an outage: the guest is stopped on both hosts and started once`,
    );
    const suffix = suffixOf(vm);
    if (suffix !== null && suffix !== '')
      yield say(
        'keeps',
        'migration network',
        `migration_network_suffix ${suffix} behind the first label of each node name`,
      );
  } else if (vm.migrate === 'live' && hasExclusiveDisk(vm, model)) {
    yield {
      ...say(
        'lost',
        'live migration',
        'its volume group is active on one host at a time, so that it stops and starts instead',
      ),
      cure: 'use a shared volume group, or accept the stop',
    };
  } else yield say('lost', 'migrate: pause', 'there is no paused migration: it stops and starts elsewhere');
  yield* storage(vm, model, say);
  yield say(
    'changes',
    'stop',
    `it has ${seconds(times.stop)} s to shut down and is destroyed 5 s before; a stop that fails fences the host`,
  );
  yield say(
    'changes',
    'definition',
    'the agent reads its file at every action: a file that is missing counts as a stopped guest, so files go last',
  );
}

type Say = (outcome: Meaning['outcome'], what: string, sentence: string) => Meaning;

function* storage(vm: Vm, model: PacemakerModel, say: Say): Generator<Meaning> {
  const groups = [...new Set(volumeDisks(vm).map(({ volume }) => volume.group))];
  if (groups.length === 0) return;
  const own = ownGroupsOf(vm, model).map(({ name }) => name);
  const shared = storageOf(vm, model);
  const apart = shared.length === 0 ? [] : [`after ${shared.join(', ')}, and only on a host that has it`];
  const inside = own.length === 0 ? [] : [`in one group with ${own.join(', ')}`];
  yield say('keeps', 'storage', `it starts ${[...apart, ...inside].join('; ')}`);
}
