/**
 * What the catalogue of rgmanager's resource types says: the shape of schemas/catalogue/rm/*.yaml, and what the agents of
 * a release declare, which is all that rgmanager compares and hands on.
 */
import { own } from '../base/json.ts';
import { RM_FAMILIES } from './rm.gen.ts';

/** How a value is written in the site. For the agent a duration becomes whole seconds, a boolean 0 or 1 unless `spelling` says otherwise. */
export type RmValueType =
  | 'name'
  | 'text'
  | 'boolean'
  | 'integer'
  | 'duration'
  | 'path'
  | 'device'
  | 'address'
  | 'endpoint'
  | 'choice'
  | 'secret';

/** Minor versions by family. `never`: in none of them. Fedora has the agents of RHEL 6.0, which was made from it. */
export type Minors = { readonly rhel5: number | 'never'; readonly rhel6: number | 'never' };

/** What the agent's own metadata says of an attribute. Only what is declared so is compared by rgmanager. */
export type RmFacts = {
  readonly primary?: true;
  readonly required?: true;
  /** No two resources of the type may have the same value. */
  readonly unique?: true;
  /** A changed value restarts nothing. */
  readonly reconfig?: boolean;
  /** `device`: of the resource around it; `service%name`: of the service around it. */
  readonly inherit?: string;
  readonly default?: string;
};

export type RmAttribute = RmFacts & {
  /** Key in the site, where the native one means something else there. */
  readonly site?: string;
  readonly type: RmValueType;
  readonly description: string;
  readonly example?: string | number | boolean;
  readonly choices?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** What the agent takes for false and for true. */
  readonly spelling?: readonly [no: string, yes: string];
  /** First and last minor version whose agent knows it. */
  readonly since?: Minors;
  readonly until?: Minors;
  /**
   * `since` is the first release after the attribute came to the agents, and `until` the last one before it left them:
   * whether the vendor took that over into later ones is not known. Dated history of resource-agents.
   */
  readonly backport?: 'unknown';
  /** Facts that were others up to a release. */
  readonly before?: RmFacts & { readonly until: Minors };
  /** Nothing starts without it: written, or inherited. */
  readonly needed?: true;
  /** Known to the agent and never written. */
  readonly obsolete?: true;
  /** Only the metadata of today says so. */
  readonly unverified?: true;
};

/** When children of a type are started and stopped: lower first. Those without a level follow, in the order of the file. */
export type Levels = { readonly start: number; readonly stop: number };

type Entry = {
  readonly description: string;
  /** How many references a resource of the type may have; 0 is any number. */
  readonly max: number;
  /** init_on_add and destroy_on_delete, which all types have together or not at all. */
  readonly init_on_add?: boolean;
  readonly migrates?: boolean;
  /** `top`: allowed only directly below `<rm>`, with keys of its own in the site. */
  readonly placed?: 'top';
  readonly children?: { readonly [type: string]: Levels };
  /** Types that rgmanager does not start below this one. */
  readonly forbids?: readonly string[];
  readonly unverified?: boolean;
  readonly attributes: { readonly [name: string]: RmAttribute };
};

export type RmFamily = {
  readonly types: { readonly [type: string]: Entry };
  /** Types that rgmanager itself does not support, and why. */
  readonly refused?: { readonly [type: string]: string };
};

export type RmType = {
  readonly description: string;
  /** How many references a resource of the type may have; 0 is any number. */
  readonly max: number;
  readonly initOnAdd: boolean;
  readonly migrates: boolean;
  readonly children: { readonly [type: string]: Levels };
  readonly forbids: readonly string[];
  /** By native name, in the order of the agent's metadata. */
  readonly attributes: { readonly [name: string]: RmAttribute };
};

/** A release; the structural part of platform.ts's Platform. */
export type Release = { readonly family: string; readonly minor: number };

const ENTRIES: readonly (readonly [type: string, entry: Entry])[] = Object.values(RM_FAMILIES).flatMap((family) =>
  Object.entries<Entry>(family.types),
);

const REFUSED: { readonly [type: string]: string } = Object.assign(
  {},
  ...Object.values<RmFamily>(RM_FAMILIES).map(({ refused }) => refused ?? {}),
);

/** Why rgmanager does not support a type; undefined where it does, or where nothing is known of it. */
export function refusalOf(type: string): string | undefined {
  return own(REFUSED, type);
}

const BY_TYPE: ReadonlyMap<string, Entry> = new Map(ENTRIES);

/** `taken`: a vendor's agents are as new as they can be; `left`: what is not known to be taken over is not. */
export type Backports = 'taken' | 'left';

/** The metadata of a release, native attribute names, as rgmanager reads it. */
export function rmTypes(release: Release, backports: Backports = 'taken'): { readonly [type: string]: RmType } {
  return Object.fromEntries(ENTRIES.map(([type, entry]) => [type, typeOf(entry, release, backports)]));
}

/** What the catalogue says of a type; the schema admits no other, so that a miss is our own mistake. */
export function typeEntry(type: string): Entry {
  const entry = BY_TYPE.get(type);
  if (entry === undefined) throw new Error(`bug/catalogue: there is no resource type ${type}`);
  return entry;
}

/** Types that stand in services and below `resources`: all but services and VMs themselves. */
export function resourceTypes(): ReadonlyMap<string, Entry> {
  return new Map(ENTRIES.filter(([, { placed }]) => placed === undefined));
}

function typeOf(entry: Entry, release: Release, backports: Backports): RmType {
  const { description, max, init_on_add = true, migrates = false, children = {}, forbids = [] } = entry;
  const declared = Object.entries(entry.attributes).filter(([, attribute]) =>
    backports === 'left' && attribute.backport === 'unknown' ? isOld(attribute) : isKnown(attribute, release),
  );
  const attributes = declared.map(([name, attribute]) => [name, factsIn(attribute, release)] as const);
  return {
    description,
    max,
    initOnAdd: init_on_add,
    migrates,
    children,
    forbids,
    attributes: Object.fromEntries(attributes),
  };
}

/** Without what came later, and with what went later. */
function isOld({ since }: RmAttribute): boolean {
  return since === undefined;
}

/** Does the agent of this release know the attribute? */
export function isKnown({ since, until }: Pick<RmAttribute, 'since' | 'until'>, release: Release): boolean {
  return (since === undefined || isFrom(since, release)) && (until === undefined || isUpTo(until, release));
}

function factsIn(attribute: RmAttribute, release: Release): RmAttribute {
  if (attribute.before === undefined || !isUpTo(attribute.before.until, release)) return attribute;
  const { until: _until, ...facts } = attribute.before;
  return { ...attribute, ...facts };
}

function isFrom(since: Minors, release: Release): boolean {
  const [first, minor] = minorsOf(since, release);
  return first !== 'never' && minor >= first;
}

function isUpTo(until: Minors, release: Release): boolean {
  const [last, minor] = minorsOf(until, release);
  return last !== 'never' && minor <= last;
}

/** The minor version of the table and that of the release, in one family. */
function minorsOf(minors: Minors, { family, minor }: Release): readonly [Minors['rhel6'], number] {
  if (family === 'rhel5') return [minors.rhel5, minor];
  return [minors.rhel6, family === 'rhel6' ? minor : 0];
}

/** The attribute by which rgmanager knows a resource: the one that its agent calls primary, else its name. */
export function primaryIn(attributes: { readonly [name: string]: { readonly primary?: boolean } } | undefined): string {
  return Object.entries(attributes ?? {}).find(([, { primary }]) => primary === true)?.[0] ?? 'name';
}
