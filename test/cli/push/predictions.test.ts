/** What `plan --old --new` says of two bundles: fixtures/predictions. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import type { Compilation } from '../../../src/analyse.ts';
import { bundleFiles } from '../../../src/bundle/manifest.ts';
import { clusterc } from '../../support/command-line.ts';
import { expectedFiles } from '../../support/fixtures.ts';
import { caseNamed } from '../../world/cases.ts';

const FOLDER = 'fixtures/predictions';
const scratch = mkdtempSync(join(tmpdir(), 'clusterc-predictions-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const schema: object = JSON.parse(readFileSync('schemas/output/prediction.schema.json', 'utf8'));
const isPrediction = new Ajv2020({ strict: true }).compile(schema);

function written(name: string, { bundle }: Compilation): string {
  if (bundle === undefined) throw new Error(`${name} has no bundle`);
  const folder = join(scratch, name);
  for (const [path, bytes] of bundleFiles(bundle, '')) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

describe.each(readdirSync(FOLDER).sort())('%s', (name) => {
  it('is predicted as written down, to people and to programs', async () => {
    const { deployed, now } = caseNamed(name, FOLDER);
    if (deployed === null) throw new Error(`${name} has nothing before`);
    const [old, later] = [written(`${name}-old`, deployed), written(`${name}-new`, now)];
    const words = ['plan', '--old', old, '--new', later];
    const { code, out, err } = await clusterc(words);
    const text = `${out}${err}exit ${code}\n`.replaceAll(scratch, '');
    const actual = new Map([['prediction.txt', text]]);
    expect([...expectedFiles(`${FOLDER}/${name}/expected`, actual)]).toEqual([...actual]);
    const json = await clusterc([...words, '--format', 'json']);
    expect(isPrediction(JSON.parse(json.out)), JSON.stringify(isPrediction.errors)).toBe(true);
    expect(json.code).toBe(code);
  });

  it('changes nothing against itself', async () => {
    const folder = written(`${name}-same`, caseNamed(name, FOLDER).now);
    expect(await clusterc(['plan', '--old', folder, '--new', folder])).toEqual({
      code: 0,
      out: 'nothing changes\n',
      err: '',
    });
  });
});
