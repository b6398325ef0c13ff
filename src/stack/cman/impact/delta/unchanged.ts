/** What two files have in common: an element that was read once is loaded once. */
import type { XmlElement } from '../../../../base/xml.ts';
import type { Resource } from './resources.ts';
import type { Rule, Rules } from './rules.ts';
import type { Spot } from './spots.ts';
import type { TreeNode } from './tree-node.ts';

type Root = { readonly rules: Rules; readonly path: number; readonly node: TreeNode };

export class Unchanged {
  readonly #roots = new Map<XmlElement, Root>();
  readonly #shared = new Map<XmlElement, Resource>();

  /** The tree of the same element, by the same rules, where its path is no longer. */
  rootAt({ element, others, path }: Spot, rules: Rules): TreeNode | undefined {
    const root = others.length > 0 ? undefined : this.#roots.get(element);
    return root?.rules === rules && path <= root.path ? root.node : undefined;
  }

  /** Keeps a tree about which there is no doubt. */
  keepRoot({ element, others, path }: Spot, rules: Rules, node: TreeNode | undefined): void {
    if (others.length === 0 && node?.element === element) this.#roots.set(element, { rules, path, node });
  }

  /** The resource that the same element defines, by the same rule. */
  sharedAt({ element, others }: Spot, rule: Rule): Resource | undefined {
    const resource = others.length > 0 ? undefined : this.#shared.get(element);
    return resource?.rule === rule ? resource : undefined;
  }

  keepShared({ element, others }: Spot, resource: Resource): void {
    if (others.length === 0) this.#shared.set(element, resource);
  }
}
