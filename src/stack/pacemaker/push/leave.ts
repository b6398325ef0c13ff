/**
 * A host that the new site does not have leaves the cluster while the old files are in force: its guests move away, its daemons stop, and
 * the others stay quorate. Red Hat, "Removing cluster nodes"; crm_attribute(8).
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { HostName } from '../../../base/brand.ts';
import type { Action, Probe } from '../../../bundle/action.ts';
import type { BundleNode } from '../../../bundle/bundle.ts';
import type { Leaving, LeavingAround } from '../../../impact/leaving.ts';
import { actionId, atMost, command, QUIET } from '../../../emit/actions.ts';
import { readCib } from '../cib/document.ts';
import { CIB } from '../emit/cib.ts';
import { ofCib } from '../impact/prediction.ts';
import { linesOf } from '../impact/predictor.ts';
import { element, withChild } from '../impact/xml.ts';
import { MEMBER } from './runtime.ts';
import { movingTime } from './times.ts';

export const leaving: Leaving = {
  actions: (nodes, around) => nodes.flatMap((node) => [...actionsOf(node, around)]),
  effect: (nodes, { live, all, member }) => {
    const names = nodes.map(({ nodeName }) => nodeName);
    const desired = withChild(live, 'configuration', (configuration) =>
      withChild(configuration, 'nodes', (section) => ({
        ...section,
        children: elementsIn(section).map((one) =>
          names.includes(attributeOf(one, 'uname') ?? '') ? resting(one) : one,
        ),
      })),
    );
    const members = all.toSorted((a, b) => a.nodeId - b.nodeId).map(({ nodeName }) => nodeName);
    const { prediction } = ofCib({ live, desired, members, lines: linesOf(CIB, { member, nodes: all }) });
    return { path: CIB, found: '', prediction };
  },
};

/** A node of the document that is on standby, whatever it said of that before. */
function resting(node: XmlElement): XmlElement {
  const others = elementsIn(node).map((block) => ({
    ...block,
    children: elementsIn(block).filter((pair) => attributeOf(pair, 'name') !== 'standby'),
  }));
  const pair = element('nvpair', { id: 'leaving-standby', name: 'standby', value: 'on' });
  return { ...node, children: [element('instance_attributes', { id: 'leaving' }, [pair]), ...others] };
}

function* actionsOf(node: BundleNode, { all, live, runs }: LeavingAround): Generator<Action> {
  const { host, nodeName } = node;
  const others = all.map((one) => one.host).filter((one) => one !== host);
  const drain = drained(nodeName, others, movingTime(readCib(live), runs(host)));
  const stop = stopped(node, [drain.id]);
  yield drain;
  yield stop;
  yield left(nodeName, others, [stop.id]);
}

/** The controller counts it as empty when pacemaker shows nothing on it. */
function isEmpty(name: string): Probe {
  return {
    ...command('crm_mon', '-1', '--output-as=xml'),
    says: [{ some: 'node', with: { name, standby: 'true', resources_running: '0' } }],
  };
}

function standby(name: string, value: 'on' | 'off') {
  return command('crm_attribute', '--node', name, '--name', 'standby', '--update', value);
}

function drained(name: string, on: readonly HostName[], millis: number): Action {
  return {
    ...QUIET,
    id: actionId('pacemaker', 'drain', name),
    on,
    scope: 'once',
    when: ['missing'],
    given: MEMBER,
    reason: `what ${name} runs moves to other hosts before it leaves the cluster`,
    worstCase: atMost(
      millis / 1000,
      'what runs there moves one after the other, each in the time that its operations have',
    ),
    run: [standby(name, 'on')],
    probe: isEmpty(name),
    undo: { when: 'after-files', run: [standby(name, 'off')] },
  };
}

/** corosync-quorumtool exits 1 where corosync does not run. */
const STOPPED: Probe = { ...command('corosync-quorumtool', '-s'), succeeds: [1] };

function stopped({ host, nodeName }: BundleNode, after: Action['after']): Action {
  return {
    ...QUIET,
    id: actionId('pacemaker', 'leave', nodeName),
    on: [host],
    when: ['missing'],
    disruption: 'leave-cluster',
    reason: `${nodeName} is in no file of the cluster any more, and does not come back at the next boot`,
    worstCase: atMost(300, '90 s for each unit, and for what it still has to say: our choice'),
    gate: isEmpty(nodeName),
    run: [
      command('systemctl', 'disable', 'corosync', 'pacemaker'),
      command('systemctl', 'stop', 'pacemaker'),
      command('systemctl', 'stop', 'corosync'),
    ],
    probe: STOPPED,
    undo: {
      when: 'before-files',
      run: [
        command('systemctl', 'enable', 'corosync', 'pacemaker'),
        command('systemctl', 'start', 'corosync'),
        command('systemctl', 'start', 'pacemaker'),
      ],
      until: {
        ...command('crm_mon', '-1', '--output-as=xml'),
        says: [{ some: 'node', with: { name: nodeName, online: 'true', pending: 'false' } }],
      },
    },
    after,
  };
}

/** A host that goes in this way is not fenced. */
function left(name: string, on: readonly HostName[], after: Action['after']): Action {
  return {
    ...QUIET,
    id: actionId('pacemaker', 'left', name),
    on,
    when: ['missing'],
    given: MEMBER,
    reason: 'the others have to be quorate without it, and must not take it for lost',
    worstCase: atMost(60, 'a token and the choice of a coordinator: our choice'),
    run: [],
    probe: {
      ...command('crm_mon', '-1', '--output-as=xml'),
      says: [
        { some: 'current_dc', with: { present: 'true', with_quorum: 'true' } },
        { some: 'node', with: { name, online: 'false', unclean: 'false' } },
      ],
    },
    after,
  };
}
