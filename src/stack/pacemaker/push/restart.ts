/**
 * A restart of corosync and pacemaker on each host in turn, for what they read only at their start, and what hosts may differ in meanwhile.
 * Each host is on standby while its daemons stop. Measured with corosync 3.1.7; dlm.conf(5), sbd(8).
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { Action } from '../../../bundle/action.ts';
import type { BundleNode } from '../../../bundle/bundle.ts';
import type { Change } from '../../../deploy/plan/changes.ts';
import type { Turn } from '../../../deploy/plan/plan.ts';
import { actionId, atMost, command, QUIET } from '../../../emit/actions.ts';
import type { LeavingAround, Restarting } from '../../../impact/leaving.ts';
import { readCib } from '../cib/document.ts';
import { SBD_FILES } from '../dialect.ts';
import { CIB } from '../emit/cib.ts';
import { COROSYNC_CONF } from '../emit/corosync-conf.ts';
import { DLM_CONF } from '../emit/dlm-conf.ts';
import { predictCorosync } from '../impact/corosync/predict.ts';
import { crmMon, isOnline, nodeIs } from './crm-mon.ts';
import { drained, isEmpty, effectOf, standby, startsOf, stopsOf } from './drain.ts';
import { effectOfStop, fullStop, NOT_RELOADED, stops } from './full-stop.ts';
import { deviceVotes } from './quorum-device.ts';
import { movingTime } from './times.ts';

export const restarting: Restarting = {
  isNeeded: (changes) => changes.some((one) => restarts(one) || stops(one)),
  without: (changes) => (changes.some(stops) ? NOT_RELOADED : []),
  turns: (nodes, around) => {
    if (around.changes.some(stops)) return [fullStop(nodes, around)];
    return nodes.length < 2 ? [] : nodes.map((node) => turnOf(node, nodes, around));
  },
  effect: (nodes, around) => {
    if (around.changes.some(stops)) return effectOfStop(around);
    const effects = nodes.map((node) => effectOf([node], around));
    const each = effects.map(({ prediction }) => prediction);
    const moves = each.map(({ summary }) => summary.replace(ELSE, '')).filter((one) => one !== '');
    const [first = effectOf([], around).prediction] = each;
    const prediction = {
      ...first,
      services: each.flatMap(({ services }) => services),
      doubts: [...new Set(each.flatMap(({ doubts }) => doubts))],
      diagnostics: each.flatMap(({ diagnostics }) => diagnostics),
      isDifferent: each.some(({ isDifferent }) => isDifferent),
      summary: [...new Set(moves), `everything ${moves.length > 0 ? 'else ' : ''}keeps running`].join('; '),
    };
    return { path: CIB, found: '', prediction, witnesses: effects.flatMap(({ witnesses = [] }) => witnesses) };
  },
};

const ELSE = /(?:^|; )everything (?:else )?keeps running$/;

/** Does a restart of one host after the other bring it into force? */
export function restarts(one: Change): boolean {
  const { path, change, found, desired } = one;
  if (change !== 'update') return false;
  if (path === DLM_CONF) return !stops(one);
  if (SBD_FILES.some((file) => file === path)) return true;
  if (path !== COROSYNC_CONF) return false;
  return predictCorosync(found ?? '', desired ?? '').changes.some((key) => key.class === 'node-by-node');
}

function turnOf(node: BundleNode, nodes: readonly BundleNode[], { actions, live, runs }: LeavingAround): Turn {
  const others = nodes.filter((one) => one !== node).map(({ host }) => host);
  // What has moved to a host stays there until its own turn, unless it fails back.
  const all = nodes.flatMap(({ host }) => runs(host));
  const millis = movingTime(readCib(live), all);
  const isResting = restingIn(live).includes(node.nodeName);
  const restart = restartOf(node, actions);
  const around = isResting
    ? restart
    : [drained(node.nodeName, others, millis), ...restart, ...returnOf(node, others, millis)];
  const asked = deviceVotes(actions, node.nodeName, others).map((action) => ({ action, nodes: others }));
  return {
    node: node.host,
    steps: [...asked, ...around.map((action) => ({ action, nodes: action.on?.slice(0, 1) ?? [node.host] }))],
    stranded: [],
  };
}

/** Hosts that an operator has on standby, and that stay so. */
function restingIn(live: XmlElement): readonly string[] {
  const within = (parents: readonly XmlElement[], name: string) => parents.flatMap((one) => elementsIn(one, name));
  const nodes = within(within(elementsIn(live, 'configuration'), 'nodes'), 'node');
  const pairs = (node: XmlElement) => within(elementsIn(node, 'instance_attributes'), 'nvpair');
  const isOn = (pair: XmlElement) =>
    attributeOf(pair, 'name') === 'standby' && ['on', 'true', 'yes', '1'].includes(attributeOf(pair, 'value') ?? '');
  return nodes.filter((node) => pairs(node).some(isOn)).flatMap((node) => attributeOf(node, 'uname') ?? []);
}

const UNITS = '90 s for each unit that stops or starts, and 20 s for the choice of a coordinator: our choice';

/**
 * The rollback of the second starts the daemons with the old files, which only the controller does: a host alone cannot move its guests
 * away. What a host alone does is to start what is stopped.
 */
function restartOf({ host, nodeName }: BundleNode, actions: readonly Action[]): readonly Action[] {
  const [stops, starts] = [stopsOf(actions), startsOf(actions)];
  const common = {
    ...QUIET,
    on: [host],
    when: ['changed'],
    worstCase: atMost(400, UNITS),
    probe: crmMon(isOnline(nodeName)),
  } as const;
  return [
    {
      ...common,
      id: actionId('pacemaker', 'restart', nodeName),
      disruption: 'leave-cluster',
      reason: 'the daemons read their files when they start',
      gate: isEmpty(nodeName),
      run: [...stops, ...starts],
      undo: { when: 'after-files', run: starts, until: crmMon(isOnline(nodeName)) },
    },
    {
      ...common,
      id: actionId('pacemaker', 'restarted', nodeName),
      reason: 'a rollback starts the daemons again, with the old files',
      run: [],
      undo: { when: 'after-files', run: [...stops, ...starts], until: crmMon(isOnline(nodeName)), attended: true },
    },
  ];
}

/** The host has guests again, and the cluster comes to rest. */
function* returnOf({ nodeName }: BundleNode, on: Action['on'], millis: number): Generator<Action> {
  const common = {
    ...QUIET,
    on,
    when: ['changed'],
    worstCase: atMost(millis / 1000, 'as long as the way out'),
  } as const;
  yield {
    ...common,
    id: actionId('pacemaker', 'return', nodeName),
    reason: `${nodeName} may run guests again`,
    run: [standby(nodeName, 'off')],
    probe: crmMon(nodeIs(nodeName, { online: 'true', standby: 'false' })),
    undo: { when: 'after-files', run: [standby(nodeName, 'on')], until: isEmpty(nodeName), attended: true },
  };
  yield {
    ...common,
    id: actionId('pacemaker', 'settle', nodeName),
    reason: 'what belongs on the host is back before the next one leaves',
    run: [],
    probe: command('crm_resource', '--wait', '--timeout', '5'),
  };
}
