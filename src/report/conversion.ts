/** What a conversion does to a site, in words: a table for a terminal, and CONVERT.md. Pure. */
import picocolors from 'picocolors';
import { visible } from '../diag/visible.ts';
import type { Meaning, Outcome, Subject } from '../convert/meaning.ts';
import { grouped } from '../base/grouped.ts';
import { count } from './count.ts';
import { ranges, rowLines, type Row } from './rows.ts';

export type Conversion = {
  readonly cluster: string;
  readonly from: string;
  readonly to: string;
  readonly meanings: readonly Meaning[];
};

/** In the order in which a reader has to act. */
const ORDER: readonly Outcome[] = ['open', 'lost', 'changes', 'keeps'];
const KINDS: readonly Subject['kind'][] = ['cluster', 'storage', 'host', 'vm', 'service'];
const COLOURS = { open: 'red', lost: 'red', changes: 'yellow', keeps: 'green' } as const;

const TITLES: { readonly [O in Outcome]: string } = {
  open: 'has to be decided before it compiles',
  lost: 'has no counterpart',
  changes: 'means something else',
  keeps: 'means the same',
};

/** `3 lost, 12 changes, 20 keeps`. */
export function conversionSummary({ meanings }: Pick<Conversion, 'meanings'>): string {
  const counts = ORDER.map((outcome) => ({
    outcome,
    number: meanings.filter((one) => one.outcome === outcome).length,
  }));
  return counts.map(({ outcome, number }) => `${number} ${WORDS[outcome]}`).join(', ');
}

const WORDS: { readonly [O in Outcome]: string } = { open: 'open', lost: 'lost', changes: 'changed', keeps: 'kept' };

/** A block for each part of the site that is not only kept; equal blocks are joined. */
export function conversionLines(conversion: Conversion, color: boolean): readonly string[] {
  const paint = picocolors.createColors(color);
  const blocks = subjectsIn(conversion.meanings).map(({ subject, meanings }) => ({
    subject,
    lines: rowLines(
      meanings.map((one) => rowOf(one)),
      paint,
    ),
  }));
  const alike = grouped(blocks, ({ subject: { kind }, lines }) => [kind, ...lines].join('\n'));
  return [...alike.values()].flatMap((same, index) => [
    ...(index === 0 ? [] : ['']),
    paint.bold(visible(titleOf(same.map(({ subject }) => subject)))),
    ...(same[0]?.lines ?? []),
  ]);
}

type Block = { readonly subject: Subject; readonly meanings: readonly Meaning[] };

function subjectsIn(meanings: readonly Meaning[]): readonly Block[] {
  const blocks = [...grouped(meanings, ({ subject: { kind, name } }) => `${kind} ${name}`).values()];
  const named = blocks.flatMap((all): readonly Block[] => {
    const [first] = all;
    const sorted = distinct(all).toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
    return first === undefined ? [] : [{ subject: first.subject, meanings: sorted }];
  });
  return named.toSorted((a, b) => KINDS.indexOf(a.subject.kind) - KINDS.indexOf(b.subject.kind));
}

/** `vm vm1-vm3`: subjects of one kind. */
function titleOf(subjects: readonly Subject[]): string {
  const names = subjects.map(({ name }) => name).filter((name) => name !== '');
  return [subjects[0]?.kind ?? '', ranges(names)].join(' ').trim();
}

function distinct(meanings: readonly Meaning[]): readonly Meaning[] {
  return [...new Map(meanings.map((one) => [`${one.outcome} ${one.what} ${one.sentence}`, one])).values()];
}

function rowOf({ outcome, what, sentence, cure }: Meaning): Row {
  const text = cure === null ? sentence : `${sentence}; ${cure}`;
  return { name: outcome, cells: [{ text: what, paint: COLOURS[outcome] }, { text }] };
}

/** CONVERT.md: what to decide, what is lost, what changes, what stays, for each part of the site. */
export function conversionReport(conversion: Conversion): string {
  const { cluster, from, to, meanings } = conversion;
  const sections = ORDER.flatMap((outcome) => sectionOf(outcome, meanings));
  const head = [
    `# ${cluster}: from ${from} to ${to}`,
    '',
    `${conversionSummary({ meanings })}. The order of the migration and its rollback: docs/migration.md of clusterc.`,
  ];
  return `${[...head, ...sections].join('\n')}\n`;
}

function sectionOf(outcome: Outcome, meanings: readonly Meaning[]): readonly string[] {
  const here = meanings.filter((one) => one.outcome === outcome);
  if (here.length === 0) return [];
  const rows = subjectsIn(here).flatMap(({ subject, meanings: all }) =>
    all.map((one) => `| ${titleOf([subject])} | ${one.what} | ${cellOf(one)} |`),
  );
  return ['', `## What ${TITLES[outcome]}: ${count(here.length, 'part')}`, '', '| | | |', '|---|---|---|', ...rows];
}

function cellOf({ sentence, cure }: Meaning): string {
  return `${sentence}${cure === null ? '' : `; ${cure}`}`.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
