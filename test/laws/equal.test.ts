/** The law of one comparison: diff, status, plan and import call the same files equal. */
import { describe, expect, it } from 'vitest';
import { as, type FileId, type RemotePath } from '../../src/base/brand.ts';
import { filesOf, secretNamesOf, type Bundle } from '../../src/bundle/bundle.ts';
import { shown } from '../../src/bundle/content.ts';
import { readTrees } from '../../src/cli/subject/trees.ts';
import { isXml } from '../../src/diff/compare.ts';
import { differencesIn, isDifference, textsToRead } from '../../src/diff/differences.ts';
import { judgedByMeaning } from '../../src/diff/forms.ts';
import { releaseOf } from '../../src/diff/release.ts';
import { readXml } from '../../src/edge/xml/xml-read.ts';
import { compareNodes } from '../../src/import/compare.ts';
import { importer } from '../../src/stack/cman/import/index.ts';
import { operations } from '../../src/stack/cman/operations.ts';
import { driftOf } from '../../src/status/drift.ts';
import { Dice } from '../support/edits.ts';
import { inCi } from '../support/effort.ts';
import { bundleOf } from '../support/fixtures.ts';
import { found, planned, state } from '../support/nodes.ts';

const { compared: own } = operations;

/** What the four commands say of a file that a node has with another text. True: it differs. */
type Verdict = { readonly diff: boolean; readonly status: boolean; readonly plan: boolean; readonly imports: boolean };

async function verdictOn(bundle: Bundle, path: RemotePath, text: string): Promise<Verdict> {
  const [host] = bundle.nodes.map((node) => node.host);
  if (host === undefined) throw new Error('the bundle has no nodes');
  const files = filesOf(bundle, host).map(({ mode, owner, group, path: other }) =>
    found(other, { mode, owner, group, ...(other === path ? { relation: 'differs', origin: 'edited', text } : {}) }),
  );
  const subject = {
    bundle,
    states: [state(host, files, { configVersion: { file: 1, running: 1, installed: 1 } })],
    own,
    versionName: null,
    known: new Set(secretNamesOf(bundle)),
    textOf: shown,
  };
  const input = { ...subject, owned: () => true, trees: await readTrees(textsToRead(subject)) };
  const states = judgedByMeaning(input);
  const changes = planned(bundle, states, new Set(['drift/edited-by-hand'])).changes;
  return {
    diff: differencesIn(input).differences.some((one) => one.path === path && isDifference(one)),
    status: states.some((one) => one.reachable && driftOf(one, bundle).files.some((file) => file.path === path)),
    plan: changes.some((change) => change.path === path),
    imports: await importSays(bundle, host, path, text),
  };
}

/** Does an import of the file name a difference from what is built? */
async function importSays(bundle: Bundle, node: string, path: RemotePath, text: string): Promise<boolean> {
  const built = filesOf(bundle, as(node)).find((file) => file.path === path);
  const treeOf = async (one: string) => (await readXml(as<FileId>(path), Buffer.from(one))).root;
  const desired = built === undefined ? '' : shown(built.content);
  const [root, builtRoot] = isXml(path, own) ? [await treeOf(text), await treeOf(desired)] : [];
  // What cannot be read is refused.
  if (isXml(path, own) && root === undefined) return true;
  const short = path.slice(1);
  const { deviations, notCompared } = compareNodes(
    {
      importer,
      nodes: [
        {
          name: node,
          texts: new Map(root === undefined ? [[short, { file: short, text }]] : []),
          xml: new Map(root === undefined ? [] : [[short, { file: short, root }]]),
        },
      ],
      hostOf: () => node,
      built: [{ node, path, text: desired, ...(builtRoot === undefined ? {} : { root: builtRoot }) }],
      formats: { own, release: releaseOf(bundle) },
    },
    [],
  );
  return deviations.length + notCompared.length > 0;
}

