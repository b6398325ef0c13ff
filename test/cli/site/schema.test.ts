/** What commands print as JSON is what schemas/output says, and `clusterc schema` prints these schemas. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { SCHEMAS } from '../../../src/cli/site/schemas.ts';
import { STAGES } from '../../../src/cli/site/stages.ts';
import { readSite } from '../../../src/edge/site/site.ts';
import { decode, parse } from '../../../src/source/parse.ts';
import { plain } from '../../../src/source/tree.ts';
import { isSite } from '../../../src/spec/compiled.ts';
import { editorSchema } from '../../../src/spec/editor-schema.ts';
import { siteSchema } from '../../../src/spec/site-schema.ts';
import { clusterc } from '../../support/command-line.ts';
import { sites } from '../../broken/fixtures.ts';
import { everyCluster } from '../../support/fixtures.ts';
import { complaints } from '../../support/output-schema.ts';
import { temporaryFolder } from '../../support/sandboxes.ts';

const PAIR = 'fixtures/pair/model';
const PRODUCTION = 'fixtures/production/model';

function siteWithMistakes(): string {
  const site = join(temporaryFolder(), 'site.yaml');
  const accepted = 'accept: [{ code: fence/single-method, at: hosts/host1, because: a test }]\n';
  writeFileSync(site, readFileSync(`${PAIR}/site.yaml`, 'utf8').replace('node_id: 2', 'node_id: 1') + accepted);
  return site;
}

const stages = new Ajv2020({ strict: true }).addSchema(
  JSON.parse(readFileSync('schemas/output/dump.schema.json', 'utf8')),
  'dump',
);

async function printed(...argv: readonly string[]): Promise<string> {
  return (await clusterc([...argv, '--format', 'json'])).out;
}

describe('the output is as its schema says', () => {
  it.each([
    ['the pair', () => PAIR],
    ['four hosts', () => 'fixtures/four-hosts/model'],
    ['a site with errors', siteWithMistakes],
    ['no site at all', () => 'nowhere'],
  ])('check of %s', async (_what, site) => {
    const lines = (await printed('check', site())).split('\n').filter((line) => line !== '');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(complaints('check', line)).toBe('');
  });

  it.each(['hosts', 'services', 'vms', 'files'])('list %s', async (what) => {
    for (const site of [PAIR, PRODUCTION, 'fixtures/services/model'])
      expect(complaints('list', await printed('list', what, site))).toBe('');
  });

  it.each([PAIR, PRODUCTION])('secrets check %s', async (site) => {
    expect(complaints('secrets', await printed('secrets', 'check', site))).toBe('');
  });

  it('secrets check with a provider', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'site'));
    const providers = 'secrets: { providers: [{ type: file, file: ../values }] }\n';
    writeFileSync(join(folder, 'site', 'site.yaml'), readFileSync(`${PAIR}/site.yaml`, 'utf8') + providers);
    writeFileSync(join(folder, 'values'), 'fence/ilo-host1: a-long-password\niscsi/old: another-one\n', {
      mode: 0o600,
    });
    const out = await printed('secrets', 'check', join(folder, 'site'));
    expect(complaints('secrets', out)).toBe('');
    expect(JSON.parse(out)).toMatchObject({ unused: [{ name: 'iscsi/old' }] });
  });

  it.each([
    ['a code', 'fence/race', PAIR],
    ['a code that cannot be accepted', 'accept/unknown-code', PAIR],
    ['a written value', 'vms/vm1/memory', PAIR],
    ['a section, with values that are not written', 'vms', PAIR],
    ['a default', 'vms/vm1/autostart', PAIR],
    ['a value from a profile', 'vms/web1/memory', 'fixtures/machines/model'],
    ['a value with facts', 'hosts/host1/memory', PRODUCTION],
    ['a key without a site', 'cluster/quorum/disk/interval', 'nowhere'],
    ['times that fit', 'cluster/quorum/disk/interval', PRODUCTION],
    ['a file', 'host1:/etc/lvm/lvm.conf', PAIR],
    ['a line of a text', 'host1:/etc/lvm/lvm.conf:7', PAIR],
    ['a line of XML', 'host1:/etc/cluster/cluster.conf:3', PAIR],
    ['a file of the other stack', 'host1:/etc/corosync/corosync.conf:3', 'fixtures/pacemaker-pair/model'],
  ])('explain %s', async (_what, word, site) => {
    const out = await printed('explain', word, site);
    expect(complaints('explain', out)).toBe('');
    expect(JSON.parse(out)).not.toEqual([]);
  });

  it.each(everyCluster)('explain of sections, and of a line of each kind of file, of %s', async (name) => {
    const site = `fixtures/${name}/model`;
    const files: readonly { path: string; node: string }[] = JSON.parse(await printed('list', 'files', site));
    const oneOfEach = new Map(files.map(({ path, node }) => [dirname(path), `${node}:${path}:2`]));
    expect(oneOfEach.size).toBeGreaterThan(0);
    for (const line of oneOfEach.values())
      expect(complaints('explain', await printed('explain', line, site)), line).toBe('');
    for (const section of ['cluster', 'hosts', 'storage', 'vms'])
      expect(complaints('explain', await printed('explain', section, site)), section).toBe('');
  });

  it.each([...STAGES.map((stage) => ({ stage, name: 'pair' })), { stage: 'model', name: 'pacemaker-pair' } as const])(
    'dump $stage of $name: as its stage, and as no other',
    async ({ stage, name }) => {
      const { out } = await clusterc(['dump', stage, `fixtures/${name}/model`, '--sandbox', temporaryFolder()]);
      const found = JSON.parse(out);
      expect(STAGES.filter((other) => stages.validate(`dump#/$defs/${other}`, found))).toEqual([stage]);
      expect(stages.validate('dump', found)).toBe(true);
    },
  );

  it.each(['pair', 'production'])('import of the files of %s', async (name) => {
    const out = await printed('import', `fixtures/${name}/expected/nodes`, '-o', join(temporaryFolder(), 'site'));
    expect(complaints('import', out)).toBe('');
  });
});

/** Lists that may be absent: a schema's path, and what their absence says. */
const ABSENT = new Map([
  ['diff/not_compared', 'the site has errors'],
  ['status/cman/flags', 'cman was not asked'],
  ['status/fence_domain/members', 'fenced was not asked'],
]);

