/** Interprets one recorded result as a role or a failure. */
import { banEverywhere, block } from '../input/active.ts';
import { resourceAction } from '../acting/actions.ts';
import { canFence } from '../acting/fence-actions.ts';
import { checkExpiry, Rc, type Result } from './expiry.ts';
import { isMaskedProbe, type Entry } from './history-entries.ts';
import { migrateFromFailed, migrateToFailed, migrateToSucceeded } from './history-migrations.ts';
import type { Cluster, Node, Resource } from '../input/model.ts';
import { isAnonymousClone, topOf } from '../input/tree.ts';
import { failurePolicy, isMoreSevere, type OnFail } from '../input/operations.ts';
import { addLocation } from '../input/score-on.ts';
import { INFINITY, Role } from '../input/text.ts';

/** `op-status`. */
const Status = {
  pending: -1,
  done: 0,
  cancelled: 1,
  unsupported: 3,
  error: 4,
  hard: 5,
  fatal: 6,
  notInstalled: 7,
  noDevice: 10,
  noSecrets: 11,
} as const;
/** Applies one result. Results arrive in chronological order. */
export function readResult(cluster: Cluster, result: Result): void {
  const { resource, node, entry, outcome } = result;
  if (entry.status < Status.pending || entry.task === 'notify' || entry.task === 'meta-data' || entry.task === '')
    return;
  const banned = resource.is.unique ? resource : topOf(resource);
  const expired = entry.status !== Status.notInstalled && checkExpiry(cluster, result);
  const masked = isMaskedProbe(entry);
  const { rc, status } = meaningOf(cluster, result);
  if (expired && masked && entry.result !== entry.expected) {
    if (resource.role <= Role.stopped) resource.role = Role.unknown;
    return;
  }
  if (expired && rc !== entry.expected) {
    if (entry.interval === 0) return;
    if (node.online && !node.unclean) {
      cluster.history.expired.add(entry);
      return;
    }
  }
  if (masked) {
    applySuccess(cluster, result, entry.expected);
    addLocation(cluster, banned, node, -INFINITY);
  } else if (status === Status.pending) applyPending(cluster, result);
  else if (status === Status.done) applySuccess(cluster, result, rc);
  else if (status === Status.notInstalled) {
    if (policyOf(cluster, result) === 'ignore') outcome.onFail = 'migrate';
    addLocation(cluster, banned, node, -INFINITY);
    applyFailure(cluster, result, rc);
  } else if (status !== Status.cancelled) applyError(cluster, result, { rc, status, banned });
}

function policyOf(cluster: Cluster, { resource, entry }: Result): OnFail {
  return failurePolicy(cluster, resource, entry.task, entry.interval).onFail;
}

function applyError(
  cluster: Cluster,
  result: Result,
  { rc, status, banned }: { rc: number; status: number; banned: Resource },
): void {
  const { resource, node, entry } = result;
  if (policyOf(cluster, result) === 'ignore') {
    applySuccess(cluster, result, entry.expected);
    resource.is.failureIgnored = true;
    return;
  }
  applyFailure(cluster, result, rc);
  if (status === Status.hard || status >= Status.noDevice) addLocation(cluster, banned, node, -INFINITY);
  else if (status === Status.fatal) addLocation(cluster, banned, null, -INFINITY);
}

function applyPending(cluster: Cluster, { resource, node, entry }: Result): void {
  const { task, interval, target } = entry;
  if (task === 'start') {
    resource.is.startPending = true;
    setActive(resource);
  } else if (task === 'promote') resource.role = Role.promoted;
  else if (task === 'migrate_to' && node.unclean) {
    const to = cluster.nodes.find(({ name }) => name === target);
    if (to !== undefined) resourceAction(cluster, resource, { task: 'stop', node: to, required: true });
  }
  if (resource.pendingTask !== null || (interval === 0 && task === 'monitor')) return;
  resource.pendingTask = task;
  resource.pendingOn = node;
}

function setActive(resource: Resource): void {
  resource.role = topOf(resource).is.promotable ? Role.unpromoted : Role.started;
}

