/** IMPORT.md: lost, changed, assumed and unchecked settings, and differences between the build and the original files. Pure. */
import type { Comparison } from '../compare.ts';
import { addsUp, type Tally } from '../deviation.ts';
import type { ImportNote, NoteKind, Place } from './notes.ts';

export type CheckFinding = {
  readonly severity: string;
  readonly code: string;
  readonly where: string;
  readonly message: string;
};

export type Report = {
  readonly cluster: string;
  readonly sources: readonly string[];
  readonly notes: readonly ImportNote[];
  /** Undefined if nothing was built and compared. */
  readonly comparison: Comparison | undefined;
  /** Effects of the first push on the running cluster. Empty: none. */
  readonly firstPush: readonly string[];
  /** True if the files were compared although errors prevent a build. */
  readonly inSpite: boolean;
  /** Errors and warnings of `check` for the site. */
  readonly findings: readonly CheckFinding[];
};

const SECTIONS: readonly (readonly [kind: NoteKind, title: string, words: string])[] = [
  ['assumed', 'To fill in', 'No file says it. The value in the site was made up; lines marked `unknown` show where.'],
  ['lost', 'Left out', 'The original says it, and the site does not.'],
  [
    'changed',
    'Said otherwise',
    'The site says it in other words, or says what the original only meant to the daemons.',
  ],
  ['unchecked', 'Taken over as it stood', '`raw` and `overlay`: clusterc writes it again and checks nothing about it.'],
];

/** The text of IMPORT.md. */
export function renderReport(report: Report): string {
  const { cluster, sources, notes } = report;
  const parts = [
    [`# Import of ${cluster}`, '', `Read: ${sources.join(', ')}`],
    ...SECTIONS.map(([kind, title, words]) =>
      section(title, words, notes.filter((note) => note.kind === kind).map(noteLine)),
    ),
    built(report),
    first(report),
    section('What check says', 'Findings about this site.', [...findingLines(report.findings)]),
    counts(report),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function section(title: string, words: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', words, '', ...lines];
}

function built({ comparison, inSpite, notes }: Report): readonly string[] {
  const title = '## What a build writes otherwise';
  if (comparison === undefined)
    return [title, '', 'Not compared: the site has errors, which `check` names. Fix them and import again.'];
  const { deviations, notCompared } = comparison;
  const spite = inSpite ? ['Compared in spite of the errors below, which stop a build.', ''] : [];
  return [
    title,
    '',
    ...spite,
    ...(deviations.length === 0
      ? [notes.some(isAboutChange) || notCompared.length > 0 ? NOTHING_MORE : NOTHING]
      : [
          'By meaning, as `clusterc diff` compares: order, comments and defaults that only the original has are no difference.',
          '',
          ...deviations.map(line),
        ]),
    ...(notCompared.length === 0 ? [] : ['', 'Not compared:', '', ...notCompared.map(line)]),
  ];
}

/** The predicted effect of the first push. */
function first({ comparison, firstPush, inSpite }: Report): readonly string[] {
  if (comparison === undefined) return [];
  const said = firstPush.length === 0 ? ['It restarts nothing.'] : firstPush.map((one) => `- ${one}`);
  const spite = inSpite ? ['Of this site; a push has to wait until the errors below are fixed.', ''] : [];
  return ['## What the first push does', '', ...spite, ...said];
}

/** The end of the report: is every setting accounted for? */
function counts({ comparison }: Report): readonly string[] {
  if (comparison === undefined) return [];
  const { tally, notCompared } = comparison;
  const without = notCompared.length === 0 ? [] : ['', 'Files that could not be compared are not counted.'];
  return ['## Settings of the files that were read', '', sum(tally), ...without];
}

/** The counts of settings, each counted on its own. A sum that differs from the settings read is reported. */
function sum(tally: Tally): string {
  const { read, kept, implied, changed, leftOut, added } = tally;
  const whole = kept + implied;
  const part = implied === 0 ? '' : ` (${implied} of them as what daemons take anyway)`;
  const counts = `Settings read: ${read} = ${whole} kept${part} + ${changed} changed + ${leftOut} left out. Added by the build: ${added}.`;
  return addsUp(tally) ? counts : `${counts.replace(' = ', ' but ')} **${NOT_COUNTED}**`;
}

const NOT_COUNTED =
  'These counts do not add up: clusterc has overlooked a setting. Compare the files yourself, and report it as a mistake of clusterc.';

const NOTHING = 'Nothing: what a build of this site writes means what was read.';
const NOTHING_MORE = 'Nothing but what is named here.';

function isAboutChange({ kind }: ImportNote): boolean {
  return kind === 'lost' || kind === 'changed';
}

function noteLine(note: ImportNote): string {
  return line({ ...note, message: note.severity === 'error' ? `**${note.message}**` : note.message });
}

function line({ file, line: number, message }: Place & { readonly message: string }): string {
  return `- ${file}${number > 0 ? `:${number}` : ''}: ${message}`;
}

/** How many findings of one code are listed. The rest are counted; `check` lists all. */
const SHOWN = 8;

function* findingLines(findings: readonly CheckFinding[]): Generator<string> {
  for (const code of new Set(findings.map((one) => one.code))) {
    const alike = findings.filter((one) => one.code === code);
    yield* alike.slice(0, SHOWN).map(findingLine);
    if (alike.length > SHOWN) yield `- ${code}: ${alike.length - SHOWN} more`;
  }
}

function findingLine({ severity, code, where, message }: CheckFinding): string {
  return `- ${severity} ${code}${where === '' ? '' : ` at ${where}`}: ${message}`;
}
