/**
 * `<rm>` of a cluster.conf as rgmanager builds it: the list of resources, and below `<rm>` trees of references to them.
 * What rgmanager leaves out is left out here too, and said. rgmanager, reslist.c, load_resources, and restree.c,
 * build_tree; measured.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../../base/xml.ts';
import type { Agents } from '../agents.ts';
import { Unchanged } from './unchanged.ts';
import * as say from './doubts.ts';
import type { Doubt } from './doubts.ts';
import { loaded, ResourceList, type Resource } from './resources.ts';
import { rulesOf, type Rule, type Rules } from './rules.ts';
import { Below, LONGEST, spotOf, valueAt, type Spot } from './spots.ts';
import { twiceIn, type TreeNode } from './tree-node.ts';

export type ServiceTree = {
  readonly cluster: XmlElement;
  readonly agents: Agents;
  readonly list: ResourceList;
  readonly roots: readonly TreeNode[];
  /** What rgmanager leaves out, and what is not known. */
  readonly doubts: readonly Doubt[];
};

/** The trees of a cluster.conf; empty without `<rm>`. Two files that are compared are given the same `unchanged`. */
export function serviceTree(cluster: XmlElement, agents: Agents, unchanged = new Unchanged()): ServiceTree {
  const growing = new Growing(rulesOf(agents), unchanged);
  const [rm, ...others] = elementsIn(cluster, 'rm');
  const roots = rm === undefined ? [] : growing.grow([rm, ...others]);
  const { list, doubts } = growing;
  return { cluster, agents, list, roots, doubts };
}

/** Sections of `<rm>` that hold no services. */
const SECTIONS = ['failoverdomains', 'resources', 'resource-defaults', 'events'];
const RM = '/cluster/rm'.length;

const NONE: readonly never[] = [];

type RuleOf = (element: XmlElement) => Rule | undefined;

/** Names and counts that later elements need. */
class Growing {
  readonly list = new ResourceList();
  readonly doubts: Doubt[] = [];
  readonly #rules: Rules;
  readonly #unchanged: Unchanged;
  readonly #uses = new Map<Resource, number>();

  constructor(rules: Rules, unchanged: Unchanged) {
    this.#rules = rules;
    this.#unchanged = unchanged;
  }

  grow(rm: readonly [XmlElement, ...XmlElement[]]): readonly TreeNode[] {
    const [, second] = rm;
    if (second !== undefined) this.#doubt(second, 'a second <rm>: releases do not agree on which one counts');
    for (const element of rm.flatMap((section) => elementsIn(section, 'resource-defaults')))
      this.#doubt(element, '<resource-defaults>: rgmanager applies them when it is too late');
    const [first, ...others] = rm.flatMap((section) => elementsIn(section, 'resources'));
    if (first !== undefined) this.#share(spotOf([first, ...others], RM + '/resources'.length));
    return this.#roots(new Below(spotOf(rm, RM)).all());
  }

  /** What both files have is kept, unless something in this file prevents it. */
  #roots(spots: readonly Spot[]): readonly TreeNode[] {
    const roots: TreeNode[] = [];
    const ruleOf = (element: XmlElement) => this.#undeclared(element, undefined);
    for (const [index, spot] of spots.entries()) {
      const known = this.#unchanged.rootAt(spot, this.#rules);
      if (known !== undefined && this.#fit([known])) {
        this.#take([known]);
        roots.push(known);
        continue;
      }
      const doubts = this.doubts.length;
      const lost = index + 1 < spots.length ? () => 'all that follows it' : undefined;
      if (!this.#addOne(roots, spot, ruleOf, lost)) return roots;
      if (this.doubts.length === doubts) this.#unchanged.keepRoot(spot, this.#rules, roots.at(-1));
    }
    return roots;
  }

  #fit(nodes: readonly TreeNode[]): boolean {
    for (const { element, type, resource, children } of nodes) {
      const isFree = resource.isShared
        ? resource === this.list.find(type, attributeOf(element, 'ref') ?? '') && !this.#uses.has(resource)
        : this.list.hasRoomFor(resource);
      if (!isFree || !this.#fit(children)) return false;
    }
    return true;
  }

