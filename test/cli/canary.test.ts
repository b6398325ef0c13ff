/** No command shows the value of a secret, in any format and in any spelling: neither one that it knows nor one that lies in the site. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isSecretName } from '../../src/base/secret-names.ts';
import { secretAttributes } from '../../src/catalogue/fence.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { CHECK_FORMATS, READ_FORMATS } from '../../src/cli/formats.ts';
import { EXIT } from '../../src/cli/io.ts';
import { LISTED } from '../../src/cli/site/listable.ts';
import { STAGES } from '../../src/cli/site/stages.ts';
import { clusterc } from '../support/command-line.ts';
import { temporaryFolder } from '../support/sandboxes.ts';

/** Each push listens for an interrupt; outside of this test a process has one push only. */
process.setMaxListeners(0);

const VALUE = 'Kanar<&"\'>vogel';
const XML = VALUE.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const BASE64 = ['', 'a', 'ab'].map((before) => Buffer.from(`${before}${VALUE}`).toString('base64'));
const HEX = Buffer.from(VALUE).toString('hex');
const SPELLED = [
  VALUE,
  XML,
  XML.replaceAll('"', '&quot;'),
  XML.replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
  XML.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
  JSON.stringify(VALUE).slice(1, -1),
  HEX,
  HEX.toUpperCase(),
  ...BASE64,
];
/** What gives the value away: a part of it, too. Of base64, the digits in the middle are the same whatever is around. */
const TRACES = ['Kanar', 'vogel', ...BASE64.map((text) => text.slice(4, -4)), HEX, HEX.toUpperCase()];

function expectNoTrace(text: string, what: string): void {
  for (const trace of TRACES) expect(text.includes(trace), `${what}: ${trace}`).toBe(false);
}

/** Every command with every format, and every stage and kind of list. */
function commandLines(folder: string): readonly (readonly string[])[] {
  const [site, out, sandbox] = [join(folder, 'site'), join(folder, 'out'), ['--sandbox', join(folder, 'sandbox')]];
  const read = (...words: string[]) => READ_FORMATS.map((format) => [...words, '--format', format]);
  const lines: { readonly [command: string]: readonly (readonly string[])[] } = {
    init: [['init', join(folder, 'new')]],
    check: CHECK_FORMATS.map((format) => ['check', site, '--format', format]),
    fmt: [['fmt', '--check', site]],
    build: [
      ['build', site, '-o', out],
      ['build', site, '--tar', '-o', `${out}.tar`],
    ],
    push: [['push', site, ...sandbox]],
    diff: [...read('diff', site, ...sandbox), ['diff', site, '--against', out]],
    plan: [
      ...read('plan', site, ...sandbox),
      ['plan', site, '-v', ...sandbox],
      ['plan', site, '--report', `${out}.html`, ...sandbox],
    ],
    status: read('status', site, ...sandbox),
    facts: [['facts', site, '-o', `${out}.facts.yaml`]],
    revert: [['revert', site, ...sandbox]],
    history: [['history', site, ...sandbox]],
    secrets: read('secrets', 'check', site),
    explain: [
      ['explain', 'fence_devices/ilo-host1/password', site],
      ['explain', 'host1:/etc/cluster/cluster.conf', site],
    ],
    list: LISTED.map((what) => ['list', what, site]),
    dump: STAGES.map((stage) => ['dump', stage, site, ...sandbox]),
    import: read('import', join(folder, 'sandbox/host1'), '-o', join(folder, 'imported')),
    simulate: [...read('simulate', site, '--all'), ['simulate', site, '--all', '--picture', `${out}.svg`]],
    convert: [
      ...read('convert', site, '--to', 'debian12'),
      ['convert', site, '--to', 'rhel9', '-o', join(folder, 'converted')],
    ],
    schema: [['schema'], ['schema', 'plan']],
    completion: [['completion', 'bash']],
  };
  for (const { name } of COMMANDS) expect(lines, 'a command without a line here').toHaveProperty(name);
  return Object.values(lines).flat();
}

/** What the commands write, in the folder of the test. */
const WRITTEN = ['new', 'out', 'out.tar', 'out.html', 'out.svg', 'out.facts.yaml', 'imported', 'converted'];

function filesBelow(place: string): readonly string[] {
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place).flatMap((name) => filesBelow(join(place, name)));
}

function folderWith(files: Readonly<Record<string, string>>, providers?: string): string {
  const folder = temporaryFolder();
  cpSync('fixtures/pair/model', join(folder, 'site'), { recursive: true });
  const text = readFileSync(join(folder, 'site/site.yaml'), 'utf8');
  if (providers !== undefined) writeFileSync(join(folder, 'site/site.yaml'), `${text}${providers}`);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content, { mode: 0o600 });
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/ssh'), SSH, { mode: 0o755 });
  return folder;
}

