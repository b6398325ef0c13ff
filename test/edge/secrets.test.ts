/** Providers of secrets, with the programs that make their files: age, ansible-vault, and commands that print. */
import { chmodSync, chownSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { as, type Millis, type SecretName } from '../../src/base/brand.ts';
import type { SecretProvider } from '../../src/base/provider.ts';
import { unseal } from '../../src/base/sealed.ts';
import { runCommand } from '../../src/edge/run.ts';
import { variableOf } from '../../src/edge/secrets/environment.ts';
import { lookUp } from '../../src/edge/secrets/index.ts';
import { configured } from '../../src/edge/secrets/settings.ts';
import { temporaryFolder } from '../support/sandboxes.ts';
import { describeUnless, describeWith, run } from '../support/tools.ts';

const PATH = `${process.env['PATH']}`;
const NAMES = ['fence/a', 'fence/b', 'iscsi/san'].map((name) => as<SecretName>(name));

type Asked = { readonly folder: string; readonly env?: Record<string, string> };

/** What providers answer, opened: name -> value, and the sentences of what they find. */
async function answers(providers: readonly SecretProvider[], { folder, env = {} }: Asked) {
  const around = { PATH, HOME: folder, ...env };
  const settings = configured(providers, folder, around);
  const { found, unused, said, diagnostics } = await lookUp(NAMES, settings.providers, around);
  return {
    values: Object.fromEntries([...found].map(([name, { value }]) => [name, unseal(value)])),
    unused: unused.flatMap(({ names }) => names),
    said: [...said.values()],
    finds: [...settings.diagnostics, ...diagnostics].map(({ code, message }) => `${code}: ${message}`),
  };
}

/** A file of its owner. */
function secret(folder: string, name: string, text: string | Uint8Array): string {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
  return join(folder, name);
}

const FILE: SecretProvider = { type: 'file', file: 'values' };

describe('a file', () => {
  it('gives each value as it is written, flat or nested', async () => {
    const folder = temporaryFolder();
    secret(folder, 'values', 'fence:\n  a: 0123\n  b: "a: \\"b\\" #c"\niscsi/san: yes # really\nold/one: x\n');
    expect(await answers([FILE], { folder })).toMatchObject({
      values: { 'fence/a': '0123', 'fence/b': 'a: "b" #c', 'iscsi/san': 'yes' },
      unused: ['old/one'],
      finds: [],
    });
  });

  it.each([
    ['latin-1', Buffer.from('fence/a: geh\xe4im\n', 'latin1'), 'it is not UTF-8'],
    ['a tab', 'fence:\n\ta: geheim\n', 'it is no YAML map of names and values (line 2)'],
    ['a second value', 'fence/a: geheim\nfence/a: geheim2\n', 'it is no YAML map of names and values (line 2)'],
    ['no map', 'geheim\n', 'it is no YAML map of names and values (line 1)'],
  ])('with %s is reported without its content', async (_what, text, reason) => {
    const folder = temporaryFolder();
    secret(folder, 'values', text);
    const { finds } = await answers([FILE], { folder });
    expect(finds).toEqual([`secret/provider: the file values gives no values: ${reason}`]);
  });

  it.each(['0640', '0604', '0620'])('that others may open is refused: mode %s', async (mode) => {
    const folder = temporaryFolder();
    chmodSync(secret(folder, 'values', 'fence/a: geheim\n'), mode);
    const { finds } = await answers([FILE], { folder });
    expect(finds).toEqual([`secret/file-mode: ${join(folder, 'values')} can be read by others`]);
  });

  describeUnless(process.getuid?.() === 0 ? undefined : 'chown needs root', 'of someone else', () => {
    it('is refused', async () => {
      const folder = temporaryFolder();
      chownSync(secret(folder, 'values', 'fence/a: geheim\n'), 65534, 0);
      const { finds } = await answers([FILE], { folder });
      expect(finds).toEqual([`secret/file-mode: ${join(folder, 'values')} belongs to another user`]);
    });
  });

  it('that is a pipe is not waited for', async () => {
    const folder = temporaryFolder();
    run('mkfifo', ['-m', '600', join(folder, 'values')]);
    expect((await answers([FILE], { folder })).finds).toEqual([
      `secret/provider: the file values gives no values: ${join(folder, 'values')} is not a file`,
    ]);
  });

  it('below ~ is one of the user who runs clusterc', async () => {
    const folder = temporaryFolder();
    secret(folder, 'values', 'fence/a: geheim\n');
    const { values } = await answers([{ type: 'file', file: '~/values' }], { folder: '/', env: { HOME: folder } });
    expect(values).toEqual({ 'fence/a': 'geheim' });
  });
});

describe('the order', () => {
  it('decides: the first that knows a name gives its value', async () => {
    const folder = temporaryFolder();
    secret(folder, 'values', 'fence/a: file\nfence/b: file\n');
    const env = { X_FENCE_A: 'environment', X_ISCSI_SAN: '' };
    const { values } = await answers([{ type: 'environment', prefix: 'X_' }, FILE], { folder, env });
    expect(values).toEqual({ 'fence/a': 'environment', 'fence/b': 'file', 'iscsi/san': '' });
  });

  it('is that of CLUSTERC_SECRETS where it is set, with paths of the current folder', async () => {
    const folder = temporaryFolder();
    const file = secret(folder, 'others', 'fence/a: other\n');
    const env = { CLUSTERC_SECRETS: `environment:Y_,file:${file}`, Y_FENCE_B: 'y' };
    expect((await answers([FILE], { folder, env })).values).toEqual({ 'fence/a': 'other', 'fence/b': 'y' });
  });

  it('a name is a variable that every shell can set', () => {
    expect(variableOf(as<SecretName>('fence/ilo-host1.x'), 'P_')).toBe('P_FENCE_ILO_HOST1_X');
  });
});

describe('a command', () => {
  const command = (script: string): readonly SecretProvider[] => [
    { type: 'command', command: ['sh', '-c', script, 'x', '{name}'] },
  ];

  it('prints a value and a line end, in the folder of the site', async () => {
    const folder = temporaryFolder();
    secret(folder, 'here', '');
    const script = 'test -f here && test "$1" != fence/b && printf "%s  \\n\\n" "$1"';
    expect(await answers(command(script), { folder })).toMatchObject({
      values: { 'fence/a': 'fence/a  \n', 'iscsi/san': 'iscsi/san  \n' },
      finds: [],
    });
  });

  it('gets its words as they are: no shell reads them', async () => {
    const folder = temporaryFolder();
    const { values } = await answers([{ type: 'command', command: ['echo', '$(id) {name};x'] }], { folder });
    expect(values['fence/a']).toBe('$(id) fence/a;x');
  });

  it('that fails counts as one without the name; its complaint is reported without its output', async () => {
    const folder = temporaryFolder();
    const { values, said, finds } = await answers(command('echo geheim; echo "no geheim for $1" >&2; exit 1'), {
      folder,
    });
    expect({ values, finds }).toEqual({ values: {}, finds: [] });
    expect(said[0]).toBe('the command sh says: no (hidden) for fence/a');
  });

  it.each([
    ['is not there', ['no-such-command', '{name}'], 'there is no such command'],
    ['is killed', ['sh', '-c', 'kill -9 $$', '{name}'], 'it was ended by SIGKILL'],
    ['prints bytes', ['printf', '\\377{name}'], 'it prints what is not UTF-8'],
  ])('that %s is reported once', async (_what, words, reason) => {
    const { finds } = await answers([{ type: 'command', command: words }], { folder: temporaryFolder() });
    expect(finds).toEqual([`secret/provider: the command ${words[0]} gives no values: ${reason}`]);
  });

  it('that leaves a child behind is not waited for', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'child');
    const command = ['sh', '-c', `sleep 3600 & echo $! >>'${file}'; echo geheim {name}`];
    const { values } = await answers([{ type: 'command', command }], { folder });
    expect(values['fence/a']).toBe('geheim fence/a');
    const children = readFileSync(file, 'utf8').trim().split('\n').map(Number);
    for (const child of children) expect(process.kill(child, 'SIGTERM')).toBe(true); // it was still there
  });

  it('ends at the end of its time, also one that lets signals pass', async () => {
    const around = { timeout: as<Millis>(200), env: { PATH }, group: 'ours' } as const;
    const ran = await runCommand(['sh', '-c', 'trap "" TERM; while :; do sleep 0.1; done'], around);
    expect(ran).toMatchObject({ exitCode: null, stdout: '', stderr: 'no answer within 0.2 s' });
  });
});

