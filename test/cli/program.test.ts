import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS as OURS } from '../../src/cli/commands.ts';
import { clusterc } from '../support/command-line.ts';
import { filesBelow } from '../support/fixtures.ts';
import { temporaryFolder } from '../support/sandboxes.ts';

const PAIR = 'fixtures/pair/model';
const COMMANDS = ['init', 'check', 'build', 'push', 'explain', 'list', 'dump', 'completion'];

/** A copy of the pair with its text changed. */
function siteWith(change: (text: string) => string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'site'));
  writeFileSync(join(folder, 'site', 'site.yaml'), change(readFileSync(`${PAIR}/site.yaml`, 'utf8')));
  return join(folder, 'site');
}

describe('wrong usage', () => {
  it.each([
    ['an unknown command', ['chekc'], 'check'],
    ['a command that other tools have', ['apply'], 'did you mean push?'],
    ['another one', ['validate', PAIR], 'did you mean check?'],
    ['an unknown option', ['check', '--stict'], '--strict'],
    ['an option of another command', ['check', '--tar'], '--tar'],
    ['an unknown format', ['check', '--format', 'xml'], 'text, json'],
    ['an unknown stage', ['dump', 'modle'], 'model'],
    ['a missing argument', ['dump'], 'STAGE'],
    ['half of two options', ['plan', '--old', 'cluster.conf'], '--old and --new go together'],
    ['too many arguments', ['check', 'a', 'b'], 'argument'],
    [
      'a finding that may not be allowed',
      ['push', PAIR, '--sandbox', 'x', '--allow', 'drift/not-our'],
      'drift/not-ours',
    ],
    ['no command at all', [], 'Usage'],
  ])('%s exits 64 and says what would be right', async (_what, argv, suggestion) => {
    const { code, out, err } = await clusterc(argv);
    expect({ code, out }).toEqual({ code: 64, out: '' });
    expect(err).toContain(suggestion);
  });
});

