/** A site for another platform: the edits that make it one, and what each part means afterwards. Pure but for `compile`. */
import type { Json, SourcePath } from '../base/brand.ts';
import { isMap, mapOf, type JsonMap } from '../base/json.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import type { Model } from '../model/model.ts';
import { below, type Policy, type Resource } from '../model/service.ts';
import { nodeAt, plain, type SourceFile, type Tree } from '../source/tree.ts';
import { edited, type Edit } from './edits.ts';
import { meaning, type Conversion, type Meaning, type Outcome, type Subject } from './meaning.ts';
import { machineMeanings } from './machines.ts';

/** What a compilation says of a site. */
export type Compiled = {
  readonly files: readonly SourceFile[];
  readonly tree?: Tree;
  readonly model?: Model;
  readonly diagnostics: readonly Diagnostic[];
};

export type Converted = {
  readonly files: readonly SourceFile[];
  readonly meanings: readonly Meaning[];
  /** Of the converted site. */
  readonly after: Compiled;
};

export type Target = {
  /** As a site spells it. */
  readonly platform: string;
  /** Null: of the same stack, or nothing is known of the way to it. */
  readonly conversion: Conversion | null;
  readonly compile: (files: readonly SourceFile[]) => Compiled;
};

const PLATFORM: SourcePath = ['cluster', 'platform'];

/** `before`: a compilation of the site without errors. */
export function converted(
  before: Compiled & { readonly tree: Tree; readonly model: Model },
  target: Target,
): Converted {
  const { files, tree } = before;
  const renamed = edited(files, tree, platformEdits(tree, target.platform));
  const first = target.compile(renamed);
  const foreign = first.diagnostics.filter(({ code }) => code === 'stack/key' || code === 'stack/other');
  const edits = [...platformEdits(tree, target.platform), ...keyEdits(foreign, tree, target)];
  const result = edited(files, tree, edits);
  const after = target.compile(result);
  const known = new Set(before.diagnostics.map(textOf));
  const fresh = after.diagnostics.filter((one) => !known.has(textOf(one)));
  return {
    files: result,
    after,
    meanings: [
      ...(after.model === undefined ? [] : (target.conversion?.meanings(before.model, after.model) ?? [])),
      ...(after.model === undefined ? [] : machineMeanings(before.model, after.model)),
      ...foreign.map((one) => lost(one, tree, target)),
      ...fresh.flatMap((one) => found(one, after.model, target.conversion)),
    ],
  };
}

/** The platform of the cluster. Hosts with a release of their own get the cluster's. */
function platformEdits(tree: Tree, platform: string): readonly Edit[] {
  const hosts = Object.keys(mapOf(valueAt(tree, ['hosts'])));
  const own = hosts.map((host): Edit => ({
    kind: 'remove',
    path: ['hosts', host, 'platform'],
    because: `convert: its release until now; ${platform} is the cluster's`,
  }));
  return [{ kind: 'replace', path: PLATFORM, text: platform }, ...own];
}

function valueAt(tree: Tree, path: SourcePath): Json | undefined {
  const node = nodeAt(tree, path);
  return node === undefined ? undefined : plain(node);
}

/** Takes out what does not apply. What has another name there is written with it. */
function keyEdits(foreign: readonly Diagnostic[], tree: Tree, { platform, conversion }: Target): readonly Edit[] {
  const because = `convert: does not apply on ${platform}`;
  const removals = foreign.flatMap(({ at }): readonly Edit[] =>
    at.in === 'model' ? [{ kind: 'remove', path: at.path, because }] : [],
  );
  return [...removals, ...additions(removals, tree, conversion)];
}

