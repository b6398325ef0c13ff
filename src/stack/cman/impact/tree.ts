/**
 * `<rm>` of a cluster.conf as rgmanager builds it: resources by type and primary value, and below `<rm>` trees of
 * references to them. What rgmanager would drop is dropped here too, and named. Domain reference, 1.7 and 2.3.
 */
import { own } from '../../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { primaryIn } from '../../../catalogue/rm.ts';
import { ROOT_TYPES, type Agent, type Agents } from './agents.ts';

/** `vm:vm1`: type and value of the primary attribute, as clusvcadm and clustat write it. */
export type Key = string;

export type Resource = {
  readonly key: Key;
  readonly type: string;
  readonly name: string;
  readonly element: XmlElement;
};

export type TreeNode = {
  readonly key: Key;
  readonly type: string;
  /** Of the element that puts it there: for a reference not that of its definition. */
  readonly line: number;
  readonly children: readonly TreeNode[];
};

export type ServiceTree = {
  readonly agents: Agents;
  readonly resources: ReadonlyMap<Key, Resource>;
  readonly roots: readonly TreeNode[];
  /** What rgmanager leaves out, and what is not known: after that a prediction is a guess. */
  readonly doubts: readonly Doubt[];
};

export type Doubt = { readonly line: number; readonly what: string };

/** The trees of a cluster.conf; empty without `<rm>`. Of two `<rm>` the first: no release reads both. */
export function serviceTree(cluster: XmlElement, agents: Agents): ServiceTree {
  const growing = new Growing(agents);
  const [rm, second] = elementsIn(cluster, 'rm');
  if (second !== undefined) growing.doubt(second, 'a second <rm>: releases do not agree on which one counts');
  const defaults = rm === undefined ? [] : elementsIn(rm, 'resource-defaults');
  for (const element of defaults)
    growing.doubt(element, '<resource-defaults>: rgmanager applies them when it is too late');
  const shared = rm === undefined ? [] : elementsIn(rm, 'resources').flatMap((section) => elementsIn(section));
  for (const element of shared) growing.share(element);
  const roots = rm === undefined ? [] : elementsIn(rm).filter(({ name }) => ROOT_TYPES.includes(name));
  return { agents, roots: growing.nodes(roots), resources: growing.resources, doubts: growing.doubts };
}

/** Names and counts that later elements need. */
class Growing {
  readonly resources = new Map<Key, Resource>();
  readonly doubts: Doubt[] = [];
  readonly #agents: Agents;
  readonly #shared = new Set<Key>();
  readonly #uses = new Map<Key, number>();

  constructor(agents: Agents) {
    this.#agents = agents;
  }

  doubt({ line }: XmlElement, what: string): void {
    this.doubts.push({ line, what });
  }

  /** A resource below `<resources>`. */
  share(element: XmlElement): void {
    const agent = this.#agentOf(element);
    const key = agent === undefined ? undefined : this.#define(element, agent);
    if (key !== undefined) this.#shared.add(key);
  }

  nodes(elements: readonly XmlElement[]): readonly TreeNode[] {
    return elements.flatMap((element) => {
      const agent = this.#agentOf(element);
      const key = agent === undefined ? undefined : this.#used(element, agent);
      const { name: type, line } = element;
      return key === undefined ? [] : [{ key, type, line, children: this.nodes(elementsIn(element)) }];
    });
  }

  #used(element: XmlElement, agent: Agent): Key | undefined {
    const ref = attributeOf(element, 'ref');
    const key = ref === undefined ? this.#define(element, agent) : this.#referred(element, ref);
    if (key === undefined) return undefined;
    const uses = (this.#uses.get(key) ?? 0) + 1;
    this.#uses.set(key, uses);
    return agent.max > 0 && uses > agent.max ? this.#drop(element, `${key} is used a second time`) : key;
  }

  #referred(element: XmlElement, ref: string): Key | undefined {
    const key = `${element.name}:${ref}`;
    return this.#shared.has(key) ? key : this.#drop(element, `${key} is not defined below <resources>`);
  }

  /** The first definition of a key wins. */
  #define(element: XmlElement, agent: Agent): Key | undefined {
    const primary = primaryIn(agent.attributes);
    const name = attributeOf(element, primary);
    if (name === undefined) return this.#drop(element, `a ${element.name} without ${primary}`);
    const key = `${element.name}:${name}`;
    if (!this.resources.has(key)) this.resources.set(key, { key, type: element.name, name, element });
    else if (this.#shared.has(key) || agent.max === 1) return this.#drop(element, `${key} is defined a second time`);
    return key;
  }

  /** `<action>` overrides times, and rgmanager compares none of them. */
  #agentOf(element: XmlElement): Agent | undefined {
    const agent = own(this.#agents, element.name);
    if (agent === undefined && element.name !== 'action')
      this.doubt(element, `there is no metadata of <${element.name}>: what it does is not predicted`);
    return agent;
  }

  #drop(element: XmlElement, what: string): undefined {
    this.doubt(element, `${what}: rgmanager leaves it out`);
    return undefined;
  }
}

/** A node and all below it, in the order in which they start. */
export function startOrder(node: TreeNode, agents: Agents): readonly TreeNode[] {
  return [node, ...inLevels(node, agents, 'start').flatMap((child) => startOrder(child, agents))];
}

/** A node and all below it, in the order in which they stop. */
export function stopOrder(node: TreeNode, agents: Agents): readonly TreeNode[] {
  return [...inLevels(node, agents, 'stop').flatMap((child) => stopOrder(child, agents)), node];
}

/** Those without a level start last and stop first. */
function inLevels({ type, children }: TreeNode, agents: Agents, phase: 'start' | 'stop'): readonly TreeNode[] {
  const levels = own(agents, type)?.children;
  const none = phase === 'start' ? Infinity : -Infinity;
  const level = (child: TreeNode) => own(levels, child.type)?.[phase] ?? none;
  const ordered = phase === 'start' ? children : children.toReversed();
  return ordered.toSorted((a, b) => (level(a) === level(b) ? 0 : level(a) - level(b)));
}
