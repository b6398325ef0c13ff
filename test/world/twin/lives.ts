/** Random lives of a node for its activator: changes in their order, with edits by hand and verbs out of turn in them. */
import { createHash } from 'node:crypto';
import { userInfo } from 'node:os';
import fc from 'fast-check';

export const ME = userInfo().username;
const IDS = ['1', '2'].map((digit) => digit.repeat(64));
const LATE = {
  '/etc/cluster/cluster.conf': 'version/cluster/config_version',
  '/etc/carried.conf': 'carried/cluster/config_version',
} as const;
const PATHS = ['/etc/a', '/etc/a.d/b', '/etc/a+', '/srv/deep/er/c'];

export type TripStep = { readonly word: string; readonly input: string };

type Kept = { readonly path: string; readonly text: string | null; readonly mode: string; readonly late: string };
/** `own`: paths that are staged as they are on the node. */
type Bundle = {
  readonly id: string;
  readonly version: number;
  readonly files: readonly Kept[];
  readonly own: readonly string[];
};
export type Step =
  | {
      readonly kind: 'verb';
      readonly verb: string;
      readonly id: string;
      readonly input: string;
      readonly owner?: string;
    }
  /** Several verbs in one request. `compare` alone: with the state as it is then. */
  | { readonly kind: 'trip'; readonly id: string; readonly owner: string; readonly steps: readonly TripStep[] }
  | { readonly kind: 'edit'; readonly path: string; readonly text: string | null; readonly mode: string }
  | { readonly kind: 'carry'; readonly what: 'new' | 'old' };

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const conf = (version: string, more: string) =>
  `<?xml version="1.0"?>\n<cluster name="c" config_version=${version}>${more}\n</cluster>`;

const anyMode = fc.constantFrom('0640', '0600', '0644', '0755', '0004');
const anyText = fc.constantFrom('', '\n', 'one\n', 'two\n\n|x', ' \\ é\t\n', 'config_version="3"\n', '.\n');
const anyConf = fc.record({
  version: fc.integer({ min: 1, max: 9 }),
  more: fc.constantFrom('', '<vm name="a"/>', '\n'),
});
const strangeConf = fc.constantFrom(
  conf('"abc"', ''),
  conf("'7'", ''),
  conf('"7x"', '\n<other config_version="8"/>'),
  `<!-- ${conf('"3"', '')} -->${conf('"4"', '')}`,
  `<!DOCTYPE cluster>${conf('"5"', '')}`,
  conf('"&#54;"', ''),
  '<cluster a="x"  config_version = "6" b="config_version=">\n',
  conf('""', '<x config_version="4"/>'),
  'no version at all\n',
  'config_version=',
);

function anyBundle(): fc.Arbitrary<Bundle> {
  const plain = fc.record({
    path: fc.constantFrom(...PATHS),
    text: fc.option(anyText, { freq: 3 }),
    mode: anyMode,
    late: fc.constant('-'),
  });
  const reported = fc.record({
    path: fc.constantFrom('/etc/cluster/cluster.conf', '/etc/carried.conf'),
    mode: anyMode,
  });
  return fc
    .record({
      id: fc.constantFrom(...IDS),
      files: fc.uniqueArray(plain, { maxLength: 4, selector: ({ path }) => path }),
      reported: fc.option(reported, { freq: 4 }),
      content: anyConf,
      own: fc.subarray([...PATHS, ...Object.keys(LATE)], { maxLength: 2 }),
    })
    .map(({ id, files, reported: late, content: { version, more }, own }) => ({
      id,
      version,
      own,
      files: late === null ? files : [...files, lateFile(late, conf(`"${version}"`, more))],
    }));
}

function lateFile({ path, mode }: { readonly path: keyof typeof LATE; readonly mode: string }, text: string): Kept {
  return { path, mode, text, late: LATE[path] };
}

/** In the order of paths, as every request has them. */
function indexOf(files: readonly Kept[], digestOf: (file: Kept) => string): string {
  const inOrder = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return inOrder.map((file) => `${digestOf(file)} ${file.mode} ${ME} ${ME} ${file.late} 0755 ${file.path}\n`).join('');
}

