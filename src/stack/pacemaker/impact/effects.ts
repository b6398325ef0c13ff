/** Derives each resource's effect and its new nodes from a transition. */
import type { Cluster, Resource } from './scheduler/input/model.ts';
import type { Operation } from './scheduler/result/execute.ts';

/** `monitor-only`: the resource keeps running. Only monitors change, or the agent reloads. */
export type Effect = 'stop' | 'start' | 'restart' | 'move' | 'migrate' | 'monitor-only';

type Step = { readonly op: string; readonly node: string };

/** Effects by resource id of the CIB, with all instances of a clone combined. A mere cleanup has no effect. */
export function effectsOf(operations: readonly Operation[]): ReadonlyMap<string, Effect> {
  const steps = new Map<string, Step[]>();
  for (const operation of operations)
    if (operation.kind === 'rsc_action') {
      const name = baseOf(operation.resource);
      const known = steps.get(name);
      if (known === undefined) steps.set(name, [operation]);
      else known.push(operation);
    }
  const effects = [...steps].map(([name, own]) => [name, effectOf(own)] as const);
  return new Map(effects.filter((pair): pair is readonly [string, Effect] => pair[1] !== null));
}

const baseOf = (name: string): string => name.replace(/:\d+$/, '');

function effectOf(steps: readonly Step[]): Effect | null {
  const nodesOf = (op: string) => steps.filter((step) => step.op === op).map(({ node }) => node);
  const [starts, stops] = [nodesOf('start'), nodesOf('stop')];
  if (nodesOf('migrate_to').length > 0) return 'migrate';
  if (starts.length > 0 && stops.length > 0) return starts.some((node) => stops.includes(node)) ? 'restart' : 'move';
  if (starts.length > 0) return 'start';
  if (stops.length > 0) return 'stop';
  return steps.some(({ op }) => op !== 'delete' && op !== 'notify') ? 'monitor-only' : null;
}

/**
 * Primitive -> sorted names of the nodes where it runs after the transition. Instances of an anonymous clone are combined. A
 * resource that failed to stop still runs. A guest whose migration failed counts as running on both nodes.
 */
export function placesAfter(
  cluster: Cluster,
  operations: readonly Operation[],
): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, Set<string>>();
  const targets = new Map<string, string | undefined>();
  for (const resource of primitivesOf(cluster.resources)) {
    const name = resource.is.unique ? resource.id : baseOf(resource.id);
    const nodes = places.get(name) ?? new Set();
    for (const node of resource.runningOn) nodes.add(node.name);
    places.set(name, nodes);
    targets.set(name, resource.assigned?.name);
  }
  operations.forEach((operation, at) => {
    const failed = operations[at + 1]?.kind === 'inject_attr';
    if (operation.kind === 'fencing_action' && operation.op !== 'on')
      for (const nodes of places.values()) nodes.delete(operation.target);
    if (operation.kind !== 'rsc_action') return;
    const name = places.has(operation.resource) ? operation.resource : baseOf(operation.resource);
    const nodes = places.get(name);
    if (nodes !== undefined) play(operation, nodes, failed ? targets.get(name) : null);
  });
  return new Map([...places].map(([name, nodes]) => [name, [...nodes].sort()]));
}

export function primitivesOf(resources: readonly Resource[]): readonly Resource[] {
  return resources.flatMap((resource) =>
    resource.kind === 'primitive' ? [resource] : primitivesOf(resource.children),
  );
}

/** Applies one step. `failedTo`: null if it succeeds, else the intended target node. */
function play({ op, node }: Step, nodes: Set<string>, failedTo: string | undefined | null): void {
  if (op === 'start' || op === 'migrate_from') nodes.add(node);
  if (op === 'stop' && failedTo === null) nodes.delete(node);
  if (op === 'migrate_to' && typeof failedTo === 'string') nodes.add(failedTo);
}
