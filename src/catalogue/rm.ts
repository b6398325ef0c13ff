/**
 * The catalogue of rgmanager's resource types: the content of schemas/catalogue/rm/*.yaml, and the metadata of a release's
 * agents. rgmanager compares and passes on only what that metadata declares.
 */
import { own } from '../base/json.ts';
import { RM_FAMILIES } from './rm.gen.ts';

/** The form of a value in the site. The agent gets a duration as whole seconds, and a boolean as 0 or 1 unless `spelling` is set. */
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

/** Minor versions by family. `never`: in none. Fedora has the agents of RHEL 6.0, which was made from it. */
export type Minors = { readonly rhel5: number | 'never'; readonly rhel6: number | 'never' };

/** An attribute in the agent's own metadata. rgmanager compares only what is declared there. */
export type RmFacts = {
  readonly primary?: true;
  readonly required?: true;
  /** The value must be unique among resources of the type. */
  readonly unique?: true;
  /** A changed value restarts nothing. */
  readonly reconfig?: boolean;
  /** `device`: of the resource around it; `service%name`: of the service around it. */
  readonly inherit?: string;
  readonly default?: string;
};

export type RmAttribute = RmFacts & {
  /** Key in the site, if the native name means something else there. */
  readonly site?: string;
  /** Names that people write for it, and no agent of this stack. */
  readonly also?: readonly string[];
  readonly type: RmValueType;
  readonly description: string;
  readonly example?: string | number | boolean;
  readonly choices?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** The agent's spelling of false and true. */
  readonly spelling?: readonly [no: string, yes: string];
  /** First and last minor version whose agent knows it. */
  readonly since?: Minors;
  readonly until?: Minors;
  /**
   * `since` is the first release after the attribute came to the agents, and `until` the last one before it left them:
   * whether the vendor took that over into later ones is not known. Dated history of resource-agents.
   */
  readonly backport?: 'unknown';
  /** Facts that were different up to a release. */
  readonly before?: RmFacts & { readonly until: Minors };
  /** Nothing starts without it; it is set or inherited. */
  readonly needed?: true;
  /** Known to the agent and never written. */
  readonly obsolete?: true;
  /** Found only in the current metadata. */
  readonly unverified?: true;
};

/** Start and stop order of children by type: lower first. Types without a level follow, in the order of the file. */
export type Levels = { readonly start: number; readonly stop: number };

type Entry = {
  /** Names that people write for the type. */
  readonly also?: readonly string[];
  readonly description: string;
  /** Most references to a resource of the type; 0 is any number. */
  readonly max: number;
  /** init_on_add and destroy_on_delete; every type has both or neither. */
  readonly init_on_add?: boolean;
  readonly migrates?: boolean;
  /** `top`: allowed only directly below `<rm>`; such types have their own keys in the site. */
  readonly placed?: 'top';
  readonly children?: { readonly [type: string]: Levels };
  /** Child types that rgmanager does not start below this type. */
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
  /** Most references to a resource of the type; 0 is any number. */
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

/** The metadata of a release by native attribute name, as rgmanager reads it. */
export function rmTypes(release: Release, backports: Backports = 'taken'): { readonly [type: string]: RmType } {
  return Object.fromEntries(ENTRIES.map(([type, entry]) => [type, typeOf(entry, release, backports)]));
}

/** The catalogue entry of a type that the schema admits. An unknown type is a bug. */
export function typeEntry(type: string): Entry {
  const entry = BY_TYPE.get(type);
  if (entry === undefined) throw new Error(`bug/catalogue: there is no resource type ${type}`);
  return entry;
}

/** Types in services and below `resources`: all but services and VMs themselves. */
export function resourceTypes(): ReadonlyMap<string, Entry> {
  return new Map(ENTRIES.filter(([, { placed }]) => placed === undefined));
}

const WORDS: ReadonlySet<string> = new Set(
  ENTRIES.flatMap(([, { attributes }]) => Object.entries(attributes).map(([name, { site = name }]) => site)),
);

/** Is it a key of the site for an attribute, of whichever type? */
export function isResourceWord(name: string): boolean {
  return WORDS.has(name);
}

/** Services and VMs themselves. */
export function topTypes(): ReadonlyMap<string, Entry> {
  return new Map(ENTRIES.filter(([, { placed }]) => placed === 'top'));
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

/** Without attributes that were added later, and with those that were removed later. */
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

/** The minor versions of the table and of the release, within one family. */
function minorsOf(minors: Minors, { family, minor }: Release): readonly [Minors['rhel6'], number] {
  if (family === 'rhel5') return [minors.rhel5, minor];
  return [minors.rhel6, family === 'rhel6' ? minor : 0];
}

/** The attribute that identifies a resource: the one that its agent declares primary, else its name. */
export function primaryIn(attributes: { readonly [name: string]: { readonly primary?: boolean } } | undefined): string {
  return Object.entries(attributes ?? {}).find(([, { primary }]) => primary === true)?.[0] ?? 'name';
}