function archiveOf({ id, version, files, own }: Bundle, wrong: string | undefined): string {
  const index = indexOf(files, ({ text, path }) =>
    text === null ? '-' : digest(path === wrong ? `${text}wrong` : text),
  );
  const record = `{\n  "bundle": "${id}",\n  "late": {\n    "config-version": ${version}\n  }\n}\n`;
  const kept = files.filter(({ path, text }) => text !== null && own.includes(path)).map(({ path }) => path);
  const bodies = files.flatMap(({ path, text }) =>
    text === null || kept.includes(path) ? [] : [[`files${path}`, text]],
  );
  const list = kept.map((path) => `${path}\n`).join('');
  return JSON.stringify({ index, 'installed.json': record, own: list, ...Object.fromEntries(bodies) });
}

function observeInput(files: readonly Kept[], isUnknown: boolean): string {
  return indexOf(files, ({ text, late }) => {
    if (text === null) return '-';
    if (isUnknown) return 'unknown';
    return digest(late === '-' ? text : text.replace(/config_version="\d+"/, 'config_version="0"'));
  });
}

const intent = (reported: boolean) =>
  `owner me\ndeadline 0\n${reported ? 'version 20 21\nfuse 0\nleaving all\nannounce true\t@back\n' : ''}`;
const step = (verb: string, id = '', input = '', owner = ''): Step => ({ kind: 'verb', verb, id, input, owner });

/** Verbs of one change in their order, up to some point, and how it ends. */
const aChange = fc
  .record({
    bundle: anyBundle(),
    reported: fc.boolean(),
    length: fc.constantFrom(1, 2, 3, 4, 5, 6, 6, 6, 6),
    end: fc.constantFrom<readonly string[]>(
      ['commit'],
      ['commit'],
      ['revert'],
      ['back', 'revert'],
      ['back', 'tick'],
      [],
    ),
    wrong: fc.option(fc.constantFrom(...PATHS), { freq: 6, nil: undefined }),
  })
  .map(({ bundle, reported, length, end, wrong }) => {
    const { id } = bundle;
    const life = [step('stage', id, archiveOf(bundle, wrong)), step('arm', id, intent(reported))];
    const work = ['run', 'place', 'hold', 'probe', 'confirm'].map((verb) => step(verb, id));
    const ended = end.map((verb) => step(verb, verb === 'tick' ? '' : id));
    return [...[...life, ...work].slice(0, length), ...ended, step('observe', '', observeInput(bundle.files, false))];
  });

/** A change in the requests of a push, up to some point, with what an index says about it or a state that is none. */
const aPush = fc
  .record({
    bundle: anyBundle(),
    reported: fc.boolean(),
    length: fc.constantFrom(1, 2, 3, 3),
    compare: fc.constantFrom('compare', 'compare', 'compare', `compare\t${'0'.repeat(64)}`),
    wrong: fc.option(fc.constantFrom(...PATHS), { freq: 6, nil: undefined }),
    holder: fc.constantFrom('me', 'me', 'you at work'),
  })
  .map(({ bundle, reported, length, compare, wrong, holder }): readonly Step[] => {
    const { id, files } = bundle;
    const trip = (...steps: readonly (readonly [word: string, input: string])[]): Step => ({
      kind: 'trip',
      id,
      owner: 'me',
      steps: steps.map(([word, input]) => ({ word, input })),
    });
    const whole = [
      trip(['lock', `${holder}\n60\n\n`], [compare, observeInput(files, false)], ['stage', archiveOf(bundle, wrong)]),
      trip(['arm', intent(reported)], ['run', ''], ...(reported ? [] : [['probe', ''] as const])),
    ];
    const held = ['place', 'confirm'].map((verb) => step(verb, id, '', 'me'));
    const inOrder = [...whole, ...held, trip(['commit', ''], ['unlock', 'me\n\n'])];
    return [
      ...inOrder.slice(0, length === 3 ? inOrder.length : length),
      step('observe', '', observeInput(files, false)),
    ];
  });

const anEdit = fc
  .oneof(
    fc.record({ path: fc.constantFrom(...PATHS), text: fc.option(anyText), mode: anyMode }),
    fc.record({
      path: fc.constantFrom('/etc/cluster/cluster.conf', '/etc/carried.conf'),
      text: fc.option(
        fc.oneof(
          strangeConf,
          anyConf.map(({ version, more }) => conf(`"${version}"`, more)),
        ),
      ),
      mode: anyMode,
    }),
  )
  .map((edit): Step => ({ kind: 'edit', ...edit }));

