/**
 * What a cluster leaves alone or has not ended, in `crm_mon -1 --output-as=xml`: settings of operators, and pending operations. Measured on
 * 2.1.5.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { booleanOf } from '../impact/scheduler/input/text.ts';

/**
 * `name`: a resource, a node, or none where it is about the whole cluster. `stopped`: by its target-role; `pending`: an operation that has not
 * ended, such as `Starting`.
 */
export type Resting =
  | { readonly is: 'maintenance-mode' | 'stop-all-resources' }
  | { readonly is: 'standby' | 'maintenance' | 'stopped' | 'unmanaged'; readonly name: string }
  | { readonly is: 'pending'; readonly name: string; readonly operation: string };

export function restingIn(root: XmlElement): readonly Resting[] {
  const within = (...path: readonly string[]) =>
    path.reduce<readonly XmlElement[]>((parents, name) => parents.flatMap((one) => elementsIn(one, name)), [root]);
  const nodes = within('nodes', 'node');
  const ofCluster = WHOLE.filter((is) => within('summary', 'cluster_options').some((one) => isOn(one, is)));
  const ofNodes = nodes.flatMap((node) =>
    AWAY.filter((is) => isOn(node, is)).map((is) => ({ is, name: nameOf(node) })),
  );
  const left = nodes.filter((node) => isOn(node, 'maintenance')).map((node) => nameOf(node));
  const resources = within('resources').flatMap((list) => elementsIn(list));
  const found = [
    ...resources.flatMap((one) => outermost(one, isStopped).map((name) => ({ is: 'stopped', name }) as const)),
    ...(ofCluster.includes('maintenance-mode') ? [] : resources.flatMap((one) => unmanagedIn(one, left))),
    ...resources.flatMap((one) => pendingIn(one)),
  ];
  // Instances of a clone have the same id.
  const once = new Map(found.map((one) => [JSON.stringify(one), one]));
  return [...ofCluster.map((is) => ({ is })), ...ofNodes, ...once.values()];
}

const WHOLE = ['maintenance-mode', 'stop-all-resources'] as const;
const AWAY = ['standby', 'maintenance'] as const;

/** Of groups and clones crm_mon says `disabled`; only a primitive has its target-role. */
function isStopped(resource: XmlElement): boolean {
  return isOn(resource, 'disabled') || attributeOf(resource, 'target_role')?.toLowerCase() === 'stopped';
}

/** Not because of a node in maintenance, which makes all unmanaged that is active there. */
function unmanagedIn(resource: XmlElement, left: readonly string[]): readonly Resting[] {
  const isOwn = (one: XmlElement) => {
    const on = nodesOf(one);
    return attributeOf(one, 'managed') === 'false' && (on.length === 0 || on.some((node) => !left.includes(node)));
  };
  return outermost(resource, isOwn).map((name) => ({ is: 'unmanaged', name }));
}

function pendingIn(resource: XmlElement): readonly Resting[] {
  const operation = ['pending', 'role']
    .flatMap((name) => attributeOf(resource, name) ?? [])
    .find((said) => isUnderWay(said));
  const own = operation === undefined ? [] : [{ is: 'pending', name: idOf(resource), operation } as const];
  return [...own, ...inside(resource).flatMap((one) => pendingIn(one))];
}

/** A role such as `Stopping`, or what `pending` says besides it: `Monitoring`. */
function isUnderWay(said: string): boolean {
  return said.endsWith('ing');
}

/** A group or clone is named instead of what it holds. */
function outermost(resource: XmlElement, is: (one: XmlElement) => boolean): readonly string[] {
  return is(resource) ? [idOf(resource)] : inside(resource).flatMap((one) => outermost(one, is));
}

function nodesOf(resource: XmlElement): readonly string[] {
  return [
    ...elementsIn(resource, 'node').map((node) => nameOf(node)),
    ...inside(resource).flatMap((one) => nodesOf(one)),
  ];
}

const HELD = new Set(['resource', 'group', 'clone', 'bundle', 'replica']);

function inside(resource: XmlElement): readonly XmlElement[] {
  return elementsIn(resource).filter(({ name }) => HELD.has(name));
}

/** Of a group in a clone the instance is a part: `locking:0`. */
function idOf(resource: XmlElement): string {
  return (attributeOf(resource, 'id') ?? '').replace(/:\d+$/, '');
}

function nameOf(node: XmlElement): string {
  return attributeOf(node, 'name') ?? '';
}

function isOn(element: XmlElement, name: string): boolean {
  return booleanOf(attributeOf(element, name)) === true;
}
