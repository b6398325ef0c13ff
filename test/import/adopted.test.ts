/** Clusters that someone else configured, with every quirk that we could think of: the site and the report they become. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clusterc } from '../support/command-line.ts';
import { expectedFiles, filesBelow } from '../support/fixtures.ts';

const adopted = readdirSync('fixtures/adopted');
/** Made-up values, and what keeps them out of a repository; the schema has a test of its own. */
const NOT_KEPT = ['.clusterc/site.schema.json', '.secrets.yaml', '.gitignore'];

describe.each(adopted)('%s', (name) => {
  const original = `fixtures/adopted/${name}/original`;

  it('becomes exactly the expected site and report', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clusterc-import-'));
    const site = join(folder, 'site');
    const said = await clusterc(['import', original, '-o', site]);
    expect({ code: said.code, out: said.out }, said.err).toEqual({ code: 0, out: `${join(site, 'site.yaml')}\n` });
    const written = filesBelow(site).filter((path) => !NOT_KEPT.includes(path));
    const actual = new Map(written.map((path) => [path, readFileSync(join(site, path), 'utf8')]));
    expect(statSync(join(site, '.secrets.yaml')).mode & 0o777).toBe(0o600);
    const expected = expectedFiles(`fixtures/adopted/${name}/site`, actual);
    expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [path, text] of actual) expect(text, path).toBe(expected.get(path));
    rmSync(folder, { recursive: true });
  });

  it('shows no secret anywhere but in the file for secrets', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clusterc-import-'));
    const site = join(folder, 'site');
    const said = await clusterc(['import', original, '-o', site, '--format', 'json']);
    const shown = filesBelow(site).filter((path) => path !== '.secrets.yaml');
    const text = [said.out, said.err, ...shown.map((path) => readFileSync(join(site, path), 'utf8'))].join('\n');
    const secrets = [...readFileSync(join(site, '.secrets.yaml'), 'utf8').matchAll(/^\S+: "(.*)"$/gm)];
    expect(secrets.length).toBeGreaterThan(0);
    for (const [, secret = ''] of secrets.filter(([, value = '']) => value.length > 3))
      expect(text).not.toContain(secret);
    expect(text).not.toContain('commented-out-secret');
    expect(text).not.toContain('home-secret');
    expect(text).not.toContain('spice-secret');
    rmSync(folder, { recursive: true });
  });
});
