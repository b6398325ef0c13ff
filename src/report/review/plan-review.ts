/** The review of a plan: what a push would do to running VMs, when, on which node, and how it would be taken back. Pure. */
import type { Bundle } from '../../bundle/bundle.ts';
import type { LocatedDiagnostic } from '../../diag/located.ts';
import type { Needed, Phase, Plan } from '../../deploy/plan/plan.ts';
import { actionNamed, NO_DAEMONS } from '../../deploy/plan/needed-actions.ts';
import type { Effect } from '../../impact/impact.ts';
import { firstLines } from '../plan/first-line.ts';
import { changeGroups, type ChangeGroup, type PlanContext } from '../plan/plan.ts';
import { questionLine } from '../plan/probe-words.ts';
import { isShownBriefly, phaseLines } from '../plan/steps.ts';
import { count } from '../count.ts';
import { span } from '../span.ts';
import { commands, toneOf, rollback } from './actions.ts';
import { code, text, type Block, type Cell, type Review, type Section, type Step, type Text } from './document.ts';
import { planFindings } from './findings.ts';
import { guestBlocks } from './guests.ts';
import { namesText } from './names.ts';
import { section, siteSections, type ReviewedSite } from './review.ts';

export type ReviewedPlan = {
  readonly plan: Plan;
  readonly bundle: Bundle;
  readonly context: PlanContext & { readonly effects: readonly Effect[] };
  readonly findings: readonly LocatedDiagnostic[];
  /** Milliseconds from the start of the push to the end of its window; null: no end. */
  readonly left: number | null;
  /** Null: only a bundle is at hand. */
  readonly site: ReviewedSite | null;
};

export function planReviewOf(reviewed: ReviewedPlan): Review {
  const { plan, bundle, site } = reviewed;
  return {
    title: `Plan for ${bundle.cluster}`,
    facts: factsOf(reviewed),
    sections: [
      section('running', 'What happens to running VMs', runningBlocks(reviewed)),
      ...(plan.phases.length === 0 ? [] : workSections(reviewed)),
      ...(site === null ? [section('site', 'The site', [text(NO_SITE)])] : siteSections(site)),
    ],
  };
}

const NO_SITE =
  'This plan is of a bundle. Topology, capacity, findings, defaults and the origin of each line are in the review that the bundle holds.';

function factsOf({ plan, bundle, context: { window = null, unseen = [] } }: ReviewedPlan): Review['facts'] {
  const nodes = new Set(plan.changes.map(({ node }) => node)).size;
  return [
    ['plan', [code(plan.id)]],
    ['bundle', [code(bundle.id)]],
    ['platform', [`${bundle.platform}, ${bundle.stack}`]],
    [
      'changes',
      [`${count(plan.changes.length, 'file')} on ${count(nodes, 'node')}, ${count(plan.actions.length, 'action')}`],
    ],
    ['maintenance window', [window ?? 'always open: the site names none']],
    ...(unseen.length === 0 ? [] : [['not reached', [namesText(unseen)]] as const]),
  ];
}

function runningBlocks({ plan, bundle, context, findings, site }: ReviewedPlan): readonly Block[] {
  const lines = firstLines(plan, bundle, context.effects).map((line) => [line]);
  const isHarmful = plan.leaving !== 'none' || plan.actions.some(({ action }) => toneOf(action.disruption) === 'warn');
  const isKnown = context.unseen === undefined || context.unseen.length < bundle.nodes.length;
  const nothing = isKnown
    ? 'Nothing to do: the nodes have what the site says.'
    : 'Nothing is known: no node could be asked.';
  return [
    {
      is: 'callout',
      tone: lines.length > 0 && isHarmful ? 'warn' : isKnown ? 'good' : 'bad',
      lines: lines.length > 0 ? lines : [[nothing]],
    },
    ...(plan.leftOut.some(({ because }) => because === NO_DAEMONS) ? [REHEARSAL] : []),
    ...planFindings(findings),
    ...(site === null ? [] : guestBlocks(site.model)),
  ];
}

const REHEARSAL: Block = {
  is: 'callout',
  tone: 'warn',
  lines: [
    ['This is a rehearsal on folders, which have no daemons: no action is run, and the timeline does not count any.'],
  ],
};

function capital(line: string): string {
  return line.charAt(0).toUpperCase() + line.slice(1);
}

function workSections(reviewed: ReviewedPlan): readonly Section[] {
  const { plan, bundle, context } = reviewed;
  return [
    section('timeline', 'Timeline', [timelineOf(reviewed)]),
    section('changes', 'What changes on each node', changeBlocks(plan, bundle, context)),
    section('actions', 'Steps in order, with gates and rollback', [
      {
        is: 'steps',
        steps: plan.phases
          .filter((phase, index) => isShownBriefly(phase, plan, index))
          .map((phase) => stepOf(phase, plan, bundle)),
      },
      ...leftOut(plan),
    ]),
  ];
}

