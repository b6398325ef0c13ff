/** A host whose guests move away: standby, and what it does to what runs. crm_attribute(8). */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { HostName } from '../../../base/brand.ts';
import type { Action, Command, Probe } from '../../../bundle/action.ts';
import type { BundleNode } from '../../../bundle/bundle.ts';
import { actionId, atMost, command, QUIET } from '../../../emit/actions.ts';
import type { Effect, Prediction } from '../../../impact/impact.ts';
import type { LeavingAround } from '../../../impact/leaving.ts';
import { CIB } from '../emit/cib.ts';
import { ofCib } from '../impact/prediction.ts';
import { linesOf } from '../impact/predictor.ts';
import { witnessOf } from '../impact/witness.ts';
import { element, withChild } from '../impact/xml.ts';
import { editsBetween, patchText } from './cib-patch.ts';
import { crmMon, nodeIs, NOTHING_LEAVES } from './crm-mon.ts';
import { deviceCommands } from './quorum-device.ts';
import { MEMBER } from './runtime.ts';

/** An effect whose prediction could be made. */
type Predicted = Effect & { readonly prediction: Prediction };

/** The effect of a standby of these nodes on the running cluster. */
export function effectOf(nodes: readonly BundleNode[], around: LeavingAround): Predicted {
  const { live } = around;
  const names = nodes.map(({ nodeName }) => nodeName);
  const desired = withChild(live, 'configuration', (configuration) =>
    withChild(configuration, 'nodes', (section) => ({
      ...section,
      children: elementsIn(section).map((one) =>
        names.includes(attributeOf(one, 'uname') ?? '') ? resting(one) : one,
      ),
    })),
  );
  return effectAs(desired, around);
}

/** The effect of that document on the running cluster, which the cluster's own engine can be asked about. */
export function effectAs(desired: XmlElement, { live, all, member }: LeavingAround): Predicted {
  const members = all.toSorted((a, b) => a.nodeId - b.nodeId).map(({ nodeName }) => nodeName);
  const lines = linesOf(CIB, { member, nodes: all });
  const { prediction, predicted, now } = ofCib({ live, desired, members, lines });
  const [admin, epoch] = ['admin_epoch', 'epoch'].map((name) => Number(attributeOf(live, name)));
  const edits = editsBetween(live, desired);
  const effect = { path: CIB, found: '', prediction };
  if (predicted === undefined || edits.length === 0 || admin === undefined || epoch === undefined) return effect;
  const patches = [[patchText(edits, { admin, epoch }, '@updates@')]];
  return { ...effect, witnesses: [{ ...witnessOf(predicted.after, now, lines.after(1)), patches }] };
}

/** A node of the document that is on standby, whatever it said of that before. */
function resting(node: XmlElement): XmlElement {
  const others = elementsIn(node).map((block) => ({
    ...block,
    children: elementsIn(block).filter((pair) => attributeOf(pair, 'name') !== 'standby'),
  }));
  const pair = element('nvpair', { id: 'leaving-standby', name: 'standby', value: 'on' });
  return { ...node, children: [element('instance_attributes', { id: 'leaving' }, [pair]), ...others] };
}

/** Nothing is shown on the node, which is on standby. */
export function isEmpty(name: string): Probe {
  return crmMon(nodeIs(name, { standby: 'true', resources_running: '0' }), NOTHING_LEAVES);
}

export function standby(name: string, value: 'on' | 'off') {
  return command('crm_attribute', '--node', name, '--name', 'standby', '--update', value);
}

/** All daemons of a host, by the actions of its bundle. */
export function stopsOf(actions: readonly Action[]): readonly Command[] {
  const { stop } = deviceCommands(actions);
  return [command('systemctl', 'stop', 'pacemaker'), ...stop, command('systemctl', 'stop', 'corosync')];
}

export function startsOf(actions: readonly Action[]): readonly Command[] {
  const { start } = deviceCommands(actions);
  return [command('systemctl', 'start', 'corosync'), ...start, command('systemctl', 'start', 'pacemaker')];
}

/** `on`: the hosts of which one does it; `millis`: how long it may take at most. */
export function drained(name: string, on: readonly HostName[], millis: number): Action {
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
      'what runs there moves in the time that its operations have, one after the other only where that is ordered or limited',
    ),
    run: [standby(name, 'on')],
    probe: isEmpty(name),
    undo: { when: 'after-files', run: [standby(name, 'off')] },
  };
}