describe('help', () => {
  it('names every command and every exit code, and exits 0', async () => {
    const { code, out, err } = await clusterc(['--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const word of [...COMMANDS, ' 0 ', ' 1 ', ' 2 ', ' 3 ', ' 4 ', ' 64 ', ' 130 ']) expect(out).toContain(word);
  });
});

it.each(['--version', 'version'])('%s prints the version alone', async (word) => {
  expect(await clusterc([word])).toEqual({ code: 0, out: '1.2.3\n', err: '' });
});

it('names of other tools are none of our commands, and lead to one each', () => {
  const others = OURS.flatMap(({ alsoCalled = [] }) => alsoCalled);
  expect(new Set(others).size).toBe(others.length);
  expect(others.filter((word) => OURS.some(({ name }) => name === word))).toEqual([]);
});

describe('check', () => {
  it('of a good site exits 0 with a summary', async () => {
    expect(await clusterc(['check', PAIR])).toMatchObject({ code: 0, err: expect.stringContaining('2 hosts, 2 VMs') });
  });

  it('of a bad site exits 1 and reports everything on standard output', async () => {
    const site = siteWith((text) => text.replace('node_id: 2', 'node_id: 1').replace('cpus: 2', 'cpus: two'));
    const { code, out, err } = await clusterc(['check', site]);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    for (const word of ['cluster/nodeid', 'schema/wrong-type', 'site.yaml:', '2 errors']) expect(out).toContain(word);
  });

  it('fails on warnings only when it is strict', async () => {
    const accept = 'accept: [{ code: fence/race, at: hosts, because: why not }]\n';
    const site = siteWith((text) => `${text}\n${accept}`);
    expect((await clusterc(['check', site])).code).toBe(0);
    expect((await clusterc(['check', site, '--strict'])).code).toBe(1);
  });

  it('as JSON is one object a line', async () => {
    const { out } = await clusterc(['check', siteWith(() => 'version: 3\n'), '--format', 'json']);
    const found = out
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(found).toContainEqual(expect.objectContaining({ version: 1, code: 'schema/not-one-of' }));
  });

  it.each([
    ['a site that is not there', 'no-such-folder', 'yaml/no-such-site'],
    ['a folder without a site', 'schemas/relaxng', 'yaml/empty'],
  ])('of %s exits 1', async (_what, site, expected) => {
    const { code, out } = await clusterc(['check', site]);
    expect(code).toBe(1);
    expect(out).toContain(expected);
  });
});

describe('build', () => {
  it('prints the place of the bundle, and nothing else, on standard output', async () => {
    const place = join(temporaryFolder(), 'review');
    expect(await clusterc(['build', PAIR, '-o', place])).toMatchObject({ code: 0, out: `${place}\n` });
    expect(filesBelow(place)).toContain('manifest.json');
  });

  it('of a bad site exits 1 and leaves the old bundle alone', async () => {
    const place = join(temporaryFolder(), 'review');
    await clusterc(['build', PAIR, '-o', place]);
    const before = readFileSync(join(place, 'manifest.json'), 'utf8');
    expect(await clusterc(['build', siteWith(() => 'version: 1\n'), '-o', place])).toMatchObject({ code: 1, out: '' });
    expect(readFileSync(join(place, 'manifest.json'), 'utf8')).toBe(before);
  });
});

describe('dump', () => {
  const broken = () => siteWith((text) => text.replace('node_id: 2', 'node_id: 1'));

  it.each(['tree', 'spec', 'model'])('prints the %s of a build that failed later, and exits 1', async (stage) => {
    const { code, out, err } = await clusterc(['dump', stage, broken()]);
    expect(code).toBe(1);
    expect(Object.keys(JSON.parse(out))).not.toEqual([]);
    expect(err).toContain('cluster/nodeid');
  });

  it.each(['drafts', 'bundle', 'observed', 'plan'])('says that a failed build did not get to the %s', async (stage) => {
    const { code, out, err } = await clusterc(['dump', stage, broken()]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`the build ended before the stage "${stage}"`);
  });

  it('enters lists by name or number', async () => {
    const byName = await clusterc(['dump', 'model', PAIR, 'vms/vm2/name']);
    expect(byName).toMatchObject({ code: 0, out: '"vm2"\n' });
    expect((await clusterc(['dump', 'model', PAIR, 'vms/1/name'])).out).toBe(byName.out);
  });

  it.each(['vms/vm9', 'constructor', 'cluster/toString', 'vms/9'])('says that there is nothing at %s', async (path) => {
    expect(await clusterc(['dump', 'model', PAIR, path])).toMatchObject({ code: 1, out: '' });
  });
});

describe('push', () => {
  it('exits 2 for differences with --check and leaves no trace; exits 0 without it, and then there are none', async () => {
    const sandbox = join(temporaryFolder(), 'play');
    const push = (...more: readonly string[]) => clusterc(['push', PAIR, '--sandbox', sandbox, ...more]);
    expect((await push('--check')).code).toBe(2);
    expect(existsSync(sandbox)).toBe(false);
    expect((await push()).code).toBe(0);
    expect((await push('--check')).code).toBe(0);
    expect((await push()).out).toContain('nothing to do');
  });

  it('over a change made by hand exits 1 until it is allowed', async () => {
    const sandbox = temporaryFolder();
    await clusterc(['push', PAIR, '--sandbox', sandbox]);
    writeFileSync(join(sandbox, 'host1/etc/lvm/lvm.conf'), '# mine\n');
    const refused = await clusterc(['push', PAIR, '--sandbox', sandbox]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('--allow drift/edited-by-hand');
    expect((await clusterc(['push', PAIR, '--sandbox', sandbox, '--allow', 'drift/edited-by-hand'])).code).toBe(0);
  });

  it('makes up secrets that no one else can read, and refuses those that others may read', async () => {
    const sandbox = temporaryFolder();
    await clusterc(['push', PAIR, '--sandbox', sandbox]);
    expect(statSync(join(sandbox, 'secrets.json')).mode & 0o777).toBe(0o600);
    chmodSync(join(sandbox, 'secrets.json'), 0o644);
    const { code, err } = await clusterc(['push', PAIR, '--sandbox', sandbox]);
    expect(code).toBe(1);
    expect(err).toContain('secret/open-file');
  });
});

describe('init', () => {
  it('writes a site that compiles without an error or a warning, and its schema', async () => {
    const folder = join(temporaryFolder(), 'new');
    expect(await clusterc(['init', folder])).toMatchObject({ code: 0, out: `${join(folder, 'site.yaml')}\n` });
    const { code, out } = await clusterc(['check', folder, '--strict']);
    expect(code, out).toBe(0);
    expect(out).not.toMatch(/^(error|warning)/m);
    expect(filesBelow(folder)).toContain('.clusterc/site.schema.json');
  });

  it('never overwrites', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'site.yaml'), 'mine');
    expect((await clusterc(['init', folder])).code).toBe(1);
    expect(filesBelow(folder)).toEqual(['site.yaml']);
  });
});
