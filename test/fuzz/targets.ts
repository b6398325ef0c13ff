/** What is fuzzed: each parser of what others wrote, and the pipelines from a site and from the files of a node. */
import { readFileSync } from 'node:fs';
import { as, type FileId } from '../../src/base/brand.ts';
import { readFragment } from '../../src/base/fragment.ts';
import { parseDuration, parseSize } from '../../src/base/units.ts';
import { bundleFiles } from '../../src/bundle/manifest.ts';
import { bundleFrom } from '../../src/bundle/read.ts';
import { compile } from '../../src/compile.ts';
import { masker } from '../../src/deploy/node/mask.ts';
import { parseAnswers } from '../../src/deploy/node/answers.ts';
import { parseLock } from '../../src/deploy/node/state.ts';
import { renderJson } from '../../src/diag/json.ts';
import { renderSarif } from '../../src/diag/sarif.ts';
import { renderText } from '../../src/diag/text.ts';
import { eachEntry, packFiles } from '../../src/edge/bundle/archive.ts';
import { readTemplates } from '../../src/edge/assets.ts';
import { readValues } from '../../src/edge/secrets/values.ts';
import { readSite } from '../../src/edge/site/site.ts';
import { readXml } from '../../src/edge/xml/xml-read.ts';
import { factsIn } from '../../src/facts/host.ts';
import { stepsIn } from '../../src/facts/steps.ts';
import { parseBraces } from '../../src/formats/braces.ts';
import { readInitiatorName, readSettings } from '../../src/formats/settings.ts';
import { readBackup } from '../../src/import/storage/lvm-backup.ts';
import { loadKinds } from '../../src/kinds.ts';
import { soundPart } from '../../src/sound-part.ts';
import { locate } from '../../src/source/locate.ts';
import { decode, parse } from '../../src/source/parse.ts';
import { clustat, clustatXml } from '../../src/stack/cman/status/clustat.ts';
import { cmanNodes, cmanStatus, cmanVersion } from '../../src/stack/cman/status/cman-tool.ts';
import { sessions } from '../../src/status/iscsiadm.ts';
import { guests } from '../../src/status/virsh.ts';
import { bundleOf, clusters, filesBelow } from '../support/fixtures.ts';
import { questionOf, recorded, recordings } from '../support/recorded.ts';

const kinds = await loadKinds();

export type Target = {
  readonly name: string;
  /** Does it run all stages? Those take longer, and get fewer inputs. */
  readonly whole?: true;
  readonly corpus: () => readonly Buffer[];
  /** Throws, or is slow, where it should not. */
  readonly run: (input: Buffer) => unknown;
};

const FILE = as<FileId>('input');
const text = (run: (text: string) => unknown) => (input: Buffer) => run(input.toString('utf8'));
const answer = (run: (answer: { text: string; exit: number }) => unknown) =>
  text((said) => run({ text: said, exit: 0 }));

const below = (folder: string, name: RegExp) => (): readonly Buffer[] =>
  filesBelow(folder)
    .filter((path) => name.test(path))
    .map((path) => readFileSync(`${folder}/${path}`));
const those =
  (...texts: readonly string[]) =>
  () =>
    texts.map((one) => Buffer.from(one));
const recordedAs = (question: RegExp) => () =>
  recordings.filter((name) => question.test(questionOf(name))).map((name) => Buffer.from(recorded(name).text));

const templates = readTemplates();

/** Everything that a check does with a site, and what a build makes of it. */
function pipeline(input: Buffer): void {
  const compilation = compile([{ id: FILE, bytes: input }], templates);
  const { files, tree, diagnostics, bundle } = compilation;
  const found = locate(files, tree, diagnostics);
  renderText(found, { columns: 80, color: true, brief: true });
  renderJson(found);
  renderSarif(found, { version: '1', kinds });
  const looked = bundle ?? soundPart(compilation, templates)?.bundle;
  if (looked !== undefined) bundleFiles(looked, '');
}

function yaml(input: Buffer): void {
  const { files, diagnostics } = decode([{ id: FILE, bytes: input }]);
  const parsed = parse(files);
  renderText(locate(files, parsed.value, [...diagnostics, ...parsed.diagnostics]), { columns: 80, color: false });
}

const bundle = bundleFiles(bundleOf('pair'), 'the activator');
const others = new Map([...bundle].map(([name, content]) => [name, Buffer.from(content)] as const));