const aVerb = fc.oneof(
  fc
    .record({ verb: fc.constantFrom('lock', 'unlock'), owner: fc.constantFrom('me', 'you at work') })
    .map(({ verb, owner }) => step(verb, '', verb === 'lock' ? `${owner}\n60\n` : `${owner}\n`)),
  fc
    .record({
      verb: fc.constantFrom('run', 'place', 'hold', 'probe', 'confirm', 'commit', 'back', 'revert'),
      id: fc.constantFrom(...IDS),
      owner: fc.constantFrom('', 'me', 'you at work'),
    })
    .map(({ verb, id, owner }) => step(verb, id, '', owner)),
  fc
    .record({ bundle: anyBundle(), unknown: fc.boolean() })
    .map(({ bundle, unknown }) => step('observe', '', observeInput(bundle.files, unknown))),
  fc
    .record({ id: fc.constantFrom(...IDS), reported: fc.boolean() })
    .map(({ id, reported }) => step('arm', id, intent(reported))),
  fc.constant(step('tick')),
  fc.constantFrom('new' as const, 'old' as const).map((what): Step => ({ kind: 'carry', what })),
);

/** Changes, with an edit or a verb out of turn somewhere in them. */
export const anyLife = fc
  .array(
    fc.record({
      change: fc.oneof(aChange, aChange, aPush),
      odd: fc.array(fc.record({ at: fc.nat(9), what: fc.oneof(anEdit, aVerb) }), { maxLength: 3 }),
    }),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((parts) => parts.flatMap(({ change, odd }) => odd.reduce(inserted, change)));

function inserted(steps: readonly Step[], { at, what }: { readonly at: number; readonly what: Step }): Step[] {
  return [...steps.slice(0, at), what, ...steps.slice(at)];
}

function numbered(number: number, late: keyof typeof LATE): Bundle {
  const more = number === 2 ? '<vm name="a"/>' : '';
  const files: readonly Kept[] = [
    lateFile({ path: late, mode: '0640' }, conf(`"${number}"`, more)),
    { path: '/etc/a', text: number % 2 === 0 ? 'even\n' : null, mode: '0644', late: '-' },
  ];
  return { id: String(number).repeat(64), version: number, files, own: [] };
}

/** A file that means the same in another form stays as it is, and comes back with its bundle. */
export function ownForms(): readonly Step[] {
  const [first, second] = [numbered(2, '/etc/carried.conf'), numbered(4, '/etc/carried.conf')];
  const edit = (text: string): Step => ({ kind: 'edit', path: '/etc/a', text, mode: '0600' });
  const install = (bundle: Bundle) =>
    [step('stage', bundle.id, archiveOf(bundle, undefined)), step('arm', bundle.id, intent(false))].concat(
      ['run', 'probe', 'confirm', 'commit'].map((verb) => step(verb, bundle.id)),
      [step('observe', '', observeInput(bundle.files, false))],
    );
  const own = { ...first, own: ['/etc/a'] };
  return [
    install(first),
    edit('even # by hand\n'),
    install(own),
    edit('other\n'),
    install(second),
    install(first),
  ].flat();
}

/** A bundle from its first step to its last, and what is to be seen then. */
export function installing(number: number, late: keyof typeof LATE = '/etc/cluster/cluster.conf'): readonly Step[] {
  const bundle = numbered(number, late);
  const { id, files } = bundle;
  const stage = step('stage', id, archiveOf(bundle, undefined));
  const work = ['run', 'probe', 'confirm', 'commit'].map((verb) => step(verb, id));
  const look = step('observe', '', observeInput(files, false));
  return [stage, step('arm', id, intent(false)), ...work, look, stage, step('revert', id)];
}

/** A cluster was informed of a bundle, and then of the old content again. */
export function takenBack(late: keyof typeof LATE, old: string | null): readonly Step[] {
  const bundle = numbered(2, late);
  const { id } = bundle;
  const verbs = (...names: readonly string[]) => names.map((verb) => step(verb, id));
  const carried = (what: 'new' | 'old'): Step => ({ kind: 'carry', what });
  const stage = step('stage', id, archiveOf(bundle, undefined));
  const looks = [bundle.files, []].map((wanted) => step('observe', '', observeInput(wanted, false)));
  return [
    installing(1, late),
    old === null ? [] : [{ kind: 'edit', path: late, text: old, mode: '0600' } as const],
    [stage, step('arm', id, intent(true)), ...verbs('run', 'place'), carried('new'), ...verbs('confirm', 'back')],
    [step('revert', id), carried('old'), ...verbs('back', 'revert'), ...looks],
    [stage, step('stage', id, archiveOf(bundle, late)), ...looks],
    installing(4, late).slice(0, -2),
  ].flat();
}