/** For `facts`, which has no sandbox: each host is this machine. */
const SSH = '#!/bin/sh\nfor last; do :; done\nexec /bin/sh -c "$last"\n';

const around = (folder: string) => ({ env: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, HOME: folder } });

describe('a value that clusterc knows', () => {
  it('is in no output, also where a node or an operator has written it down in another spelling', async () => {
    const values = ['fence/ilo-host1', 'fence/ilo-host2', 'iscsi/san'].map(
      (name) => `${name}: ${JSON.stringify(VALUE)}\n`,
    );
    const folder = folderWith(
      { values: values.join('') },
      'secrets: { providers: [{ type: file, file: ../values }] }\n',
    );
    const pushed = await clusterc(['push', join(folder, 'site'), '--sandbox', join(folder, 'sandbox')], around(folder));
    expect(pushed.code, pushed.err).toBe(0);
    for (const host of ['host1', 'host2']) {
      const file = join(folder, 'sandbox', host, 'etc/lvm/lvm.conf');
      writeFileSync(file, `${readFileSync(file, 'utf8')}${SPELLED.map((text) => `# seen: ${text}\n`).join('')}`);
    }
    const shown: string[] = [];
    for (const line of commandLines(folder)) {
      const { code, out, err } = await clusterc(line, around(folder));
      expect(code, err).not.toBe(EXIT.usage);
      shown.push(out);
      expectNoTrace(out + err, line.join(' '));
    }
    expect(shown.join('')).toContain('# seen: (hidden)');
    // What the commands have written, too: bundles, reviews, reports, pictures and another site.
    const written = WRITTEN.flatMap((place) => filesBelow(join(folder, place)));
    expect(written.map((file) => basename(file))).toEqual(
      expect.arrayContaining([
        'review.html',
        'review.md',
        'manifest.json',
        'out.tar',
        'out.html',
        'out.svg',
        'out.facts.yaml',
      ]),
    );
    // An import puts the values that it finds into a file of secrets, for its owner alone.
    for (const file of written.filter((one) => basename(one) !== '.secrets.yaml'))
      expectNoTrace(readFileSync(file, 'latin1'), file);
  });
});

describe('values that lie in the folder of the site, and that no provider names', () => {
  it.each([
    ['flat', `fence/ilo-host1: ${JSON.stringify(VALUE)}\nvnc-web: Kanarvogel\n`],
    ['nested', `fence:\n  ilo-host1: ${JSON.stringify(VALUE)}\niscsi:\n  san: Kanarvogel\n`],
    ['flat, and no YAML', `fence/ilo-host1: Kanarvogel\niscsi/san: "Kanarvogel\n`],
    ['nested, and no YAML', `fence:\n  ilo-host1: Kanarvogel\n\tilo-host2: Kanarvogel\n`],
  ])('%s', async (what, text) => {
    const folder = folderWith({ 'site/zz.yaml': text });
    mkdirSync(join(folder, 'sandbox/host1'), { recursive: true });
    for (const line of commandLines(folder)) {
      const { code, out, err } = await clusterc(line, around(folder));
      expect(code, err).not.toBe(EXIT.usage);
      expectNoTrace(out + err, line.join(' '));
      if (line[0] === 'check') expect(out + err).toMatch(what.includes('YAML') ? /yaml\// : /secret\/values-in-site/);
    }
  });

  it('a file that a provider names is reported with its line, and shows stars only', async () => {
    const folder = folderWith({
      'site/values.yaml': 'fence/ilo-host1: Kanarvogel\n',
      'site/zz.yaml': 'secrets: { providers: [{ type: file, file: values.yaml }] }\n',
    });
    const { out, err } = await clusterc(['check', join(folder, 'site')]);
    expectNoTrace(out + err, 'check');
    expect(out).toContain(`${join(folder, 'site', 'values.yaml')}:1:1\n  1 │ **************** **********\n`);
  });

  it('a key of a section in a file of its own is no value of a secret', async () => {
    const folder = folderWith({ 'site/zz.yaml': 'quorum: { two_node: true }\n' });
    const { out } = await clusterc(['check', join(folder, 'site')]);
    expect(out).toContain('"quorum" is a key of cluster, and not one of the site');
  });

  it('an unknown key of a section file is shown without its value, whatever is below it', async () => {
    const folder = folderWith({ 'site/zz.yaml': 'vms: {}\nfence:\n  ilo-host1: Kanarvogel\n' });
    for (const format of CHECK_FORMATS) {
      const { out, err } = await clusterc(['check', join(folder, 'site'), '--format', format]);
      expectNoTrace(out + err, format);
    }
  });
});

it('the one list of names knows every attribute that the fence agents of the catalogue call a secret', () => {
  expect([...secretAttributes()].filter((name) => !isSecretName(name))).toEqual([]);
  for (const name of ['passwd_script', 'password_file', 'keymap', 'passwords_max', 'monkey'])
    expect(isSecretName(name), name).toBe(false);
});
