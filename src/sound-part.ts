/**
 * The part of a site with errors that is still usable: its hosts, and the files that no error concerns. For commands that only read
 * nodes; a push needs a whole bundle. Pure.
 */
import type { Compilation } from './analyse.ts';
import type { RemotePath, SourcePath } from './base/brand.ts';
import type { Bundle } from './bundle/bundle.ts';
import { isError } from './diag/diagnostic.ts';
import { draft } from './emit/collect.ts';
import type { Draft } from './emit/draft.ts';
import { emit } from './emit/emit.ts';
import type { Model } from './model/model.ts';
import { readPlatform } from './platform/platform.ts';
import { stackOf } from './stack/stacks.ts';

export type SoundPart = {
  readonly bundle: Bundle;
  /** Files that an error concerns; they are not in the bundle. */
  readonly uncompared: readonly RemotePath[];
  /** Is the whole model valid, so that all errors come from checks? */
  readonly whole: boolean;
};

/** Undefined if the hosts or their platform are unknown. */
export function soundPart(
  { spec, model, unsound = [], diagnostics }: Compilation,
  templates: ReadonlyMap<string, string>,
): SoundPart | undefined {
  if (model === undefined || model.hosts.length === 0) return undefined;
  if (readPlatform(spec?.cluster?.platform ?? '') === undefined) return undefined;
  const stack = stackOf(model.cluster.platform);
  const writable = !diagnostics.some((one) => isError(one) && UNWRITABLE.test(one.code));
  const drafted = writable ? attempt(() => draft(model, stack)) : undefined;
  const all = drafted?.drafts ?? [];
  const unclear = drafted === undefined || drafted.diagnostics.length > 0;
  const drafts = unclear ? [] : all.filter(({ from }) => !unsound.some((cut) => concerns(cut, from)));
  const written = bundleOf(model, drafts, templates);
  const bundle = written ?? bundleOf(model, [], templates);
  const left = all.filter((one) => written === undefined || !drafts.includes(one)).map(({ path }) => path);
  const whole = unsound.length === 0 && !unclear && written !== undefined;
  return bundle && { bundle, uncompared: [...new Set(left)].sort(), whole };
}

/** Codes of names that cannot be paths and of text that is not XML. No file can be made from such values. */
export const UNWRITABLE = /^(rm\/name-format|libvirt\/overlay)/;

function bundleOf(model: Model, drafts: readonly Draft[], templates: ReadonlyMap<string, string>): Bundle | undefined {
  const stack = stackOf(model.cluster.platform);
  return attempt(
    () => emit(model, { drafts, actions: [], runtime: stack.runtime(model), stack: stack.name }, templates).value,
  );
}

/** Emitters rely on the checks, and may throw for a site with errors: undefined then. */
function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Sections that no file is made from. */
const ASIDE = ['accept', 'facts', 'maintenance', 'secrets'];
/** Sections that files of hosts and their storage do not depend on. */
const GUESTS = ['vms', 'services', 'resources'];

/** Could a file made from these places differ without the error at `cut`? In doubt it could. */
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
