/**
 * Changes outside of rgmanager's trees, and what they need to take effect: nothing, a rolling restart, or a stop of the whole
 * cluster. cman itself prevents none of them: it applies two_node, a third node, even another name live, and only half of the
 * values (measured). Red Hat solution 39903; in doubt the stricter class.
 */
import { own } from '../../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { Platform } from '../../../platform/release-id.ts';
import { activationOf, modelledAttributes, type CmanActivation, type HowChanged } from '../emit/attributes.ts';
import { isOn } from './agents.ts';
import { isWithheld } from '../../../impact/masked-value.ts';

export type DaemonChange = {
  /** `clusternodes/clusternode[host1]/fence/method[1]`. */
  readonly element: string;
  readonly what: 'attribute' | 'added' | 'removed';
  /** With `what: attribute`; a side is absent if it is not set. */
  readonly attribute?: string;
  readonly from?: string;
  readonly to?: string;
  /** In the new file; absent for something removed. */
  readonly line?: number;
  readonly activation: CmanActivation;
  readonly source: string;
};

/** From the mildest to the most severe. */
export const ACTIVATIONS: readonly CmanActivation[] = [
  'live',
  'rgmanager-delta',
  'at-fencing',
  'qdiskd-restart',
  'next-join',
  'rgmanager-restart',
  'full-stop',
  'new-cluster',
];

/** The most severe of some; `live` if there is none. */
export function hardest(activations: readonly CmanActivation[]): CmanActivation {
  return ACTIVATIONS.findLast((one) => activations.includes(one)) ?? 'live';
}

/** Every change but those of services, VMs, resources and config_version. */
export function daemonChanges(
  files: Pick<Context, 'before' | 'after'>,
  known: Pick<Context, 'platform' | 'isManaged'>,
): readonly DaemonChange[] {
  const { before, after } = files;
  return [...changesIn(before, after, { ...files, ...known, path: before.name, kind: before.name })];
}

type Context = {
  readonly before: XmlElement;
  readonly after: XmlElement;
  readonly platform: Platform;
  /** Is an element below `<rm>` of a resource type, which rgmanager's own comparison covers? */
  readonly isManaged: (name: string) => boolean;
  readonly path: string;
  /** The element's name in the table of activations. */
  readonly kind: string;
};

type Judgement = Pick<DaemonChange, 'activation' | 'source'>;

function* changesIn(old: XmlElement, now: XmlElement, context: Context): Generator<DaemonChange> {
  const { path: element, kind, platform } = context;
  for (const attribute of new Set([...old.attributes, ...now.attributes].map(({ name }) => name))) {
    const [from, to] = [attributeOf(old, attribute), attributeOf(now, attribute)];
    if (from === to || isWithheld(from) || isWithheld(to)) continue;
    if (kind === 'cluster' && attribute === 'config_version') continue;
    if (isOff(kind, attribute, from) && isOff(kind, attribute, to)) continue;
    const values = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to, line: now.line }) };
    yield {
      element,
      what: 'attribute',
      attribute,
      ...values,
      ...judged(kind, { attribute, how: howChanged(from, to), to }, platform),
    };
  }
  yield* changesBelow(old, now, context);
}

/** `two_node="0"` says what its absence says: cman reads it with atoi. cman, read_cman_config. */
function isOff(kind: string, attribute: string, value = '0'): boolean {
  return kind === 'cman' && attribute === 'two_node' && !/^\s*[-+]?0*[1-9]/.test(value);
}

function* changesBelow(old: XmlElement, now: XmlElement, context: Context): Generator<DaemonChange> {
  const [was, is] = [children(old, context), children(now, context)];
  for (const name of new Set([...was.keys(), ...is.keys()])) {
    const [from, to] = [was.get(name), is.get(name)];
    const some = from ?? to;
    if (some === undefined) continue;
    const here = { ...context, path: pathOf(context, name), kind: kindOf(old, some) };
    if (from !== undefined && to !== undefined) yield* changesIn(from, to, here);
    else if (to === undefined) yield { element: here.path, what: 'removed', ...wholeElement(some, here, 'removed') };
    else yield { element: here.path, what: 'added', line: to.line, ...wholeElement(some, here, 'added') };
  }
}

function howChanged(from: string | undefined, to: string | undefined): HowChanged {
  if (from === undefined) return 'added';
  return to === undefined ? 'removed' : 'changed';
}

/** Paths omit `cluster` itself. */
function pathOf({ path, kind }: Context, name: string): string {
  return kind === 'cluster' ? name : `${path}/${name}`;
}

function kindOf(parent: XmlElement, { name }: XmlElement): string {
  return parent.name === 'unfence' ? `unfence/${name}` : name;
}

/** Identified by position: the first method is tried first. */
const ORDERED = ['method', 'device', 'heuristic'];

/** Child elements by a stable key: name and identifier, or position among those of their kind. */
function children(parent: XmlElement, { isManaged }: Context): ReadonlyMap<string, XmlElement> {
  const found = new Map<string, XmlElement>();
  const counts = new Map<string, number>();
  for (const child of elementsIn(parent)) {
    if (parent.name === 'rm' && (child.name === 'resources' || isManaged(child.name))) continue;
    const number = (counts.get(child.name) ?? 0) + 1;
    counts.set(child.name, number);
    const name = ORDERED.includes(child.name)
      ? String(number)
      : ['name', 'subsys', 'uid', 'gid'].flatMap((key) => attributeOf(child, key) ?? []).join(',');
    const key = name === '' ? child.name : `${child.name}[${name}]`;
    found.set(found.has(key) ? `${key}#${number}` : key, child);
  }
  return found;
}

