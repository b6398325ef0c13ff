/** The first line of a plan: what happens to services and VMs. Pure. */
import { greatest } from '../../base/lists.ts';
import type { HostName } from '../../base/brand.ts';
import { documentsOf, type Bundle } from '../../bundle/bundle.ts';
import { NO_DAEMONS } from '../../deploy/plan/needed-actions.ts';
import type { Plan } from '../../deploy/plan/plan.ts';
import { listed } from '../listed.ts';
import { span } from '../span.ts';
import type { Effect } from '../../impact/impact.ts';
import { summaries } from './effects.ts';

/** One line, or one for each old text of an announced file. */
export function firstLines(plan: Plan, bundle: Bundle, effects: readonly Effect[]): readonly string[] {
  if (plan.phases.length === 0) return [];
  const done = [...doneIn(plan), ...starts(plan, bundle)];
  const predicted = plan.members.length > 0 || done.length === 0 ? summaries(effects, plan.changes) : [];
  if (done.length > 0) return [done.join('; '), ...predicted.map(withElse)];
  if (predicted.length > 0) return keepsItsState(plan, bundle) ? predicted.map(withoutServices) : predicted;
  return [inSandbox(plan, bundle) ?? 'no service and no VM is stopped, started or moved'];
}

/** A rehearsal runs nothing, which says nothing about running nodes. Null: the nodes are real, or nothing would be run. */
function inSandbox({ leftOut }: Plan, { nodes, actions, services, member }: Bundle): string | null {
  const left = leftOut.filter(({ because }) => because === NO_DAEMONS);
  if (left.length === 0 || member === null) return null;
  const ofNewNodes = new Set(actions.flatMap(({ id, when }) => (when.includes('new') ? [id] : [])));
  const isNew = (host: HostName) => left.some((one) => ofNewNodes.has(one.action) && one.nodes.includes(host));
  if (nodes.every(({ host }) => isNew(host))) return `on new nodes, ${clusterStarts(services)}`;
  return 'a sandbox runs no service and no VM; what running nodes would do is listed below';
}

/** Is this a rehearsal of a stack whose daemons keep what they run, so that a folder does not have it? */
function keepsItsState({ leftOut, members }: Plan, bundle: Bundle): boolean {
  const isRehearsal = members.length === 0 && leftOut.some(({ because }) => because === NO_DAEMONS);
  return isRehearsal && bundle.nodes.some(({ host }) => documentsOf(bundle, host).length > 0);
}

/** A prediction from files alone says nothing about services there. */
function withoutServices(line: string): string {
  return line.replace('everything keeps running', 'a sandbox cannot say which services and VMs start, stop or move');
}

/** A prediction covers everything; "else" excludes what the line above lists. */
function withElse(line: string): string {
  return line.replace('everything keeps running', 'everything else keeps running');
}

/** What the plan itself does to running services. */
function doneIn({ actions, leaving, members }: Plan): readonly string[] {
  const named = (kind: string) =>
    actions.flatMap(({ action: { id } }) => (id.startsWith(`${kind}/`) ? [id.slice(kind.length + 1)] : []));
  const restarts = actions.filter(({ action: { id } }) => id.startsWith('vm/restart/'));
  const away = span(
    greatest(
      restarts.map(({ action }) => action.worstCase.millis),
      0,
    ),
  );
  const moving = new Set(named('service/migrate').map((toHost) => toHost.replace(/\/[^/]*$/, '')));
  return [
    ...(leaving === 'none' ? [] : [LEAVING[leaving](members.join(', '))]),
    ...said(
      named('service/disable'),
      'is disabled, and will be so again afterwards',
      'are disabled, and will be so again afterwards',
    ),
    ...said(
      named('service/stop-again'),
      'is stopped, and will be so again afterwards',
      'are stopped, and will be so again afterwards',
    ),
    ...said(
      named('service/freeze'),
      'is frozen, and will be so again afterwards',
      'are frozen, and will be so again afterwards',
    ),
    ...said(named('service/stop'), 'stops', 'stop'),
    ...said([...moving], 'migrates to another host and back', 'migrate to another host and back'),
    ...said(
      named('vm/restart'),
      `stops and starts again, down for ${away} at most`,
      `stop and start again, each down for ${away} at most`,
    ),
  ];
}

function said(names: readonly string[], ofOne: string, ofMany: string): readonly string[] {
  return names.length === 0 ? [] : [`${listed(names)} ${names.length === 1 ? ofOne : ofMany}`];
}

const LEAVING: { readonly [L in Exclude<Plan['leaving'], 'none'>]: (nodes: string) => string } = {
  'all-at-once': (nodes) => `every service and VM goes down, as ${nodes} leave the cluster at once and join it again`,
  'one-by-one': (nodes) => `${nodes} leave the cluster and join it again, one after the other`,
};

/** What starts by itself, if nothing runs yet. */
function starts({ actions, members }: Plan, { services, serviceActions }: Bundle): readonly string[] {
  const last = serviceActions?.join.at(-1);
  if (last === undefined || members.length > 0 || !actions.some(({ action }) => action.id === last)) return [];
  return [clusterStarts(services)];
}

function clusterStarts(services: Bundle['services']): string {
  const names = services.filter(({ autostart }) => autostart).map(({ name }) => name);
  return names.length === 0
    ? 'the cluster starts, and no service or VM with it'
    : `the cluster starts, and with it ${listed(names)}`;
}
