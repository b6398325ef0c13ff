/** Spec -> services: trees of resources, and shared resources. */
import type { SourcePath } from '../base/brand.ts';
import { resourceTypes, typeEntry } from '../catalogue/rm.ts';
import { defineDiagnostic } from '../diag/diagnostic.ts';
import type * as Spec from '../spec/spec.gen.ts';
import { actionsOf, attributesOf, millis } from './attributes.ts';
import type { Placements } from './failover-domains.ts';
import type { Ledger, ReferenceFacts } from './ledger.ts';
import { type Table, byName, tableOf, type Entry } from './tables.ts';
import type { Attribute, Dependency, Resource, Service, SharedResource, Special } from '../model/service.ts';
import { dependOf, policyOf } from './policy.ts';
import { rawOf } from './raw.ts';

export const resourceReference = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'rm/ref',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'The cluster drops a reference to what it does not find under <resources>, and the second one to a resource of a type that ' +
    'has room for one ("Max references exceeded"); the service starts without it.',
});

/** Sorted by type in the catalogue's order, then by name. */
export function resolveResources(site: Spec.Site): readonly SharedResource[] {
  const sections = new Map<string, { readonly [name: string]: object }>(Object.entries(site.resources ?? {}));
  return [...resourceTypes().keys()].flatMap((type) =>
    byName(sections.get(type), ['resources', type]).map(({ name, at, value }) => ({
      at,
      type,
      name,
      attributes: attributesOf(type, { ...value, [primaryOf(type)]: name }),
      raw: 'raw' in value ? rawOf(Object.fromEntries(Object.entries(value.raw ?? {}))) : [],
    })),
  );
}

/** The attribute that names a resource: the primary one, else the first. */
export function primaryOf(type: string): string {
  const attributes = Object.entries(typeEntry(type).attributes);
  const [name = ''] = attributes.find(([, { primary }]) => primary) ?? attributes[0] ?? [];
  return name;
}

type ServiceContext = {
  readonly shared: readonly SharedResource[];
  readonly placements: Placements;
  readonly others: Table<Dependency>;
  readonly ledger: Ledger;
};

/** Sorted by name. Reports `rm/ref`, and `ref/unknown` for what a service depends on. */
export function resolveServices(site: Spec.Site, context: ServiceContext): readonly Service[] {
  const table = tableOf(
    'shared resource',
    context.shared,
    ({ type, name }) => `${type}/${name}`,
    (path) => ['resources', ...partsOf(path)],
  );
  const entries = byName(site.services, ['services']);
  const inlined = new Map(entries.flatMap(({ name, value }) => namesIn(value.resources).map((path) => [path, name])));
  return entries.map((entry) => resolveService(entry, { table, inlined, ledger: context.ledger }, context));
}

/** `<type>/<name>` of inline definitions. */
function namesIn(written: readonly (string | Spec.Resource)[] | undefined): readonly string[] {
  return (written ?? []).flatMap((one) => {
    if (typeof one === 'string') return [];
    return one.type === 'shared'
      ? namesIn(one.resources)
      : [`${one.type}/${nameOf(one.type, attributesOf(one.type, one))}`, ...namesIn(one.resources)];
  });
}

function nameOf(type: string, attributes: readonly Attribute[]): string {
  const primary = primaryOf(type);
  return String(attributes.find(({ name }) => name === primary)?.value);
}

function resolveService(
  entry: Entry<Spec.Service>,
  shared: Shared,
  { placements, others, ledger }: ServiceContext,
): Service {
  const { name, at, value } = entry;
  return {
    at,
    name,
    ...placements.placementOf(at),
    ...policyOf('service', entry, ledger),
    depend: dependOf(entry, { others, ledger }),
    raw: rawOf(value.raw),
    resources: resourcesOf(value.resources, [...at, 'resources'], shared),
  };
}

type Shared = {
  readonly table: Table<SharedResource>;
  /** Inline definitions, which cannot be shared: service by `<type>/<name>`. */
  readonly inlined: ReadonlyMap<string, string>;
  readonly ledger: Ledger;
};

function resourcesOf(
  written: readonly (string | Spec.Resource)[] | undefined,
  at: SourcePath,
  shared: Shared,
): readonly Resource[] {
  return (written ?? []).flatMap((one, index) => resourceOf(one, [...at, index], shared));
}

function resourceOf(written: string | Spec.Resource, at: SourcePath, shared: Shared): readonly Resource[] {
  if (typeof written === 'string') return reference({ type: 'shared', resource: written }, { at, place: at }, shared);
  if (written.type === 'shared') return reference(written, { at, place: [...at, 'resource'] }, shared);
  const attributes = attributesOf(written.type, written);
  const name = nameOf(written.type, attributes);
  return [
    {
      at,
      type: written.type,
      name,
      reference: false,
      attributes,
      raw: rawOf(written.raw),
      ...use(written, at, shared),
    },
  ];
}

/** `place`: where the shared resource is referred to. */
function reference(
  written: Spec.Shared,
  { at, place }: { readonly at: SourcePath; readonly place: SourcePath },
  shared: Shared,
): readonly Resource[] {
  const found = shared.ledger.refer(written.resource, place, shared.table, (where, facts) =>
    resourceReference(where, undefinedResource(facts, shared.inlined.get(facts.name))),
  );
  const { type, name } = found ?? nameIn(written.resource);
  const used = use(written, at, shared);
  if (found === undefined) return [];
  return [{ at, type, name, reference: true, attributes: [], raw: rawOf(written.raw), ...used }];
}

function undefinedResource(
  { name, suggestion }: ReferenceFacts,
  service: string | undefined,
): { problem: string; cure: string } {
  const [type = ''] = partsOf(name);
  if (service !== undefined)
    return {
      problem: `${name} is defined inside the service ${service}, where nothing can refer to it`,
      cure: `move it to resources, ${type}, and refer to it in both places`,
    };
  const problem = `there is no resource "${name}" under resources`;
  if (suggestion !== null) return { problem: `${problem}; did you mean "${suggestion}"?`, cure: `write ${suggestion}` };
  return { problem, cure: `define it under resources, ${type}, or write it out here` };
}

function nameIn(path: string): { readonly type: string; readonly name: string } {
  const [type = '', name = ''] = partsOf(path);
  return { type, name };
}

/** `ip/192.168.1.50/24`: the type has no slash, the name may. */
function partsOf(path: string): readonly string[] {
  const slash = path.indexOf('/');
  return [path.slice(0, slash), path.slice(slash + 1)];
}

type Used = Pick<Resource, 'special' | 'actions' | 'children'>;

function use(written: Spec.Resource, at: SourcePath, shared: Shared): Used {
  return {
    special: specialOf(written),
    actions: actionsOf(written.actions),
    children: resourcesOf(written.resources, [...at, 'resources'], shared),
  };
}

function specialOf(written: Spec.Resource): Special {
  const { independent_subtree: subtree } = written;
  return {
    independentSubtree: subtree === undefined ? null : subtree === 'non_critical' ? subtree : subtree ? 'yes' : 'no',
    enforceTimeouts: written.enforce_timeouts ?? null,
    maxFailures: written.max_failures ?? null,
    failureExpireTime: millis(written.failure_expire_time),
    maxRestarts: written.max_restarts ?? null,
    restartExpireTime: millis(written.restart_expire_time),
  };
}
