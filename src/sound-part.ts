/**
 * What a site with errors still says, for commands that only look at nodes: its hosts, and the files that no error concerns. A
 * push takes a whole bundle only. Pure.
 */
import type { Compilation } from './analyse.ts';
import type { RemotePath, SourcePath } from './base/brand.ts';
import type { Bundle } from './bundle/bundle.ts';
import { draft } from './emit/collect.ts';
import type { Draft } from './emit/draft.ts';
import { emit } from './emit/emit.ts';
import type { Model } from './model/model.ts';
import { readPlatform } from './platform/platform.ts';
import { stackField, stackOf } from './stack/stacks.ts';

export type SoundPart = {
  readonly bundle: Bundle;
  /** Files that an error concerns; they are not in the bundle. */
  readonly uncompared: readonly RemotePath[];
  /** Is all of the model sound, so that the errors are those of checks? */
  readonly whole: boolean;
};

/** Undefined if the hosts or their platform are unknown. */
export function soundPart(
  { spec, model, unsound = [] }: Compilation,
  templates: ReadonlyMap<string, string>,
): SoundPart | undefined {
  if (model === undefined || model.hosts.length === 0) return undefined;
  if (readPlatform(spec?.cluster?.platform ?? '') === undefined) return undefined;
  const drafted = unlessRefused(() => draft(model, stackOf(model.cluster.platform)));
  const all = drafted?.drafts ?? [];
  const unclear = drafted === undefined || drafted.diagnostics.length > 0;
  const drafts = unclear ? [] : all.filter(({ from }) => !unsound.some((cut) => concerns(cut, from)));
  const written = unlessRefused(() => bundleOf(model, drafts, templates));
  const bundle = written ?? unlessRefused(() => bundleOf(model, [], templates));
  const left = all.filter((one) => written === undefined || !drafts.includes(one)).map(({ path }) => path);
  const whole = unsound.length === 0 && !unclear && written !== undefined;
  return bundle && { bundle, uncompared: [...new Set(left)].sort(), whole };
}

/** Emitters throw for what a check refuses, such as a name that cannot be a path. Then no file can be compared. */
function unlessRefused<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function bundleOf(model: Model, drafts: readonly Draft[], templates: ReadonlyMap<string, string>): Bundle | undefined {
  const stack = stackOf(model.cluster.platform);
  return emit(model, { drafts, actions: [], runtime: stack.runtime(model), ...stackField(stack) }, templates).value;
}

/** Sections that no file is made from. */
const ASIDE = ['accept', 'facts', 'maintenance', 'secrets'];
/** Sections that files of hosts and their storage do not depend on. */
const GUESTS = ['vms', 'services', 'resources'];

/** May a file that is made from these places be another one without the error at `cut`? In doubt it may. */
function concerns([section, entry]: SourcePath, from: readonly SourcePath[]): boolean {
  const word = String(section);
  if (ASIDE.includes(word)) return false;
  if (GUESTS.includes(word) && from.every(isOfHosts)) return false;
  return !from.every((path) => path[0] === section && path.length > 1 && path[1] !== entry);
}

/** A host or a target; the volumes of a volume group are those of VMs. */
function isOfHosts([section, entry]: SourcePath): boolean {
  return (section === 'hosts' && entry !== undefined) || (section === 'storage' && entry !== 'volume_groups');
}