type Foreign = { readonly [H in HowChanged]: CmanActivation } & { readonly source: string };

const NEXT_JOIN: Foreign = {
  changed: 'next-join',
  added: 'next-join',
  removed: 'next-join',
  source: 'qdisk(5)',
};

/** Attributes that clusterc never writes, but that an existing file may have. */
const FOREIGN: { readonly [name: string]: Foreign } = {
  'rm/disabled': {
    changed: 'rgmanager-restart',
    added: 'rgmanager-restart',
    removed: 'rgmanager-restart',
    source: 'rgmanager, main.c: every rgmanager shuts down',
  },
  'rm/statusmax': { changed: 'live', added: 'live', removed: 'next-join', source: 'rgmanager, init_resource_groups' },
  'cman/max_queued': { changed: 'live', added: 'live', removed: 'live', source: 'cman, read_cman_config' },
  'fence_daemon/fence_check_delay': {
    changed: 'live',
    added: 'live',
    removed: 'next-join',
    source: 'fenced, config.c',
  },
  'fence_daemon/clean_start': NEXT_JOIN,
};

/** Sections that only group others, and have no effect if they are empty. */
const HOLDERS = 'clusternodes fence unfence fencedevices failoverdomains resources resource-defaults clvmd'.split(' ');

/** An attribute that differs, and how; `to` is its new value. */
type Differing = { readonly attribute: string; readonly how: HowChanged; readonly to?: string | undefined };

function judged(kind: string, { attribute, how, to }: Differing, platform: Platform): Judgement {
  const foreign = own(FOREIGN, `${kind}/${attribute}`);
  if (foreign !== undefined) return { activation: foreign[how], source: foreign.source };
  // qdiskd clears the flag at a reload, and never sets it again.
  const asRemoved = kind === 'quorumd' && attribute === 'reboot' && how === 'changed' && isOn(to ?? '');
  return activationOf(kind, attribute, platform, asRemoved ? 'removed' : how);
}

type Rule = (element: XmlElement, context: Context) => Judgement;
const RULES: { readonly [element: string]: Rule } = {
  clusternode: member,
  quorumd: quorumDisk,
  // The init script of RHEL 5 starts the daemon that fences guests if the section exists. fence_xvmd(8).
  fence_xvmd: () => ({ activation: 'next-join', source: 'fence_xvmd(8)' }),
};

/** The rule for the element, or the most severe of its content. */
function wholeElement(element: XmlElement, context: Context, how: HowChanged): Judgement {
  const rule = own(RULES, element.name);
  return rule === undefined ? hardestWithin(element, context, how) : rule(element, context);
}

function hardestWithin(element: XmlElement, { kind, platform }: Context, how: HowChanged): Judgement {
  const judgements = [...judgementsWithin(element, { kind, platform, how })];
  const activation = hardest(judgements.map((one) => one.activation));
  return judgements.find((one) => one.activation === activation) ?? { activation, source: 'Red Hat solution 39903' };
}

type Within = Pick<Context, 'kind' | 'platform'> & { readonly how: HowChanged };

function* judgementsWithin(element: XmlElement, { kind, platform, how }: Within): Generator<Judgement> {
  if (modelledAttributes(kind).length === 0 && !HOLDERS.includes(kind))
    yield judged(kind, { attribute: '', how }, platform);
  const others = element.attributes.filter(({ name, value }) => !isOff(kind, name, value));
  for (const { name: attribute, value: to } of others) yield judged(kind, { attribute, how, to }, platform);
  for (const child of elementsIn(element))
    yield* judgementsWithin(child, { kind: kindOf(element, child), platform, how });
}

function member(element: XmlElement, { before, after }: Context): Judgement {
  const [old, now] = [nodesOf(before), nodesOf(after)];
  const nodeid = attributeOf(element, 'nodeid');
  const renamed = [old, now].every((nodes) => nodes.some((node) => attributeOf(node, 'nodeid') === nodeid));
  if (renamed) return { activation: 'full-stop', source: 'Red Hat solution 39903, node rename' };
  if ([before, after].some((cluster) => transportOf(cluster) === 'udpu'))
    return { activation: 'full-stop', source: 'Red Hat solution 39903, udpu member change' };
  if (Math.min(old.length, now.length) <= 2)
    return { activation: 'full-stop', source: 'Red Hat solution 39903, 2 -> 3 or 3 -> 2 nodes' };
  return { activation: 'live', source: 'Red Hat solution 39903: push first, then start or stop that node' };
}

function quorumDisk(_element: XmlElement, { before, platform }: Context): Judgement {
  const source = 'Red Hat solution 39903, quorumd added or removed';
  if (elementsIn(before, 'quorumd').length > 0) return { activation: 'live', source };
  return { activation: platform.family === 'rhel5' ? 'qdiskd-restart' : 'next-join', source };
}

function nodesOf(cluster: XmlElement): readonly XmlElement[] {
  return elementsIn(cluster, 'clusternodes').flatMap((section) => elementsIn(section, 'clusternode'));
}

function transportOf(cluster: XmlElement): string | undefined {
  return elementsIn(cluster, 'cman').flatMap((cman) => attributeOf(cman, 'transport') ?? [])[0];
}
