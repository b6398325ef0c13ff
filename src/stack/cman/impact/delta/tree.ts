/**
 * `<rm>` of a cluster.conf as rgmanager builds it: the list of resources, and below `<rm>` trees of references to them.
 * What rgmanager leaves out is left out here too, and said. rgmanager, reslist.c, load_resources, and restree.c,
 * build_tree; measured. Domain reference, 1.7 and 2.3.
 */
import { elementsIn, type XmlElement } from '../../../../base/xml.ts';
import type { Agents } from '../agents.ts';
import * as say from './doubts.ts';
import type { Doubt } from './doubts.ts';
import { loaded, ResourceList, type Key, type Resource } from './resources.ts';
import { rulesOf, type Rule, type Rules } from './rules.ts';
import { Below, LONGEST, valueAt, type Spot } from './spots.ts';

export type TreeNode = {
  readonly key: Key;
  readonly type: string;
  readonly resource: Resource;
  /** Of the element that puts it there: for a reference not that of its definition. */
  readonly line: number;
  /** In the order in which rgmanager loads them: declared types first. */
  readonly children: readonly TreeNode[];
};

export type ServiceTree = {
  readonly cluster: XmlElement;
  readonly agents: Agents;
  readonly list: ResourceList;
  readonly resources: ReadonlyMap<Key, Resource>;
  readonly roots: readonly TreeNode[];
  /** What rgmanager leaves out, and what is not known. */
  readonly doubts: readonly Doubt[];
};

/** The trees of a cluster.conf; empty without `<rm>`. */
export function serviceTree(cluster: XmlElement, agents: Agents): ServiceTree {
  const growing = new Growing(rulesOf(agents));
  const [rm, ...others] = elementsIn(cluster, 'rm');
  const roots = rm === undefined ? [] : growing.grow([rm, ...others]);
  const { list, doubts } = growing;
  return { cluster, agents, list, roots, doubts, resources: byKey(list.all) };
}

function byKey(resources: readonly Resource[]): ReadonlyMap<Key, Resource> {
  return new Map(resources.toReversed().map((resource) => [resource.key, resource]));
}

/** Sections of `<rm>` that hold no services. */
const SECTIONS = ['failoverdomains', 'resources', 'resource-defaults', 'events'];
const RM = '/cluster/rm'.length;

type RuleOf = (element: XmlElement) => Rule | undefined;

/** Names and counts that later elements need. */
class Growing {
  readonly list = new ResourceList();
  readonly doubts: Doubt[] = [];
  readonly #rules: Rules;
  readonly #uses = new Map<Resource, number>();

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  grow(rm: readonly [XmlElement, ...XmlElement[]]): readonly TreeNode[] {
    const [, second] = rm;
    if (second !== undefined) this.#doubt(second, 'a second <rm>: releases do not agree on which one counts');
    for (const element of rm.flatMap((section) => elementsIn(section, 'resource-defaults')))
      this.#doubt(element, '<resource-defaults>: rgmanager applies them when it is too late');
    const [first, ...others] = rm.flatMap((section) => elementsIn(section, 'resources'));
    if (first !== undefined) this.#share({ elements: [first, ...others], path: RM + '/resources'.length });
    const roots: TreeNode[] = [];
    this.#anyChildren(new Below({ elements: rm, path: RM }), undefined, roots);
    return roots;
  }