/** Properties that are lists but not required, as `<schema>/<object>/<name>`. */
function optionalLists(schema: unknown, path: string): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, required = [] } = schema as { properties?: object; required?: readonly string[] };
  const own = Object.entries(properties).filter(([name, { type }]) => type === 'array' && !required.includes(name));
  return [
    ...own.map(([name]) => `${path}/${name}`),
    ...Object.entries(schema).flatMap(([key, inner]) => optionalLists(inner, inside(path, key))),
  ];
}

/** The name of a property is a step of the path, a keyword is none. */
function inside(path: string, key: string): string {
  const [root = ''] = path.split('/');
  return ['properties', 'items', '$defs', 'oneOf', 'anyOf'].includes(key) || /^\d+$/.test(key)
    ? path
    : `${root}/${key}`;
}

describe('an empty list is []', () => {
  it('in the schemas: a list is required, and not a text or a missing key', () => {
    const names = SCHEMAS.filter((name) => name !== 'site');
    const found = names.flatMap((name) =>
      optionalLists(JSON.parse(readFileSync(`schemas/output/${name}.schema.json`, 'utf8')), name),
    );
    expect(found.toSorted()).toEqual([...ABSENT.keys()].toSorted());
  });
});

describe('clusterc schema', () => {
  it('knows every schema of an output', () => {
    const files = readdirSync('schemas/output').map((file) => file.replace('.schema.json', ''));
    expect(SCHEMAS.filter((name) => name !== 'site').toSorted()).toEqual(files.toSorted());
  });

  it('has all of them in the table of the guide', () => {
    const rows = [...readFileSync('docs/json.md', 'utf8').matchAll(/^\|.*\| `(\w+)` +\|.*\|$/gm)];
    expect(rows.flatMap(([, name]) => name ?? []).toSorted()).toEqual(
      SCHEMAS.filter((name) => name !== 'site').toSorted(),
    );
  });

  it.each(SCHEMAS.filter((name) => name !== 'site'))('prints that of %s', async (name) => {
    expect((await clusterc(['schema', name])).out).toBe(readFileSync(`schemas/output/${name}.schema.json`, 'utf8'));
  });

  it('prints that of a site under a name with the newest version of the format, as the package has it', async () => {
    const { out } = await clusterc(['schema']);
    const { $id, properties } = JSON.parse(out);
    expect($id).toBe(`urn:clusterc:site:${properties.version.enum.at(-1)}`);
    const published = `dist/${$id.split(':').slice(1).join('-')}.schema.json`;
    expect(readFileSync(published, 'utf8')).toBe(out);
    expect(readFileSync('docs/editor.md', 'utf8')).toContain(published);
  });

  it.each([
    ['init', (site: string) => ['init', site]],
    ['import', (site: string) => ['import', 'fixtures/pair/expected/nodes', '-o', site]],
    ['convert', (site: string) => ['convert', PAIR, '--to', 'debian12', '-o', site]],
  ])('a site that %s makes has that schema', async (_command, words) => {
    const site = join(temporaryFolder(), 'site');
    await clusterc(words(site));
    expect(readFileSync(join(site, '.clusterc/site.schema.json'), 'utf8')).toBe((await clusterc(['schema'])).out);
  });
});

describe('the schema for editors', () => {
  const accepts = new Ajv2020({ strict: false }).compile(editorSchema());
  // Checks compare names with these patterns later, when there is a model.
  const fits = new Ajv2020({ strict: false })
    .addKeyword({ keyword: 'x-pattern', validate: (pattern: string, name: string) => new RegExp(pattern).test(name) })
    .compile(siteSchema);

  it.each([...everyCluster.map((name) => `fixtures/${name}/model`), ...sites])(
    'judges %s as the compiler does',
    (site) => {
      const { value: tree } = parse(decode(readSite(site).files).files);
      if (tree !== undefined) expect(accepts(plain(tree))).toBe(isSite(plain(tree)) && fits(plain(tree)));
    },
  );
});