/** Edits of layout: none of them changes a meaning. */
const LAYOUT: readonly ((text: string, isTree: boolean, dice: Dice) => string)[] = [
  (text, isTree, dice) => inserted(text, isTree ? '<!-- by hand -->' : '# by hand', dice),
  (text, _isTree, dice) => inserted(text, '', dice),
  (text) => text.replace(/\n/g, ' \n'),
  (text, isTree) => (isTree ? text.replace(/(?<=<\w+) ([a-z_]+="[^"]*") ([a-z_]+="[^"]*")/g, ' $2 $1') : text),
  (text, isTree) => (isTree ? text.replaceAll('"/>', '" />') : text.replace(/^(\s*\w[\w.]*) *= */gm, '$1 = ')),
];

/** Edits by hand of any kind; some of them are noise for a daemon. */
const EDITS: typeof LAYOUT = [
  (text, _isTree, dice) => changedAt(text, /\d/g, '7', dice),
  (text, _isTree, dice) => changedAt(text, /[a-z]\w+(?="|\s*$)/gm, 'other', dice),
  (text, _isTree, dice) => changedAt(text, /^.*[^>\s]\s*\n|^.*\/>\n/gm, '', dice),
  (text, _isTree, dice) => changedAt(text, / [a-z_]+="[^"]*"/g, '', dice),
  (text, _isTree, dice) => changedAt(text, /^.*\/>\n|^\s*\w.*=.*\n/gm, '$&$&', dice),
  (text, isTree, dice) => changedAt(text, isTree ? /\/>/g : /$/g, isTree ? ' more="1"/>' : '\nmore = 1', dice),
];

function inserted(text: string, line: string, dice: Dice): string {
  const lines = text.split('\n');
  // The first two lines of an XML file are its declaration and a comment.
  const at = 2 + dice.below(lines.length - 2);
  const isInside =
    lines.slice(0, at).join('\n').split('<!--').length === lines.slice(0, at).join('\n').split('-->').length;
  return isInside ? [...lines.slice(0, at), line, ...lines.slice(at)].join('\n') : text;
}

function changedAt(text: string, what: RegExp, by: string, dice: Dice): string {
  // An import does not compare secrets: it takes them over.
  const secrets = [...text.matchAll(/[a-z]*="\$\{[^}]*\}"/g)].map(
    ({ 0: all, index }) => [index, index + all.length] as const,
  );
  const places = [...text.matchAll(what)].filter(
    ({ index }) => !secrets.some(([from, to]) => from <= index + 1 && index < to),
  );
  const place = dice.pick(places);
  return place === undefined
    ? text
    : text.slice(0, place.index) + by.replaceAll('$&', place[0]) + text.slice(place.index + place[0].length);
}

const KINDS = [
  ['pair', 'cluster.conf'],
  ['services', 'cluster.conf'],
  ['pair', 'vm1.xml'],
  ['pair', 'lvm.conf'],
  ['pair', 'iscsid.conf'],
  ['pair', 'initiatorname.iscsi'],
  ['production', 'multipath.conf'],
] as const;

describe.each(KINDS)('%s: %s', (cluster, name) => {
  const bundle = bundleOf(cluster);
  const [host] = bundle.nodes.map((node) => node.host);
  const file = host === undefined ? undefined : filesOf(bundle, host).find(({ path }) => path.endsWith(`/${name}`));
  if (file === undefined) throw new Error(`${cluster} has no ${name}`);
  const { path, content } = file;
  const text = shown(content);
  const isTree = isXml(path, own);

  it('gives each of them the same result in another layout', async () => {
    const dice = new Dice(51);
    for (let round = 0; round < inCi(60, 15); round += 1) {
      const other = dice.pick(LAYOUT)?.(text, isTree, dice) ?? text;
      expect({ other, ...(await verdictOn(bundle, path, other)) }).toEqual({
        other,
        diff: false,
        status: false,
        plan: false,
        imports: false,
      });
    }
  });

  it('differs to all of them after an edit, or to none', async () => {
    const dice = new Dice(1851);
    let differ = 0;
    for (let round = 0; round < inCi(250, 40); round += 1) {
      const layout = dice.pick(LAYOUT)?.(text, isTree, dice) ?? text;
      const other = dice.pick(EDITS)?.(layout, isTree, dice) ?? layout;
      const { diff, status, plan, imports } = await verdictOn(bundle, path, other);
      expect({ other, status, plan, imports }).toEqual({ other, status: diff, plan: diff, imports: diff });
      differ += Number(diff);
    }
    expect(differ).toBeGreaterThan(0);
  });
});