async function tar(input: Buffer): Promise<void> {
  await eachEntry([input], async (_header, body) => {
    for await (const piece of body) if (piece.length > input.length) throw new Error('more than there is');
  });
}

const world = { folder: '.', env: {}, at: { in: 'nowhere', because: 'a test' }, words: 'the file values' } as const;

const sites = () =>
  clusters.flatMap((cluster) => {
    const { files } = readSite(`fixtures/${cluster}/model`);
    return [Buffer.concat(files.map(({ bytes }) => Buffer.concat([bytes, Buffer.from('\n')])))];
  });

export const targets: readonly Target[] = [
  { name: 'site', whole: true, corpus: () => [...sites(), ...below('fixtures/broken', /[.]yaml$/)()], run: pipeline },
  { name: 'yaml', corpus: below('fixtures/broken/yaml', /[.]yaml$/), run: yaml },
  {
    name: 'values',
    corpus: those('a/b: x\n', 'a: { b: "x" }\n', 'a:\n  b: |\n    x\n'),
    run: (input) => readValues(input, world),
  },
  {
    name: 'xml',
    corpus: below('fixtures/pair/expected/nodes', /[.](conf|xml)$/),
    run: (input) => readXml(FILE, input),
  },
  { name: 'fragment', corpus: those('<a b="c"><!-- d -->&lt;<e/></a>', '<a:b xmlns:a="x"/>'), run: text(readFragment) },
  { name: 'braces', corpus: below('fixtures', /(lvm|multipath)[.]conf$/), run: text(parseBraces) },
  { name: 'lvm-backup', corpus: below('fixtures', /lvm\/backup\//), run: text(readBackup) },
  {
    name: 'settings',
    corpus: below('fixtures', /(iscsid[.]conf|initiatorname[.]iscsi)$/),
    run: text((said) => [readSettings(said), readInitiatorName(said)]),
  },
  {
    name: 'units',
    corpus: those('16G', '1.5T', '10m', '1h30m', '5s', '250ms'),
    run: text((said) => [parseSize(said), parseDuration(said)]),
  },
  {
    name: 'manifest',
    corpus: () => [Buffer.from(bundle.get('manifest.json') ?? '')],
    run: (input) => bundleFrom(new Map([...others, ['manifest.json', input]])),
  },
  { name: 'mask', corpus: below('fixtures/pair/expected/nodes', /[.]conf$/), run: text(masker([])) },
  {
    name: 'answers',
    corpus: those('clusterc-look 1\nquestion a 0\nx\nend\n', 'clusterc-look 1\nend\n'),
    run: text(parseAnswers),
  },
  {
    name: 'steps',
    corpus: those('@ a b\nx\n= 0\n@ c\n= 127\n', '@ eth0\n'),
    run: answer((said) => [stepsIn(said), factsIn(allAs(said), ['cman'])]),
  },
  { name: 'lock', corpus: those('3 60 someone at a desk', '0 0 x'), run: text(parseLock) },
  {
    name: 'cman-tool',
    corpus: recordedAs(/cman/),
    run: answer((said) => [cmanNodes(said), cmanStatus(said), cmanVersion(said)]),
  },
  { name: 'clustat', corpus: recordedAs(/services|clustat/), run: answer(clustatTree) },
  { name: 'sessions', corpus: recordedAs(/iscsi|sessions/), run: answer(sessions) },
  { name: 'guests', corpus: recordedAs(/guests|virsh/), run: answer(guests) },
  { name: 'tar', corpus: () => [], run: tar },
];

/** The same answer to every question of facts. */
function allAs(said: { readonly text: string; readonly exit: number }) {
  const names = 'release memory cpus bridges disks packages fence-agents boot names'.split(' ');
  return Object.fromEntries(names.map((name) => [name, said]));
}

async function clustatTree(said: { readonly text: string; readonly exit: number }) {
  const xml = clustatXml(said);
  return clustat(said, xml === undefined ? undefined : (await readXml(FILE, Buffer.from(xml))).root);
}

/** The archive of a small bundle has to be packed first. */
export async function readyTargets(): Promise<readonly Target[]> {
  const small = new Map([...bundle].filter(([name]) => name.length < 20));
  const archives = [await packFiles(small), await packFiles(new Map([['a', 'b']]))].map((bytes) => Buffer.from(bytes));
  return targets.map((target) => (target.name === 'tar' ? { ...target, corpus: () => archives } : target));
}