  #take(nodes: readonly TreeNode[]): void {
    for (const { resource, children } of nodes) {
      if (resource.isShared) this.#use(resource);
      else this.list.store(resource);
      this.#take(children);
    }
  }

  #doubt({ line }: XmlElement, what: string): undefined {
    this.doubts.push({ line, what });
    return undefined;
  }

  /** The definitions below `<resources>`, type by type: the first that is not complete ends its type. */
  #share(spot: Spot): void {
    const below = new Below(spot);
    const types = new Set(
      [spot.element, ...spot.others].flatMap((section) => elementsIn(section)).map(({ name }) => name),
    );
    for (const type of types) {
      const rule = this.#rules.ofType(type);
      const spots = below.typed(type);
      if (rule === undefined) for (const { element } of spots) this.#unknown(element);
      else this.#shareType(rule, spots);
    }
  }

  #shareType(rule: Rule, spots: readonly Spot[]): void {
    for (const [index, spot] of spots.entries()) {
      const resource = this.#unchanged.sharedAt(spot, rule) ?? loaded(rule, spot, true);
      if ('missing' in resource) {
        const lost = index + 1 < spots.length ? `every ${rule.type} that follows it` : undefined;
        this.#doubt(spot.element, say.incomplete(rule, resource, lost));
        return;
      }
      this.#store(resource);
      this.#unchanged.keepShared(spot, resource);
    }
  }

  #store(resource: Resource): boolean {
    const { element, rule } = resource;
    const collision = this.list.store(resource);
    if (collision !== undefined) this.#doubt(element, say.collides(resource, collision));
    else if (rule.primary === undefined) this.#doubt(element, say.nameless(rule));
    return collision === undefined;
  }

  #unknown(element: XmlElement): void {
    if (element.name !== 'action') this.#doubt(element, say.unknownType(element));
  }

  /** Declared types first, then the others as they are written. */
  #children(spot: Spot, rule: Rule): readonly TreeNode[] {
    if (spot.element.children.length === 0 && spot.others.length === 0) return NONE;
    const below = new Below(spot);
    if (below.isEmpty) return NONE;
    const nodes: TreeNode[] = [];
    for (const type of below.typesOf(rule.numbers)) this.#declared(below, type, rule, nodes);
    if (!below.hasOnly(rule.permitted)) this.#anyChildren(below, rule, nodes);
    return nodes;
  }

  #declared(below: Below, type: string, parent: Rule, nodes: TreeNode[]): void {
    const rule = this.#rules.ofType(type);
    if (rule === undefined) return;
    const lost = () => `every ${type} that follows it below this ${parent.type}`;
    this.#add(nodes, below.typed(type), () => rule, lost);
  }

  #anyChildren(below: Below, parent: Rule, nodes: TreeNode[]): void {
    const ruleOf = (element: XmlElement) => this.#undeclared(element, parent);
    this.#add(nodes, below.all(), ruleOf, () => 'what follows it without a level of its own');
  }

  /** The rule of an element that its parent's metadata does not name. */
  #undeclared(element: XmlElement, parent: Rule | undefined): Rule | undefined {
    const { name } = element;
    const rule = this.#rules.ofElement(name);
    if (rule === undefined) {
      if (parent !== undefined || !SECTIONS.includes(name)) this.#unknown(element);
      return undefined;
    }
    if (parent?.declared.has(name) !== true) return rule;
    if (parent.agent.forbids?.includes(name) === true) this.#doubt(element, say.forbidden(element, parent));
    return undefined;
  }

  /** One node after the other. An element that is not complete ends them: rgmanager takes it for the end of the list. */
  #add(nodes: TreeNode[], spots: readonly Spot[], ruleOf: RuleOf, lost: () => string): void {
    let left = spots.length;
    for (const spot of spots) {
      left -= 1;
      if (!this.#addOne(nodes, spot, ruleOf, left === 0 ? undefined : lost)) return;
    }
  }

  /** False where the element is not complete; `lost`: what is lost with it. */
  #addOne(nodes: TreeNode[], spot: Spot, ruleOf: RuleOf, lost: (() => string) | undefined): boolean {
    const { element } = spot;
    const rule = spot.path > LONGEST ? this.#doubt(element, say.tooDeep(element)) : ruleOf(element);
    const resource = rule === undefined ? undefined : this.#resourceAt(spot, rule);
    if (rule === undefined || resource === undefined) return true;
    const isComplete = !('missing' in resource);
    if (isComplete) nodes.push(this.#node(spot, resource));
    else this.#doubt(element, say.incomplete(rule, resource, lost?.()));
    return isComplete;
  }

  #node(spot: Spot, resource: Resource): TreeNode {
    const { key, type, rule } = resource;
    const children = this.#children(spot, rule);
    for (const child of twiceIn(children))
      this.doubts.push({ line: child.element.line, what: say.standsTwice(child.key, key) });
    return { key, type, resource, element: spot.element, children };
  }

  #resourceAt(spot: Spot, rule: Rule) {
    const reference = spot.path + '/@ref'.length > LONGEST ? undefined : valueAt(spot, 'ref');
    const resource = reference === undefined ? this.#inline(spot, rule) : this.#referred(spot, rule, reference);
    if (resource === undefined || 'missing' in resource) return resource;
    if (this.#use(resource)) return resource;
    this.#doubt(spot.element, say.overused(resource));
    return undefined;
  }

  /** Counts a use; false where it is one too many. */
  #use(resource: Resource): boolean {
    const { max } = resource.rule;
    const uses = (this.#uses.get(resource) ?? 0) + 1;
    if (max === 0 || uses > max) return max === 0;
    this.#uses.set(resource, uses);
    return true;
  }

  #inline(spot: Spot, rule: Rule) {
    const resource = loaded(rule, spot, false);
    return 'missing' in resource || this.#store(resource) ? resource : undefined;
  }

  #referred({ element }: Spot, { type }: Rule, reference: string): Resource | undefined {
    const resource = this.list.find(type, reference);
    if (resource?.isShared === true) return resource;
    this.#doubt(element, say.notDefined(`${type}:${reference}`));
    return undefined;
  }
}