describeWith('age', 'an age file', () => {
  const AGE: SecretProvider = { type: 'age', file: 'secrets.age', identity: 'key.txt' };

  function encrypted(folder: string, ...how: readonly string[]): void {
    run('age-keygen', ['-o', join(folder, 'key.txt')]);
    const recipient = run('age-keygen', ['-y', join(folder, 'key.txt')]).output.trim();
    const file = ['-o', join(folder, 'secrets.age')];
    expect(run('age', ['-e', ...how, '-r', recipient, ...file], { input: 'fence/a: geheim\n' })).toMatchObject({
      status: 0,
    });
  }

  it.each([
    ['armored', ['-a']],
    ['binary', []],
  ])('%s', async (_what, how) => {
    const folder = temporaryFolder();
    encrypted(folder, ...how);
    expect(await answers([AGE], { folder })).toMatchObject({ values: { 'fence/a': 'geheim' }, finds: [] });
  });

  it('is opened by one of several identities in CLUSTERC_AGE_IDENTITY', async () => {
    const folder = temporaryFolder();
    encrypted(folder);
    const other = run('age-keygen', [])
      .output.split('\n')
      .find((line) => line.startsWith('AGE-'));
    const keys = secret(folder, 'keys', `# old\n${other}\n\n${readFileSync(join(folder, 'key.txt'), 'utf8')}`);
    const env = { CLUSTERC_AGE_IDENTITY: keys };
    const { values } = await answers([{ ...AGE, identity: null }], { folder, env });
    expect(values).toEqual({ 'fence/a': 'geheim' });
  });

  it.each(['another identity', 'a changed byte', 'a lost end'])('is not opened by, or with, %s', async (what) => {
    const folder = temporaryFolder();
    encrypted(folder);
    const file = join(folder, 'secrets.age');
    const bytes = readFileSync(file);
    if (what === 'another identity') {
      chmodSync(join(folder, 'key.txt'), 0o600);
      secret(
        folder,
        'key.txt',
        run('age-keygen', [])
          .output.split('\n')
          .find((line) => line.startsWith('AGE-')) ?? '',
      );
    } else if (what === 'a changed byte') bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1;
    writeFileSync(file, what === 'a lost end' ? bytes.subarray(0, -5) : bytes);
    const { values, finds } = await answers([AGE], { folder });
    expect({ values, finds }).toEqual({
      values: {},
      finds: [
        'secret/provider: the age file secrets.age gives no values: the identity does not open it, or it was changed',
      ],
    });
  });
});

