/** `clusterc secrets check`, and that no command says a word of a value: not where all goes well, and not where it goes wrong. */
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/io.ts';
import { STAGES } from '../../../src/cli/site/stages.ts';
import { clusterc } from '../../support/command-line.ts';
import { filesBelow } from '../../support/fixtures.ts';
import { holders, temporaryFolder } from '../../support/sandboxes.ts';

/** Each push listens for an interrupt; outside of this test a process has one push only. */
process.setMaxListeners(0);

const PATH = `${process.env['PATH']}`;
/** In every value of this test. */
const CANARY = 'Kanari';
const [ILO1, ILO2, SAN] = [`${CANARY}<&"1'>`, `${CANARY} zwei`, `${CANARY}-san-16b`];

/** The pair with a providers section; files next to the site are of their owner. */
function siteWith(providers: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  cpSync('fixtures/pair/model', join(folder, 'site'), { recursive: true });
  const text = readFileSync(join(folder, 'site/site.yaml'), 'utf8');
  writeFileSync(join(folder, 'site/site.yaml'), `${text}secrets: { providers: [${providers}] }\n`);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content, { mode: 0o600 });
  return folder;
}

const yaml = (...values: readonly (readonly [name: string, value: string])[]): string =>
  values.map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`).join('');

describe('secrets check', () => {
  it('names each secret with its provider, and where the site uses it', async () => {
    const folder = siteWith('{ type: environment }, { type: file, file: ../values }', {
      values: yaml(['fence/ilo-host2', ILO2], ['iscsi/san', SAN], ['old/one', CANARY]),
    });
    const env = { CLUSTERC_SECRET_FENCE_ILO_HOST1: ILO1 };
    const { code, out, err } = await clusterc(['secrets', 'check', join(folder, 'site')], { env });
    expect({ code, err }).toEqual({ code: EXIT.done, err: '' });
    expect(out).toBe(
      [
        'fence/ilo-host1  the environment (CLUSTERC_SECRET_...)',
        'fence/ilo-host2  the file ../values',
        'iscsi/san        the file ../values',
        'old/one          the file ../values, not used by the site\n',
      ].join('\n'),
    );
    const json = JSON.parse(
      (await clusterc(['secrets', 'check', join(folder, 'site'), '--format', 'json'], { env })).out,
    );
    expect(json).toMatchObject({
      findings: [],
      secrets: [{ used: ['fence_devices/ilo-host1/password'] }, {}, { used: ['storage/targets/san/chap/password'] }],
      unused: [{ name: 'old/one', provider: 'the file ../values' }],
    });
  });

  it('points at the provider that cannot be asked, and at references without a value', async () => {
    const folder = siteWith('{ type: file, file: ../values }');
    const check = async () => (await clusterc(['secrets', 'check', join(folder, 'site')])).err;
    expect(await check()).toMatch(
      /error secret\/provider\n {2}the file \.\.\/values gives no values: .*no such file.*\n {2}.*site\.yaml:\d+:\d+/,
    );
    writeFileSync(join(folder, 'values'), yaml(['fence/ilo-host1', ILO1], ['iscsi/san', SAN]), { mode: 0o600 });
    expect(await check()).toMatch(/there is no value for the secret fence\/ilo-host2\n {2}.*site\.yaml:11:\d+/);
  });
});

it('a bundle names its secrets, not where their values come from, and is the same bundle wherever that is', async () => {
  const manifest = async (providers: string) => {
    const folder = siteWith(providers);
    await clusterc(['build', join(folder, 'site'), '-o', join(folder, 'bundle')]);
    return readFileSync(join(folder, 'bundle/manifest.json'), 'utf8');
  };
  const one = await manifest('{ type: vault, file: v, password_command: [pass, v] }, { type: age, file: a }');
  expect(JSON.parse(one)).toMatchObject({ secrets: ['fence/ilo-host1', 'fence/ilo-host2', 'iscsi/san'] });
  expect(one).not.toMatch(/vault|provider|password_command/);
  expect(await manifest('{ type: environment }')).toBe(one);
});

it('a bundle asks no provider of its site: no command runs here, and the operator says where values come from', async () => {
  const folder = siteWith('{ type: command, command: [touch, ../ran, "{name}"] }, { type: file, file: ../values }', {
    values: yaml(['fence/ilo-host1', ILO1]),
  });
  const bundle = join(folder, 'bundle');
  await clusterc(['build', join(folder, 'site'), '-o', bundle]);
  const around = { env: { PATH, HOME: folder } };
  const sandbox = ['--sandbox', join(folder, 'sandbox')];
  for (const command of ['plan', 'push', 'diff'])
    expect((await clusterc([command, bundle, ...sandbox], around)).code, command).not.toBe(EXIT.bug);
  expect(holders(join(folder, 'sandbox'), [CANARY])).toEqual([]);
  expect(existsSync(join(folder, 'ran'))).toBe(false);
  mkdirSync(join(folder, '.config/clusterc'), { recursive: true });
  const own = yaml(['fence/ilo-host1', ILO1], ['fence/ilo-host2', ILO2], ['iscsi/san', SAN]);
  writeFileSync(join(folder, '.config/clusterc/secrets.yaml'), own, { mode: 0o600 });
  const fresh = join(folder, 'fresh');
  const pushed = await clusterc(['push', bundle, '--sandbox', fresh], around);
  expect(pushed.code, pushed.err).toBe(EXIT.done);
  expect(holders(fresh, [CANARY]).length).toBeGreaterThan(0);
});

/** Everything that commands say of a site; its sandbox is the one place where values may stand. */
async function said(folder: string, env: Readonly<Record<string, string>>): Promise<string> {
  const [site, sandbox] = [join(folder, 'site'), join(folder, 'sandbox')];
  const lines = [
    ['check', site, '--format', 'json'],
    ['build', site, '-o', join(folder, 'bundle')],
    ['secrets', 'check', site],
    ['secrets', 'check', site, '--format', 'json'],
    ['push', site, '--sandbox', sandbox, '--check'],
    ['push', site, '--sandbox', sandbox, '-v'],
    ['push', site, '--sandbox', sandbox],
    ...STAGES.map((stage) =>
      ['dump', stage, site, '--sandbox', sandbox].filter((_, at) => at < 3 || ['observed', 'plan'].includes(stage)),
    ),
    ['explain', 'host1:/etc/cluster/cluster.conf', site],
  ];
  const texts: string[] = [];
  for (const line of lines) {
    const { out, err } = await clusterc(line, { env: { PATH, HOME: folder, ...env } });
    texts.push(out, err);
  }
  const built = filesBelow(join(folder, 'bundle')).map((file) => readFileSync(join(folder, 'bundle', file), 'utf8'));
  return [...texts, ...built].join('\n');
}

describe('no command says a word of a value', () => {
  const all = yaml(['fence/ilo-host1', ILO1], ['fence/ilo-host2', ILO2], ['iscsi/san', SAN]);

  it('where all is well: values are in the files of nodes, which no one else can read, and nowhere else', async () => {
    const folder = siteWith(
      '{ type: environment }, { type: file, file: ../values }, { type: command, command: [cat, "../store/{name}"] }',
      {
        values: yaml(['fence/ilo-host2', ILO2]),
      },
    );
    mkdirSync(join(folder, 'store/iscsi'), { recursive: true });
    writeFileSync(join(folder, 'store/iscsi/san'), `${SAN}\n`);
    const text = await said(folder, { CLUSTERC_SECRET_FENCE_ILO_HOST1: ILO1 });
    expect(text).toContain('every node has the new files');
    expect(text).not.toContain(CANARY);
    const nodes = holders(join(folder, 'sandbox'), [CANARY]);
    expect(nodes.length).toBeGreaterThan(0);
    expect(nodes.filter(({ mode }) => (mode & 0o007) !== 0)).toEqual([]);
  });

  it.each([
    ['a tab', `fence:\n\tilo: ${CANARY}\n`],
    ['a quote that is not closed', `fence/ilo-host1: "${CANARY}\n`],
    ['an alias that leads nowhere', `fence/ilo-host1: *${CANARY}\n`],
    ['a tag', `fence/ilo-host1: !${CANARY} x\n`],
    ['a control character', `fence/ilo-host1: "${CANARY}\\u0001"\n`],
    ['a line break', `${all}iscsi/san2: x\n`.replace('-san-16b', '\\n-16b')],
    ['a short CHAP secret', all.replace(`${CANARY}-san-16b`, CANARY)],
    ['a long CHAP secret', all.replace('16b', '16b-and-more')],
    ['a blank at the end', all.replace('zwei', 'zwei ')],
    ['a list', `fence/ilo-host1: [${CANARY}]\n`],
  ])('where a file of values has %s', async (_what, values) => {
    const text = await said(siteWith('{ type: file, file: ../values }', { values }), {});
    expect(text).toMatch(/(error|warning) secret\//);
    expect(text).not.toContain(CANARY);
  });

  it('where the mode of the file is wrong, and where it lies in the site', async () => {
    const open = siteWith('{ type: file, file: ../values }', { values: all });
    chmodSync(join(open, 'values'), 0o644);
    expect(await said(open, {})).not.toContain(CANARY);
    const checked = await clusterc(['secrets', 'check', join(open, 'site')]);
    expect(checked).toMatchObject({ code: EXIT.failed, out: expect.stringContaining('fence/ilo-host1  not known\n') });
    const inside = siteWith('{ type: file, file: values.yaml }', { 'site/values.yaml': all });
    for (const format of ['text', 'json', 'sarif', 'github']) {
      const { code, out, err } = await clusterc(['check', join(inside, 'site'), '--format', format]);
      expect(code).toBe(EXIT.failed);
      expect(out + err).toContain('secret/in-site');
      expect(out + err).not.toContain(CANARY);
    }
  });

  it.each([
    ['is no YAML', '', `${all}\tx: ${CANARY}\n`],
    ['is named by a provider that is misspelled', ', fil: x', all],
    ['is not the only mistake of the site', ' }, { type: file', all],
  ])('where the file in the site %s', async (_what, more, values) => {
    const folder = siteWith(`{ type: file, file: values.yaml${more} }`, { 'site/values.yaml': values });
    const { code, out, err } = await clusterc(['check', join(folder, 'site')]);
    expect(code).toBe(EXIT.failed);
    expect(out + err).not.toContain(CANARY);
  });

  it('where commands complain of what they print', async () => {
    const script = `echo ${CANARY}; echo "not ${CANARY} for $1" >&2; exit 1`;
    const folder = siteWith(`{ type: command, command: [./ask, "{name}"] }`, { 'site/ask': `#!/bin/sh\n${script}\n` });
    chmodSync(join(folder, 'site/ask'), 0o700);
    const text = await said(folder, {});
    expect(text).toContain('the command ./ask says: not (hidden) for fence/ilo-host1');
    expect(text).not.toContain(CANARY);
  });
});
