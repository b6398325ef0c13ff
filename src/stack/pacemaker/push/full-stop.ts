/**
 * A stop of all members at once, for what daemons read only at their start and hosts may not differ in. The cluster first stops all that it
 * runs, so that nothing moves and no guest starts on a host that is about to stop; then all daemons stop, and start with the new files.
 * Measured with corosync 3.1.7 and pacemaker 2.1.5.
 */
import type { XmlElement } from '../../../base/xml.ts';
import type { Action, Command, Expected, Probe } from '../../../bundle/action.ts';
import type { BundleNode } from '../../../bundle/bundle.ts';
import type { Change } from '../../../deploy/plan/changes.ts';
import type { Turn } from '../../../deploy/plan/plan.ts';
import { actionId, atMost, command, QUIET } from '../../../emit/actions.ts';
import type { Effect } from '../../../impact/impact.ts';
import type { LeavingAround } from '../../../impact/leaving.ts';
import { membersOf, readCib, type Cib } from '../cib/document.ts';
import { COROSYNC_CONF } from '../emit/corosync-conf.ts';
import { DLM_CONF } from '../emit/dlm-conf.ts';
import { predictCorosync } from '../impact/corosync/predict.ts';
import { element, withChild } from '../impact/xml.ts';
import { crmMon, isUpInAnyRole, NOTHING_LEAVES, together } from './crm-mon.ts';
import { effectAs } from './drain.ts';
import { LINKS, RELOAD, RUNS } from './ids.ts';
import { deviceCommands } from './quorum-device.ts';
import { restartTime } from './times.ts';

/** Keys of corosync.conf that a push brings with a stop of all nodes. */
const KEYS = /^totem\.(?:transport|cluster_name|crypto_cipher)$/;

export function isStopKey(path: string): boolean {
  return KEYS.test(path);
}

/** Does only a stop of all members bring it into force? */
export function stops({ path, change, found, desired }: Change): boolean {
  if (change !== 'update') return false;
  if (path === DLM_CONF) return protocolIn(found) !== protocolIn(desired);
  if (path !== COROSYNC_CONF) return false;
  const { changes } = predictCorosync(found ?? '', desired ?? '');
  return changes.some((one) => one.class === 'all-at-once' && isStopKey(one.path));
}

/** Hosts with different protocols do not hear each other's locks; dlm.conf(5). */
function protocolIn(text: string | null): string | undefined {
  return /^protocol=(.*)$/m.exec(text ?? '')?.[1];
}

/** A reload would apply a part of the new file, such as no encryption, while the daemons keep the rest; what follows it is asked after the start. */
export const NOT_RELOADED: readonly Action['id'][] = [RELOAD, RUNS, LINKS];

const OPTION = 'stop-all-resources';

/** What it does to what runs. */
export function effectOfStop(around: LeavingAround): Effect {
  const effect = effectAs(allStopped(around.live), around);
  const { prediction } = effect;
  const summary = 'what runs stops, and starts again when all hosts are back';
  return prediction.services.length === 0 ? effect : { ...effect, prediction: { ...prediction, summary } };
}

/** The running document with everything stopped. */
function allStopped(live: XmlElement): XmlElement {
  const pair = element('nvpair', { id: 'stopped-by-push', name: OPTION, value: 'true' });
  const set = element('cluster_property_set', { id: 'stopped-by-push-set', score: '1000000' }, [pair]);
  return withChild(live, 'configuration', (configuration) =>
    withChild(configuration, 'crm_config', (options) => ({ ...options, children: [set, ...options.children] })),
  );
}

/** One turn of all members. Where an operator keeps everything stopped, it stays so. */
export function fullStop(nodes: readonly BundleNode[], { live, actions, runs }: LeavingAround): Turn {
  const cib = readCib(live);
  const option = cib.options.find(({ name }) => name === OPTION)?.value;
  const hosts = nodes.map(({ host }) => host);
  const up = nodes.flatMap(({ host }) => runs(host));
  const daemons = [...stopping(nodes, actions, option), ...starting(nodes, actions)];
  const all = option === 'true' ? daemons : [quiesce(cib, option), ...daemons, ...resume(cib, option, up)];
  const steps = all.map((action) => ({ action, nodes: action.scope === 'once' ? hosts.slice(0, 1) : hosts }));
  return { node: null, steps, stranded: [] };
}

const STOP_ALL = command('crm_attribute', '--name', OPTION, '--update', 'true');

/** As it was before. */
function startAll(before: string | undefined): Command {
  return before === undefined
    ? command('crm_attribute', '--name', OPTION, '--delete')
    : command('crm_attribute', '--name', OPTION, '--update', before);
}

const NOTHING_RUNS = crmMon({ none: 'node', with: { resources_running: { not: '0' } } }, NOTHING_LEAVES);