describeWith('ansible-vault', 'an Ansible Vault', () => {
  const VAULT: SecretProvider = { type: 'vault', file: 'secrets.vault', passwords: [{ file: 'password' }] };

  function encrypted(folder: string, ...how: readonly string[]): void {
    secret(folder, 'password', 'correct horse\n');
    secret(folder, 'plain', 'fence/a: geheim\nfence: { b: ümlaut }\n');
    const id = how.length > 0 ? how : ['--vault-password-file', join(folder, 'password')];
    const words = ['encrypt', ...id, '--output', join(folder, 'secrets.vault'), join(folder, 'plain')];
    const env = { ANSIBLE_LOCAL_TEMP: join(folder, 'tmp'), HOME: folder, LC_ALL: 'C.UTF-8' };
    const { status, output } = run('ansible-vault', words, { env });
    expect(status, output).toBe(0);
  }

  it('version 1.1, and 1.2 with an id', async () => {
    const folder = temporaryFolder();
    for (const how of [[], ['--vault-id', `prod@${join(folder, 'password')}`, '--encrypt-vault-id', 'prod']]) {
      encrypted(folder, ...how);
      const head = readFileSync(join(folder, 'secrets.vault'), 'utf8').split('\n')[0];
      expect(head).toBe(how.length > 0 ? '$ANSIBLE_VAULT;1.2;AES256;prod' : '$ANSIBLE_VAULT;1.1;AES256');
      expect(await answers([VAULT], { folder })).toMatchObject({
        values: { 'fence/a': 'geheim', 'fence/b': 'ümlaut' },
        finds: [],
      });
    }
  });

  it('is opened by what a command prints, and by CLUSTERC_VAULT_PASSWORD_FILE before everything else', async () => {
    const folder = temporaryFolder();
    encrypted(folder);
    const by = (...command: readonly string[]): SecretProvider => ({ ...VAULT, passwords: [{ command }] });
    expect((await answers([by('cat', 'password')], { folder })).values).toMatchObject({ 'fence/a': 'geheim' });
    const env = { CLUSTERC_VAULT_PASSWORD_FILE: join(folder, 'password') };
    expect((await answers([by('false')], { folder, env })).values).toMatchObject({ 'fence/a': 'geheim' });
  });

  it.each([
    ['password', 'falsch\n', 'the password does not open it, or it was changed'],
    ['password', '\n', 'the password is empty'],
    ['secrets.vault', '$ANSIBLE_VAULT;1.2;AES256;prod\n00\n', 'the password does not open it, or it was changed'],
    ['secrets.vault', 'fence/a: geheim\n', 'it does not begin with $ANSIBLE_VAULT;1.1;AES256'],
  ])('with %s %j gives nothing away', async (name, text, reason) => {
    const folder = temporaryFolder();
    encrypted(folder);
    secret(folder, name, text);
    const { values, finds } = await answers([VAULT], { folder });
    expect({ values, finds }).toEqual({
      values: {},
      finds: [`secret/provider: the vault secrets.vault gives no values: ${reason}`],
    });
  });

  it('whose password command fails, or whose password file is a program, says so', async () => {
    const folder = temporaryFolder();
    encrypted(folder);
    const failing: SecretProvider = { ...VAULT, passwords: [{ command: ['sh', '-c', 'echo locked >&2; exit 3'] }] };
    expect((await answers([failing], { folder })).finds).toEqual([
      'secret/provider: the vault secrets.vault gives no values: sh: locked',
    ]);
    chmodSync(join(folder, 'password'), 0o700);
    expect((await answers([VAULT], { folder })).finds).toEqual([
      `secret/provider: the vault secrets.vault gives no values: ${join(folder, 'password')} is a program`,
    ]);
  });
});