  #doubt({ line }: XmlElement, what: string): undefined {
    this.doubts.push({ line, what });
    return undefined;
  }

  /** The definitions below `<resources>`, type by type: the first that is not complete ends its type. */
  #share(spot: Spot): void {
    const below = new Below(spot);
    const types = new Set(spot.elements.flatMap((section) => elementsIn(section)).map(({ name }) => name));
    for (const type of types) {
      const rule = this.#rules.ofType(type);
      const spots = [...below.typed(type)];
      if (rule === undefined) for (const { elements } of spots) this.#unknown(elements[0]);
      else this.#shareType(rule, spots);
    }
  }

  #shareType(rule: Rule, spots: readonly Spot[]): void {
    for (const [index, spot] of spots.entries()) {
      const resource = loaded(rule, spot, true);
      if ('missing' in resource) {
        const lost = index + 1 < spots.length ? `every ${rule.type} that follows it` : undefined;
        this.#doubt(spot.elements[0], say.incomplete(rule, resource, lost));
        return;
      }
      this.#store(resource);
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
    const below = new Below(spot);
    if (below.isEmpty) return [];
    const nodes: TreeNode[] = [];
    for (const [type] of rule.children) if (below.has(type)) this.#declared(below, type, rule, nodes);
    this.#anyChildren(below, rule, nodes);
    return nodes;
  }

  #declared(below: Below, type: string, parent: Rule, nodes: TreeNode[]): void {
    const rule = this.#rules.ofType(type);
    if (rule === undefined) return;
    const lost = () => `every ${type} that follows it below this ${parent.type}`;
    this.#add(nodes, below.typed(type), () => rule, lost);
  }

  #anyChildren(below: Below, parent: Rule | undefined, nodes: TreeNode[]): void {
    const ruleOf = (element: XmlElement) => this.#undeclared(element, parent);
    const lost = () => (parent === undefined ? 'all that follows it' : 'what follows it without a level of its own');
    this.#add(nodes, below.all(), ruleOf, lost);
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
    for (const [index, spot] of spots.entries()) {
      const [element] = spot.elements;
      const rule = spot.path > LONGEST ? this.#doubt(element, say.tooDeep(element)) : ruleOf(element);
      const resource = rule === undefined ? undefined : this.#resourceAt(spot, rule);
      if (rule === undefined || resource === undefined) continue;
      if ('missing' in resource) {
        this.#doubt(element, say.incomplete(rule, resource, index + 1 < spots.length ? lost() : undefined));
        return;
      }
      nodes.push(this.#node(spot, resource));
    }
  }

  #node(spot: Spot, resource: Resource): TreeNode {
    const { key, type, rule } = resource;
    const children = this.#children(spot, rule);
    for (const child of twiceIn(children))
      this.doubts.push({ line: child.line, what: say.standsTwice(child.key, key) });
    return { key, type, resource, line: spot.elements[0].line, children };
  }

  #resourceAt(spot: Spot, rule: Rule) {
    const reference = spot.path + '/@ref'.length > LONGEST ? undefined : valueAt(spot, 'ref');
    const resource = reference === undefined ? this.#inline(spot, rule) : this.#referred(spot, rule, reference);
    if (resource === undefined || 'missing' in resource) return resource;
    const uses = (this.#uses.get(resource) ?? 0) + 1;
    const { max } = rule.agent;
    if (max === 0 || uses <= max) {
      this.#uses.set(resource, uses);
      return resource;
    }
    this.#doubt(spot.elements[0], say.overused(resource));
    return undefined;
  }

  #inline(spot: Spot, rule: Rule) {
    const resource = loaded(rule, spot, false);
    return 'missing' in resource || this.#store(resource) ? resource : undefined;
  }

  #referred({ elements }: Spot, { type }: Rule, reference: string): Resource | undefined {
    const resource = this.list.find(type, reference);
    if (resource?.isShared === true) return resource;
    this.#doubt(elements[0], say.notDefined(`${type}:${reference}`));
    return undefined;
  }
}

/** Siblings of one resource, from the second on, with other children than the first has. */
function twiceIn(children: readonly TreeNode[]): readonly TreeNode[] {
  if (children.length < 2) return [];
  const first = new Map<Resource, TreeNode>();
  return children.filter((child) => {
    const known = first.get(child.resource);
    if (known === undefined) first.set(child.resource, child);
    return known !== undefined && shapeOf(known) !== shapeOf(child);
  });
}

function shapeOf({ key, children }: TreeNode): string {
  return `${key}(${children.map(shapeOf).sort().join()})`;
}
