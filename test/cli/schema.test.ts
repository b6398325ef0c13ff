/** What commands print as JSON is what schemas/output says, and `clusterc schema` prints these schemas. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { SCHEMAS } from '../../src/cli/site/schemas.ts';
import { readSite } from '../../src/edge/site/site.ts';
import { decode, parse } from '../../src/source/parse.ts';
import { plain } from '../../src/source/tree.ts';
import { isSite } from '../../src/spec/compiled.ts';
import { editorSchema } from '../../src/spec/editor-schema.ts';
import { siteSchema } from '../../src/spec/site-schema.ts';
import { clusterc } from '../support/command-line.ts';
import { sites } from '../broken/fixtures.ts';
import { everyCluster } from '../support/fixtures.ts';
import { temporaryFolder } from '../support/sandboxes.ts';

const PAIR = 'fixtures/pair/model';
const PRODUCTION = 'fixtures/production/model';

function siteWithMistakes(): string {
  const site = join(temporaryFolder(), 'site.yaml');
  const accepted = 'accept: [{ code: fence/single-method, at: hosts/host1, because: a test }]\n';
  writeFileSync(site, readFileSync(`${PAIR}/site.yaml`, 'utf8').replace('node_id: 2', 'node_id: 1') + accepted);
  return site;
}

/** What is wrong with a printed value, in the words of ajv; empty for nothing. */
function complaints(name: string, printed: string): string {
  const validate = new Ajv2020({ strict: true }).compile(
    JSON.parse(readFileSync(`schemas/output/${name}.schema.json`, 'utf8')),
  );
  return validate(JSON.parse(printed)) ? '' : JSON.stringify(validate.errors);
}

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

  it.each(['pair', 'production'])('import of the files of %s', async (name) => {
    const out = await printed('import', `fixtures/${name}/expected/nodes`, '-o', join(temporaryFolder(), 'site'));
    expect(complaints('import', out)).toBe('');
  });
});

describe('clusterc schema', () => {
  it('knows every schema of an output', () => {
    const files = readdirSync('schemas/output').map((file) => file.replace('.schema.json', ''));
    expect(SCHEMAS.filter((name) => name !== 'site').toSorted()).toEqual(files.toSorted());
  });

  it.each(SCHEMAS.filter((name) => name !== 'site'))('prints that of %s', async (name) => {
    expect((await clusterc(['schema', name])).out).toBe(readFileSync(`schemas/output/${name}.schema.json`, 'utf8'));
  });

  it('prints that of a site under a name with the version of the format', async () => {
    const { out } = await clusterc(['schema']);
    expect(JSON.parse(out)).toMatchObject({ $id: 'urn:clusterc:site:1', title: siteSchema['title'] });
  });
});

describe('the schema for editors', () => {
  const accepts = new Ajv2020({ strict: false }).compile(editorSchema());

  it.each([...everyCluster.map((name) => `fixtures/${name}/model`), ...sites])(
    'judges %s as the compiler does',
    (site) => {
      const { value: tree } = parse(decode(readSite(site).files).files);
      if (tree !== undefined) expect(accepts(plain(tree))).toBe(isSite(plain(tree)));
    },
  );
});
