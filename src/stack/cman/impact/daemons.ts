/**
 * What changes outside of rgmanager's trees, and what has to happen before it counts: nothing, a restart node by node, or
 * the whole cluster at once. cman itself guards none of it: it takes two_node, a third node, even another name live,
 * and half of the values (measured). Domain reference, 1.3 to 1.7 and 3.4; in doubt the stricter class.
 */
import { own } from '../../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { Platform } from '../../../platform/release-id.ts';
import { activationOf, modelledAttributes, type CmanActivation } from '../emit/attributes.ts';
import { ROOT_TYPES } from './agents.ts';
import { isWithheld } from '../../../impact/masked-value.ts';

export type DaemonChange = {
  /** `clusternodes/clusternode[host1]/fence/method[1]`. */
  readonly element: string;
  readonly what: 'attribute' | 'added' | 'removed';
  /** With `what: attribute`; absent where it was or is not written. */
  readonly attribute?: string;
  readonly from?: string;
  readonly to?: string;
  /** In the new file; absent for what is gone. */
  readonly line?: number;
  readonly activation: CmanActivation;
  readonly source: string;
};

/** From the mildest to the hardest. */
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

/** The hardest of some; `live` of none. */
export function hardest(activations: readonly CmanActivation[]): CmanActivation {
  return ACTIVATIONS.findLast((one) => activations.includes(one)) ?? 'live';
}

/** Every change but those of services, VMs, resources and config_version. */
export function daemonChanges(before: XmlElement, after: XmlElement, platform: Platform): readonly DaemonChange[] {
  return [...changesIn(before, after, { before, after, platform, path: before.name, kind: before.name })];
}

type Context = {
  readonly before: XmlElement;
  readonly after: XmlElement;
  readonly platform: Platform;
  readonly path: string;
  /** The name that the table of activations knows the element by. */
  readonly kind: string;
};

type Judgement = Pick<DaemonChange, 'activation' | 'source'>;

function* changesIn(old: XmlElement, now: XmlElement, context: Context): Generator<DaemonChange> {
  const { path: element, kind, platform } = context;
  for (const attribute of new Set([...old.attributes, ...now.attributes].map(({ name }) => name))) {
    const [from, to] = [attributeOf(old, attribute), attributeOf(now, attribute)];
    if (from === to || isWithheld(from) || isWithheld(to)) continue;
    if (kind === 'cluster' && attribute === 'config_version') continue;
    const values = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to, line: now.line }) };
    yield { element, what: 'attribute', attribute, ...values, ...judged(kind, attribute, platform) };
  }
  yield* changesBelow(old, now, context);
}

function* changesBelow(old: XmlElement, now: XmlElement, context: Context): Generator<DaemonChange> {
  const [was, is] = [children(old), children(now)];
  for (const name of new Set([...was.keys(), ...is.keys()])) {
    const [from, to] = [was.get(name), is.get(name)];
    const some = from ?? to;
    if (some === undefined) continue;
    const here = { ...context, path: pathOf(context, name), kind: kindOf(old, some) };
    if (from !== undefined && to !== undefined) yield* changesIn(from, to, here);
    else if (to === undefined) yield { element: here.path, what: 'removed', ...wholeElement(some, here) };
    else yield { element: here.path, what: 'added', line: to.line, ...wholeElement(some, here) };
  }
}

/** `cluster` itself is left out of paths. */
function pathOf({ path, kind }: Context, name: string): string {
  return kind === 'cluster' ? name : `${path}/${name}`;
}

function kindOf(parent: XmlElement, { name }: XmlElement): string {
  return parent.name === 'unfence' ? `unfence/${name}` : name;
}

/** What rgmanager's own comparison covers. */
const IN_TREES = [...ROOT_TYPES, 'resources'];
/** Their place is what they are: the first method is tried first. */
const ORDERED = ['method', 'device', 'heuristic'];