/** Interprets the exit code by the expected result. It can already change the role. */
function meaningOf(
  cluster: Cluster,
  { resource, node, entry, outcome }: Result,
): { readonly rc: number; readonly status: number } {
  const probe = entry.task === 'monitor' && entry.interval === 0;
  let { result: rc, status } = entry;
  if (entry.task === 'monitor' && rc === Rc.degraded) rc = Rc.ok;
  if (entry.task === 'monitor' && rc === Rc.degradedPromoted) rc = Rc.promoted;
  if (isMaskedProbe(entry)) [status, rc] = [Status.done, Rc.notRunning];
  if (status !== Status.done && status !== Status.error) return { rc, status };
  status = entry.expected < 0 || entry.expected !== rc ? Status.error : Status.done;
  switch (rc) {
    case Rc.ok:
      return { rc, status: probe && entry.expected === Rc.notRunning ? Status.done : status };
    case Rc.notRunning:
      if (!probe && entry.expected !== rc && resource.is.managed) return { rc, status };
      resource.role = Role.stopped;
      outcome.onFail = 'ignore';
      resource.nextRole = Role.unknown;
      return { rc, status: Status.done };
    case Rc.promoted:
      resource.role = Role.promoted;
      return { rc, status: probe && rc !== entry.expected ? Status.done : status };
    case Rc.degradedPromoted:
    case Rc.failedPromoted:
      resource.role = Role.promoted;
      return { rc, status: Status.error };
    case Rc.notConfigured:
      return { rc, status: Status.fatal };
    case Rc.unimplemented:
      if (entry.interval > 0) return { rc, status: Status.unsupported };
      blockFailedStop(cluster, resource, node, entry);
      return { rc, status: Status.hard };
    case Rc.notInstalled:
    case Rc.invalid:
    case Rc.privileges:
      blockFailedStop(cluster, resource, node, entry);
      return { rc, status: Status.hard };
    default:
      return { rc, status: status === Status.done ? Status.error : status };
  }
}

/** Blocks a resource after a failed stop that fencing cannot resolve. */
function blockFailedStop(cluster: Cluster, resource: Resource, node: Node, { task }: Entry): void {
  if (task === 'stop' && !canFence(cluster, node)) block(resource);
}

const KEPT_AFTER_SUCCESS: readonly OnFail[] = ['stop', 'fence', 'migrate', 'standby'];

/** Sets the role that a success proves. A later success clears most failures. */
function applySuccess(cluster: Cluster, { resource, node, entry, outcome }: Result, rc: number): void {
  let forget = false;
  if (rc === Rc.notInstalled || isMaskedProbe(entry)) resource.role = Role.stopped;
  else if (rc === Rc.notRunning) forget = true;
  else
    switch (entry.task) {
      case 'monitor':
        forget = outcome.lastFailure?.key === entry.key;
        if (resource.role < Role.started) setActive(resource);
        break;
      case 'start':
      case 'migrate_from':
        resource.role = Role.started;
        forget = true;
        break;
      case 'stop':
        resource.role = Role.stopped;
        forget = true;
        break;
      case 'promote':
        resource.role = Role.promoted;
        forget = true;
        break;
      case 'demote':
        forget = outcome.onFail === 'demote';
        resource.role = Role.unpromoted;
        break;
      case 'migrate_to':
        migrateToSucceeded(cluster, resource, node, entry);
        break;
      default:
        if (resource.role < Role.started) setActive(resource);
    }
  if (!forget || KEPT_AFTER_SUCCESS.includes(outcome.onFail)) return;
  outcome.onFail = 'ignore';
  resource.nextRole = Role.unknown;
}

function applyFailure(cluster: Cluster, { resource, node, entry, outcome }: Result, rc: number): void {
  outcome.lastFailure = entry;
  const policy = failurePolicy(cluster, resource, entry.task, entry.interval);
  if (isMoreSevere(policy.onFail, outcome.onFail)) outcome.onFail = policy.onFail;
  if (entry.task === 'stop') addLocation(cluster, resource, node, -INFINITY);
  else if (entry.task === 'migrate_to') migrateToFailed(cluster, resource, node, entry);
  else if (entry.task === 'migrate_from') migrateFromFailed(cluster, resource, node, entry);
  else if (entry.task === 'promote') resource.role = Role.promoted;
  else if (entry.task === 'demote') applyFailedDemote(resource, policy.onFail, rc);
  const probe = entry.task === 'monitor' && entry.interval === 0;
  if (probe && rc === Rc.notInstalled) resource.role = Role.stopped;
  else if (resource.role < Role.started) setActive(resource);
  if (policy.role !== Role.started && resource.nextRole < policy.role) resource.nextRole = policy.role;
  if (policy.role === Role.stopped)
    banEverywhere(cluster, isAnonymousClone(topOf(resource)) ? topOf(resource) : resource);
}

function applyFailedDemote(resource: Resource, onFail: OnFail, rc: number): void {
  if (onFail === 'block') {
    resource.role = Role.promoted;
    resource.nextRole = Role.stopped;
  } else resource.role = rc === Rc.notRunning ? Role.stopped : Role.unpromoted;
}