function quiesce(cib: Cib, before: string | undefined): Action {
  return {
    ...QUIET,
    id: actionId('pacemaker', 'stop-all'),
    scope: 'once',
    when: ['missing'],
    disruption: 'leave-cluster',
    reason: 'guests and services stop where they are, and none moves to a host that is about to stop',
    worstCase: atMost(restartTime(cib) / 1000, 'the timeouts of what stops, in its order'),
    run: [STOP_ALL],
    probe: NOTHING_RUNS,
    undo: { when: 'after-files', run: [startAll(before)] },
  };
}

const UNITS = '90 s for the unit, and as long again: our choice';

/**
 * What is undone starts the daemons with the old files, once all are stopped. Each host lets the cluster start its resources again, since
 * one that is alone does not know whether another one does; crm_attribute exits 102 until pacemaker answers.
 */
function stopping(
  nodes: readonly BundleNode[],
  actions: readonly Action[],
  before: string | undefined,
): readonly Action[] {
  const device = deviceCommands(actions);
  const common = {
    ...QUIET,
    on: nodes.map(({ host }) => host),
    when: ['missing'],
    disruption: 'leave-cluster',
    worstCase: atMost(180, UNITS),
  } as const;
  const start = command('systemctl', 'start', 'pacemaker');
  const again = before === 'true' ? [] : [{ ...startAll(before), again: [102] }];
  return [
    {
      ...common,
      id: actionId('pacemaker', 'stop-daemon'),
      reason: 'pacemaker stops on all hosts before corosync does, so that none is taken for lost',
      gate: NOTHING_RUNS,
      run: [command('systemctl', 'stop', 'pacemaker')],
      // crm_mon exits 102 where pacemaker does not run.
      probe: { ...command('crm_mon', '-1', '--output-as=xml'), succeeds: [102] },
      undo: { when: 'after-files', run: [start, ...again], until: together(nodes.map(({ nodeName }) => nodeName)) },
    },
    {
      ...common,
      id: actionId('corosync', 'stop-daemon'),
      reason: 'corosync reads the new file when it starts, and hosts with different ones do not hear each other',
      run: [...device.stop, command('systemctl', 'stop', 'corosync')],
      // corosync-quorumtool exits 1 where corosync does not run.
      probe: { ...command('corosync-quorumtool', '-s'), succeeds: [1] },
      undo: { when: 'after-files', run: [command('systemctl', 'start', 'corosync'), ...device.start] },
    },
  ];
}

function starting(nodes: readonly BundleNode[], actions: readonly Action[]): readonly Action[] {
  const device = deviceCommands(actions);
  const common = {
    ...QUIET,
    on: nodes.map(({ host }) => host),
    when: ['missing'],
    worstCase: atMost(180, UNITS),
  } as const;
  return [
    {
      ...common,
      id: actionId('corosync', 'start-daemon'),
      reason: 'every member runs the new file',
      run: [command('corosync', '-t'), command('systemctl', 'start', 'corosync'), ...device.start],
      probe: running(actions),
      undo: { when: 'before-files', run: [...device.stop, command('systemctl', 'stop', 'corosync')] },
    },
    {
      ...common,
      id: actionId('pacemaker', 'start-daemon'),
      reason: 'the cluster has a coordinator and all its hosts again, and still runs nothing',
      run: [command('systemctl', 'start', 'pacemaker')],
      probe: together(nodes.map(({ nodeName }) => nodeName)),
      undo: { when: 'before-files', run: [command('systemctl', 'stop', 'pacemaker')] },
    },
  ];
}

/** What follows a reload, but for the reload. */
function running(actions: readonly Action[]): Probe {
  const probe: Probe = actions.find(({ id }) => id === RUNS)?.probe ?? command('corosync-cmapctl');
  const isOfReload = (one: Expected) => 'row' in one && one.row[0] === 'config.reload_status';
  return { ...probe, says: probe.says?.filter((one) => !isOfReload(one)) ?? [] };
}

/** `up`: what ran before. */
function resume(cib: Cib, before: string | undefined, up: readonly string[]): readonly Action[] {
  const known = new Set(cib.resources.flatMap((one) => membersOf(one)).map(({ id }) => id));
  const active = up.filter((id) => known.has(id)).map(isUpInAnyRole);
  const common = {
    ...QUIET,
    scope: 'once',
    when: ['missing'],
    worstCase: atMost(restartTime(cib) / 1000, 'the timeouts of what starts, in its order'),
  } as const;
  return [
    {
      ...common,
      id: actionId('pacemaker', 'start-all'),
      reason: 'what ran before starts again',
      run: [startAll(before)],
      probe: crmMon({ some: 'cluster_options', with: { [OPTION]: 'false' } }, ...active),
      undo: { when: 'before-files', run: [STOP_ALL], until: NOTHING_RUNS },
    },
    {
      ...common,
      id: actionId('pacemaker', 'settle'),
      reason: 'the cluster is at rest again',
      worstCase: atMost(120, 'monitors begin: our choice'),
      run: [],
      probe: command('crm_resource', '--wait', '--timeout', '5'),
    },
  ];
}