/** Every action once, in the order of its first run. */
function timelineOf({ plan, left, context: { window = null } }: ReviewedPlan): Block {
  const order = [...new Set(plan.phases.flatMap((phase) => runsIn(phase, plan)))];
  let from = 0;
  const spans = order.map(({ action: { id, worstCase }, nodes }) => {
    const here = { name: `${id} on ${namesText(nodes)}`, from, millis: worstCase.millis };
    from += worstCase.millis;
    return here;
  });
  const needs = `The actions take ${span(plan.worstCase)} at most, not counting copies of files.`;
  const fits =
    left === null
      ? ''
      : left >= plan.worstCase
        ? ` The window leaves ${span(left)}: they fit.`
        : ` The window leaves ${span(left)}: they do not fit.`;
  const words = `${needs} ${window === null ? 'The site names no maintenance window.' : `The maintenance window is ${window}.`}${fits}`;
  return { is: 'timeline', timeline: { spans, worstCase: plan.worstCase, left, words } };
}

function runsIn({ do: what, steps }: Phase, plan: Plan): readonly Needed[] {
  if (what !== 'run') return [];
  return plan.actions.filter(({ action, nodes }) =>
    steps.some((step) => step.do === 'run' && step.action === action.id && nodes.includes(step.node)),
  );
}

function changeBlocks(plan: Plan, bundle: Bundle, context: PlanContext): readonly Block[] {
  if (plan.changes.length === 0) return [text('No file changes.')];
  const groups = changeGroups(plan, bundle, context);
  const rows = bundle.nodes.map(({ host }): readonly Cell[] => {
    const here = groups.filter(({ nodes }) => nodes.includes(host));
    const of = (symbol: ChangeGroup['symbol']) =>
      here
        .filter((one) => one.symbol === symbol)
        .flatMap(({ path, word }, index): Text => [
          index === 0 ? '' : ', ',
          code(path),
          USUAL.has(word) ? '' : ` (${word})`,
        ]);
    return [[host], of('+'), of('~'), of('-'), of('=')];
  });
  const head = ['Node', 'New', 'Changed', 'Removed', 'As desired, to be recorded'];
  return [{ is: 'table', caption: 'Files by node', head, rows }, ...groups.flatMap(groupBlocks)];
}

/** Words that repeat a column. */
const USUAL = new Set(['new', 'changed', 'removed', 'as desired, to be recorded']);

/** A file with details that the table does not show. */
function groupBlocks({ path, nodes, word, effects, differences }: ChangeGroup): readonly Block[] {
  if (effects.length + differences.length === 0) return [];
  const needs = sentencesOf(effects).map((line): Block => text(line));
  const diff: readonly Block[] = differences.length === 0 ? [] : [{ is: 'diff', lines: differences }];
  return [
    { is: 'fold', title: [code(path), ` on ${namesText(nodes)}: ${word}`], blocks: [...needs, ...diff], isOpen: true },
  ];
}

/** Lines that are indented say why the line above them holds. */
function sentencesOf(lines: readonly string[]): readonly string[] {
  const sentences: string[] = [];
  for (const line of lines) {
    const last = line.startsWith(' ') ? sentences.pop() : undefined;
    sentences.push(last === undefined ? line.trim() : `${last}${last.includes(': ') ? ';' : ':'} ${line.trim()}`);
  }
  return sentences;
}

function stepOf(phase: Phase, plan: Plan, bundle: Bundle): Step {
  const [step] = phase.steps;
  const nodes = namesText(phase.steps.map(({ node }) => node));
  if (step === undefined || step.do !== 'run' || step.action === null)
    return { title: [capital(phaseLines(phase, plan, bundle)[0] ?? '')], details: [] };
  const { id, run, reason, worstCase, gate, probe, undo, disruption } = actionNamed(plan, step.action, step.node);
  return {
    title: [code(id), ` on ${nodes}`],
    tone: toneOf(disruption),
    details: [
      ['runs', run.length === 0 ? ['nothing; it only looks'] : commands(run)],
      ['why', [reason]],
      ['at most', [`${span(worstCase.millis)} (${worstCase.source})`]],
      ...(gate === null ? [] : [['only if', [code(questionLine(gate, plan))]] as const]),
      ['done when', [code(questionLine(probe, plan))]],
      ['rollback', rollback(undo)],
    ],
  };
}

function leftOut({ leftOut: left }: Plan): readonly Block[] {
  if (left.length === 0) return [];
  const rows = left.map(({ action, nodes, because }): readonly Cell[] => [
    [code(action)],
    [namesText(nodes)],
    [because],
  ]);
  return [{ is: 'table', caption: 'Actions that are left out', head: ['Action', 'Nodes', 'Because'], rows }];
}
