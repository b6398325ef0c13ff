/** Actions of a bundle: what a push may run besides placing files, in the order of their dependencies. Pure. */
import type { Action, Disruption } from '../../bundle/action.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { commandLine } from '../plan/command-line.ts';
import { questionLine } from '../plan/probe-words.ts';
import { span } from '../span.ts';
import { code, text, type Block, type Cell, type Step, type Text, type Tone } from './document.ts';
import { groupedBy, namesText } from './names.ts';

/** Actions that interrupt something that runs. */
export function disturbanceBlocks({ actions }: Pick<Bundle, 'actions'>): readonly Block[] {
  const harmful = kindsOf(actions.filter(({ disruption }) => disruption !== 'none' && disruption !== 'reload'));
  if (harmful.length === 0) return [text('No action of this bundle interrupts a VM or a service.')];
  const rows = harmful.map((group): readonly Cell[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { disruption, reason, worstCase, allow } = first;
    const which: Text =
      group.length === 1 ? [code(first.id)] : [code(kindOf(first)), `: ${namesText(group.map(nameIn))}`];
    return [
      which,
      [DISRUPTIONS[disruption]],
      [group.length === 1 ? reason : general(group)],
      [span(worstCase.millis)],
      allow === null ? ['no'] : [code(`--allow ${allow}`)],
    ];
  });
  const head = ['Action', 'Effect', 'Why', 'At most, each', 'Has to be allowed'];
  return [{ is: 'table', caption: 'Actions that can interrupt VMs', head, rows }];
}

/** The reason of several actions with their names left out. */
function general(group: readonly Action[]): string {
  const reasons = [...new Set(group.map((action) => action.reason.replaceAll(nameIn(action), 'it')))];
  return reasons.length === 1 ? (reasons[0] ?? '') : (group[0]?.reason ?? '');
}

const DISRUPTIONS: { readonly [D in Disruption]: string } = {
  none: 'nothing that runs is affected',
  reload: 'settings are read again; nothing stops',
  'restart-service': 'a service restarts',
  'restart-vm': 'the VM stops and starts again',
  'leave-cluster': 'the node leaves the cluster: its VMs move or stop',
};

const WHEN: { readonly [W in Action['when'][number]]: string } = {
  changed: 'a file that needs it changes',
  missing: 'a look at the node shows that it is not done',
  new: 'the node was never pushed to',
};

/** Gates first, then a step for each kind of action. */
export function actionBlocks(bundle: Bundle): readonly Block[] {
  const gates = bundle.gates.map(({ name, probe }) => gateStep(name, questionLine(probe, { late: {} })));
  const steps = kindsOf(inOrder(bundle.actions)).map(stepOf);
  const before =
    gates.length === 0
      ? []
      : [
          text('Before anything changes, each of these has to hold on every member:'),
          { is: 'steps' as const, steps: gates },
        ];
  return [...before, text('Then, where a node needs it:'), { is: 'steps', steps }];
}

function gateStep(name: string, question: string): Step {
  return { title: [name], details: [['asked with', [code(question)]]] };
}

function stepOf(group: readonly Action[]): Step {
  const [first] = group;
  if (first === undefined) return { title: [], details: [] };
  const { id, run, reason, when, worstCase, gate, probe, undo, disruption, on, scope } = first;
  const others = group.slice(1).map(nameIn);
  return {
    title: [code(id), ...(others.length === 0 ? [] : [` and the same for ${namesText(others)}`])],
    tone: toneOf(disruption),
    details: [
      ['runs', run.length === 0 ? ['nothing; it only looks'] : commands(run)],
      ['why', [reason]],
      ['when', [when.length === 0 ? 'only as a part of another action' : when.map((one) => WHEN[one]).join(', or ')]],
      ['where', [`${on === null ? 'every node' : namesText(on)}${scope === 'once' ? ', on one of them for all' : ''}`]],
      ['effect', [DISRUPTIONS[disruption]]],
      ['at most', [`${span(worstCase.millis)} (${worstCase.source})`]],
      ...(gate === null ? [] : [['only if', [code(questionLine(gate, { late: {} }))]] as const]),
      ['done when', [code(questionLine(probe, { late: {} }))]],
      ['rollback', rollback(undo)],
    ],
  };
}

export function rollback(undo: Action['undo']): Text {
  if (undo === null) return ['none'];
  return undo.run.length === 0 ? ['nothing to do'] : commands(undo.run);
}

export function commands(run: Action['run']): Text {
  return run.flatMap((one, index) => (index === 0 ? [code(commandLine(one))] : [', then ', code(commandLine(one))]));
}

export function toneOf(disruption: Disruption): Tone {
  return disruption === 'none' ? 'plain' : disruption === 'reload' ? 'good' : 'warn';
}

/** Actions that differ in their names only. */
function kindsOf(actions: readonly Action[]): readonly (readonly Action[])[] {
  return groupedBy(actions, (action) => JSON.stringify([kindOf(action), action.when, action.allow, action.scope]));
}

/** `vm/restart/vm1` -> `vm/restart`. */
function kindOf({ id }: Action): string {
  return id.split('/').slice(0, 2).join('/');
}

function nameIn({ id }: Action): string {
  return id.split('/').slice(2).join('/') || id;
}

/** Each action after those that it names, otherwise as in the bundle. */
function inOrder(actions: readonly Action[]): readonly Action[] {
  const byId = new Map(actions.map((action) => [action.id, action]));
  const done = new Set<Action>();
  const visit = (action: Action): void => {
    if (done.has(action)) return;
    done.add(action);
    for (const id of action.after) {
      const earlier = byId.get(id);
      if (earlier !== undefined) visit(earlier);
    }
    order.push(action);
  };
  const order: Action[] = [];
  for (const action of actions) visit(action);
  return order;
}