/** Elements below one by the name that they keep: with theirs, or their number among those of their kind. */
function children(parent: XmlElement): ReadonlyMap<string, XmlElement> {
  const found = new Map<string, XmlElement>();
  const counts = new Map<string, number>();
  for (const child of elementsIn(parent)) {
    if (parent.name === 'rm' && IN_TREES.includes(child.name)) continue;
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

const NEXT_JOIN: Judgement = { activation: 'next-join', source: 'Domain reference, 1.5' };

/** Attributes that clusterc never writes, and that an older file may have. */
const FOREIGN: { readonly [name: string]: Judgement } = {
  'rm/disabled': { activation: 'rgmanager-restart', source: 'Domain reference, 1.7: every rgmanager shuts down' },
  'fence_daemon/clean_start': NEXT_JOIN,
};

/** Sections that only hold others, and change nothing where they are empty. */
const HOLDERS = 'clusternodes fence unfence fencedevices failoverdomains resources resource-defaults clvmd'.split(' ');

function judged(kind: string, attribute: string, platform: Platform): Judgement {
  const { activation, source } = own(FOREIGN, `${kind}/${attribute}`) ?? activationOf(kind, attribute, platform);
  return { activation, source };
}

type Rule = (element: XmlElement, context: Context) => Judgement;
const RULES: { readonly [element: string]: Rule } = {
  clusternode: member,
  quorumd: quorumDisk,
  // The init script of RHEL 5 starts the daemon that fences guests where the section stands. fence_xvmd(8).
  fence_xvmd: () => ({ activation: 'next-join', source: 'fence_xvmd(8)' }),
};

/** A rule for the element, or the hardest of what stands in it. */
function wholeElement(element: XmlElement, context: Context): Judgement {
  const rule = own(RULES, element.name);
  return rule === undefined ? hardestWithin(element, context) : rule(element, context);
}

function hardestWithin(element: XmlElement, { kind, platform }: Pick<Context, 'kind' | 'platform'>): Judgement {
  const judgements = [...judgementsWithin(element, kind, platform)];
  const activation = hardest(judgements.map((one) => one.activation));
  return judgements.find((one) => one.activation === activation) ?? { activation, source: 'Domain reference, 3.4' };
}

function* judgementsWithin(element: XmlElement, kind: string, platform: Platform): Generator<Judgement> {
  if (modelledAttributes(kind).length === 0 && !HOLDERS.includes(kind)) yield judged(kind, '', platform);
  for (const { name } of element.attributes) yield judged(kind, name, platform);
  for (const child of elementsIn(element)) yield* judgementsWithin(child, kindOf(element, child), platform);
}

function member(element: XmlElement, { before, after }: Context): Judgement {
  const [old, now] = [nodesOf(before), nodesOf(after)];
  const nodeid = attributeOf(element, 'nodeid');
  const renamed = [old, now].every((nodes) => nodes.some((node) => attributeOf(node, 'nodeid') === nodeid));
  if (renamed) return { activation: 'full-stop', source: 'Domain reference, 3.4, node rename' };
  if ([before, after].some((cluster) => transportOf(cluster) === 'udpu'))
    return { activation: 'full-stop', source: 'Domain reference, 3.4, udpu member change' };
  if (Math.min(old.length, now.length) <= 2)
    return { activation: 'full-stop', source: 'Domain reference, 3.4, 2 -> 3 or 3 -> 2 nodes' };
  return { activation: 'live', source: 'Domain reference, 3.4: push first, then start or stop that node' };
}

function quorumDisk(_element: XmlElement, { before, platform }: Context): Judgement {
  const source = 'Domain reference, 3.4, quorumd added or removed';
  if (elementsIn(before, 'quorumd').length > 0) return { activation: 'live', source };
  return { activation: platform.family === 'rhel5' ? 'qdiskd-restart' : 'next-join', source };
}

function nodesOf(cluster: XmlElement): readonly XmlElement[] {
  return elementsIn(cluster, 'clusternodes').flatMap((section) => elementsIn(section, 'clusternode'));
}

function transportOf(cluster: XmlElement): string | undefined {
  return elementsIn(cluster, 'cman').flatMap((cman) => attributeOf(cman, 'transport') ?? [])[0];
}