/** The sections that hold moved keys, each in front of the first section that lost one. */
function additions(removals: readonly Edit[], tree: Tree, conversion: Conversion | null): readonly Edit[] {
  const moved = (conversion?.moved ?? []).filter(({ from }) => valueAt(tree, from) !== undefined);
  const sections = new Map<string, { readonly place: SourcePath; readonly keys: JsonMap }>();
  for (const { from, to } of moved) {
    const place = removals.find(({ path }) => path.every((step, index) => from[index] === step))?.path;
    const value = valueAt(tree, from);
    if (place === undefined || value === undefined || isMap(value)) continue;
    const section = String(to.at(-2));
    const known = sections.get(section);
    sections.set(section, { place: known?.place ?? place, keys: { ...known?.keys, [String(to.at(-1))]: value } });
  }
  return [...sections].map(([section, { place, keys }]) => {
    const inner = Object.entries(keys).map(([key, value]) => `${key}: ${String(value)}`);
    return { kind: 'before', path: place, text: `${section}: { ${inner.join(', ')} }` };
  });
}

/** A key that does not apply: lost, or kept under another name. */
function lost(diagnostic: Diagnostic, tree: Tree, { conversion }: Target): Meaning {
  const path = diagnostic.at.in === 'model' ? diagnostic.at.path : [];
  const moved = (conversion?.moved ?? []).filter(
    ({ from }) => path.every((step, index) => from[index] === step) && valueAt(tree, from) !== undefined,
  );
  const names = moved.map(({ from, to }) => `${String(from.at(-1))} as ${to.join('.')}`);
  const keeps = names.length === 0 ? '' : `; kept: ${names.join(', ')}`;
  const value = valueAt(tree, path);
  const all = isMap(value) ? Object.keys(value) : [];
  const isWhole = moved.length > 0 && all.every((key) => moved.some(({ from }) => from.at(-1) === key));
  return {
    ...meaning(
      subjectAt(path),
      isWhole ? 'keeps' : 'lost',
      String(path.at(-1) ?? ''),
      `${diagnostic.message.replace(/^.*?: /, '')}${keeps}`,
      path,
    ),
    cure: isWhole ? null : (diagnostic.help?.replace(/, or choose a platform.*$/, '') ?? null),
  };
}

const OUTCOMES: { readonly [severity: string]: Outcome } = { error: 'open', warning: 'changes', note: 'lost' };

/** A finding that the site did not have before. */
function found(
  { at, message, help, severity, code, accepted }: Diagnostic,
  model: Model | undefined,
  conversion: Conversion | null,
): readonly Meaning[] {
  const outcome = conversion?.changing.includes(code) === true ? 'changes' : OUTCOMES[severity];
  if (outcome === undefined || accepted !== undefined || at.in !== 'model') return [];
  const { path } = at;
  return subjectsAt(path, model).map((subject) => ({
    ...meaning(subject, outcome, code, message, path),
    cure: help ?? null,
  }));
}

/** The VMs and services that use a shared resource or a failover domain; else what the path is of. */
function subjectsAt(path: SourcePath, model: Model | undefined): readonly Subject[] {
  const [section, type, name] = path;
  const { services = [], vms = [] } = model ?? {};
  const uses = (one: Resource) => one.reference && one.type === type && one.name === name;
  const using = section === 'resources' ? services.filter(({ resources }) => below(resources).some(uses)) : [];
  const placed = (one: Policy) => section === 'failover_domains' && one.failoverDomain === type;
  const all: readonly Subject[] = [
    ...vms.filter(placed).map((vm): Subject => ({ kind: 'vm', name: vm.name })),
    ...[...using, ...services.filter(placed)].map((one): Subject => ({ kind: 'service', name: one.name })),
  ];
  return all.length === 0 ? [subjectAt(path)] : all;
}

function subjectAt([section, name = '', ...rest]: SourcePath): Subject {
  if (section === 'vms') return { kind: 'vm', name: String(name) };
  if (section === 'services') return { kind: 'service', name: String(name) };
  if (section === 'hosts') return { kind: 'host', name: String(name) };
  if (section === 'storage') return { kind: 'storage', name: String(rest[0] ?? name) };
  return { kind: 'cluster', name: '' };
}

function textOf({ code, at, message }: Diagnostic): string {
  return JSON.stringify([code, at, message]);
}
