/** The pushes of a cluster, as people and programs read them. */
import { appendFileSync, cpSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Begin, End } from '../../../src/deploy/push/journal.ts';
import { EXIT } from '../../../src/cli/io.ts';
import { openJournal } from '../../../src/edge/state/journal.ts';
import { clusterc } from '../../support/command-line.ts';
import { temporaryFolder } from '../../support/sandboxes.ts';

const PAIR = 'fixtures/pair/model';

function begin(id: string, more: Partial<Begin> = {}): Begin {
  return {
    v: 1,
    entry: 'begin',
    at: '2026-11-28T21:03:07.120Z',
    id: id.repeat(16),
    who: 'root@admin1',
    command: 'push',
    bundle: 'a'.repeat(64),
    plan: 'b'.repeat(64),
    cluster: 'kvmha',
    nodes: ['host1', 'host2'],
    because: null,
    allowed: [],
    ...more,
  };
}

function end(id: string, more: Partial<End> = {}): End {
  const nodes = { host1: 'applied', host2: 'applied' };
  return {
    v: 1,
    entry: 'end',
    at: '2026-11-28T21:05:12.000Z',
    id: id.repeat(16),
    outcome: 'applied',
    exit: 0,
    interrupted: false,
    nodes,
    ...more,
  };
}

const ENTRIES = [
  begin('1', { at: '2026-11-27T21:03:07.120Z' }),
  begin('2', { because: 'the array loses a path', allowed: ['drift/edited-by-hand'] }),
  end('2', { at: '2026-11-28T21:03:09.000Z' }),
  begin('3', { at: '2026-11-29T00:00:00.000Z', bundle: 'c'.repeat(64), who: 'you@laptop' }),
  end('3', {
    at: '2026-11-29T00:05:00.000Z',
    outcome: 'stuck',
    exit: 4,
    nodes: { host1: 'applied', host2: 'not recorded' },
    errors: ['push/node-stuck: host2 did not answer'],
  }),
  begin('4', { at: '2026-11-29T01:00:00.000Z', command: 'revert', nodes: ['host2'] }),
  end('4', {
    at: '2026-11-29T01:00:30.000Z',
    outcome: 'reverted',
    exit: 130,
    interrupted: true,
    nodes: { host2: 'reverted' },
  }),
];

/** A journal of the pair, and the command on it. */
function written(entries: readonly (Begin | End)[]) {
  const state = temporaryFolder();
  const { append } = openJournal({ XDG_STATE_HOME: state }, 'kvmha');
  for (const entry of entries) append(entry);
  return {
    file: join(state, 'clusterc/kvmha/journal.jsonl'),
    history: (...words: readonly string[]) =>
      clusterc(['history', '--local', ...words], { env: { XDG_STATE_HOME: state } }),
  };
}

describe('history', () => {
  it('is a line for each push, newest first, and one for each host that did not end well', async () => {
    const { code, out, err } = await written(ENTRIES).history(PAIR);
    expect({ code, err }).toEqual({ code: EXIT.done, err: '' });
    expect(out).toBe(
      [
        '2026-11-29 01:00:00Z  revert  reverted, interrupted  aaaaaaaaaaaa  root@admin1  host2         30.0 s',
        '2026-11-29 00:00:00Z  push    stuck                  cccccccccccc  you@laptop   host1, host2  5 min 0 s',
        '  host2: not recorded',
        '  push/node-stuck: host2 did not answer',
        '2026-11-28 21:03:07Z  push    applied                aaaaaaaaaaaa  root@admin1  host1, host2  1.9 s      allowed drift/edited-by-hand  because: the array loses a path',
        '2026-11-27 21:03:07Z  push    did not end            aaaaaaaaaaaa  root@admin1  host1, host2',
        '',
      ].join('\n'),
    );
  });

  it('is the same by the name of the cluster, and by a bundle of it', async () => {
    const { history } = written(ENTRIES);
    const { out } = await history(PAIR);
    expect(await history('--cluster', 'kvmha')).toMatchObject({ code: EXIT.done, out });
    const bundle = join(temporaryFolder(), 'bundle');
    await clusterc(['build', PAIR, '-o', bundle]);
    expect(await history(bundle)).toMatchObject({ code: EXIT.done, out });
  });

  it('is as long as asked for', async () => {
    const { out } = await written(ENTRIES).history(PAIR, '-n', '1');
    expect(out.split('\n')).toHaveLength(2);
    const many = Array.from({ length: 30 }, (_, index) => begin('0', { id: String(index).padStart(16, '0') }));
    expect((await written(many).history(PAIR)).out.split('\n')).toHaveLength(21);
  });

  it('of a cluster that was never pushed from here says so', async () => {
    expect(await written([]).history(PAIR)).toEqual({
      code: EXIT.done,
      out: '',
      err: 'no push of kvmha is recorded on this machine\n',
    });
  });

  it('shows nothing that a terminal takes for a command', async () => {
    const { out } = await written([
      begin('1', { because: '\u001b[2Jgone', who: 'a\u202eb', nodes: ['x\ny'] }),
      end('1', { nodes: { host1: '\u0007' } }),
    ]).history(PAIR);
    expect(out).toMatch(/because: ␛\[2Jgone\n {2}host1: ␇\n$/);
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  it('goes on where a line is none', async () => {
    const { history, file } = written(ENTRIES);
    appendFileSync(file, 'remember the milk\n');
    const { code, out, err } = await history(PAIR);
    expect({ code, lines: out.split('\n').length }).toEqual({ code: EXIT.done, lines: 7 });
    expect(err).toContain(`1 line of ${file} could not be understood`);
  });
});

describe('as JSON', () => {
  it('it is as schemas/output/history.schema.json says', async () => {
    const schema: object = JSON.parse(readFileSync('schemas/output/history.schema.json', 'utf8'));
    const { out, code } = await written(ENTRIES).history(PAIR, '--format', 'json');
    const validate = new Ajv2020({ strict: true }).compile(schema);
    expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true);
    expect(code).toBe(EXIT.done);
    expect(JSON.parse(out)).toMatchObject({
      cluster: 'kvmha',
      left_out: 0,
      pushes: [
        { command: 'revert', exit_code: 130, interrupted: true },
        { outcome: 'stuck', hosts: { host2: 'not recorded' } },
        { because: 'the array loses a path', ended: '2026-11-28T21:03:09.000Z' },
        { outcome: null, ended: null, exit_code: null, interrupted: null, hosts: {} },
      ],
    });
  });

  it('nothing is a list', async () => {
    expect(JSON.parse((await written([]).history('--cluster', 'new', '--format', 'json')).out)).toMatchObject({
      pushes: [],
    });
  });
});

describe('wrong words exit 64', () => {
  it.each([
    [['--last', '0'], 'a number from 1'],
    [['--last', 'all'], 'a number from 1'],
    [['--cluster', '../x'], 'not a cluster name'],
    [[PAIR, '--cluster', 'kvmha'], 'not both'],
  ])('%j', async (words, sentence) => {
    const { code, out, err } = await written([]).history(...words);
    expect({ code, out }).toEqual({ code: EXIT.usage, out: '' });
    expect(err).toContain(sentence);
    expect(err).toContain('clusterc help history');
  });

  it('a site that has no name has no history', async () => {
    expect(await written([]).history('nowhere')).toMatchObject({ code: EXIT.failed, out: '' });
  });
});

describe('of a cluster that two people push to', () => {
  /** The pair on folders, without what this machine has written down. */
  async function elsewhere() {
    const folder = temporaryFolder();
    const [site, sandbox] = [join(folder, 'site.yaml'), join(folder, 'nodes')];
    cpSync(join(PAIR, 'site.yaml'), site);
    const call = (command: string, ...words: readonly string[]) =>
      clusterc([command, site, '--sandbox', sandbox, ...words]);
    expect(await call('push', '--because', 'the first one')).toMatchObject({ code: EXIT.done });
    rmSync(join(sandbox, '.history'), { recursive: true });
    return {
      site,
      sandbox,
      call,
      journal: (host: string) => join(sandbox, host, 'var/lib/clusterc/journal.jsonl'),
    };
  }

  it('each sees the pushes of the other, in the order of their times; --local is one of them', async () => {
    const { site, call } = await elsewhere();
    writeFileSync(site, readFileSync(site, 'utf8').replace('memory: 2G', 'memory: 3G'));
    await call('push', '--because', 'the second one');
    const { out, err } = await call('history');
    expect(err).toBe('');
    expect(out.split('\n').map((line) => /because: (.*)$/.exec(line)?.[1])).toEqual([
      'the second one',
      'the first one',
      undefined,
    ]);
    expect((await call('history', '--local')).out).not.toContain('the first one');
  });

  it('a push that changed values of secrets alone is marked', async () => {
    const { sandbox, call } = await elsewhere();
    const secrets = join(sandbox, 'secrets.json');
    writeFileSync(
      secrets,
      readFileSync(secrets, 'utf8').replaceAll(/: "[^"]{14}/g, (text) => `${text.slice(0, 3)}otherotherot`),
    );
    await call('push', '--because', 'they leaked');
    const { out } = await call('history');
    expect(out).toMatch(/secrets only {2}because: they leaked\n/);
    expect(out.match(/secrets only/g)).toHaveLength(1);
    const json: unknown = JSON.parse((await call('history', '--format', 'json')).out);
    expect(json).toMatchObject({ pushes: [{ secrets_only: true }, { secrets_only: false }] });
  });

  it('a node says what it did by itself', async () => {
    const { call, journal } = await elsewhere();
    const [line = ''] = readFileSync(journal('host2'), 'utf8').split('\n');
    const { id }: { readonly id: string } = JSON.parse(line);
    writeFileSync(
      journal('host2'),
      `${line}\n${JSON.stringify({ v: 1, entry: 'alone', at: '2026-11-28T21:09:00Z', id, did: 'put-back' })}\n`,
    );
    const { out } = await call('history');
    expect(out).toMatch(/applied [^\n]*\n {2}host2: rolled back by itself at 2026-11-28 21:09:00Z\n$/);
    const schema: object = JSON.parse(readFileSync('schemas/output/history.schema.json', 'utf8'));
    const validate = new Ajv2020({ strict: true }).compile(schema);
    const json: unknown = JSON.parse((await call('history', '--format', 'json')).out);
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
    expect(json).toMatchObject({
      pushes: [{ alone: [{ node: 'host2', at: '2026-11-28T21:09:00Z', did: 'put-back' }] }],
    });
  });

  it('a journal that a link leads to is none', async () => {
    const { call, journal } = await elsewhere();
    const away = join(temporaryFolder(), 'journal');
    for (const host of ['host1', 'host2']) {
      if (host === 'host1') renameSync(journal(host), away);
      else rmSync(journal(host));
      symlinkSync(away, journal(host));
    }
    expect(await call('history')).toMatchObject({ code: EXIT.done, out: '' });
  });

  it.each(['.history', '.history/clusterc/kvmha'])(
    'records in a sandbox that a link at %s leads to are none',
    async (at) => {
      const { site, sandbox, call } = await elsewhere();
      writeFileSync(site, readFileSync(site, 'utf8').replace('memory: 2G', 'memory: 3G'));
      await call('push', '--because', 'the second one');
      const away = join(temporaryFolder(), 'records');
      renameSync(join(sandbox, at), away);
      symlinkSync(away, join(sandbox, at));
      for (const [command, ...words] of [['history'], ['history', '--local'], ['revert', '--to', 'abcdef']] as const) {
        const { code, out, err } = await call(command, ...words);
        expect([code, out]).toEqual([EXIT.failed, '']);
        expect(err).toContain(
          `node/no-sandbox\n  ${join(sandbox, at)} cannot be used as a sandbox: it is a symbolic link`,
        );
      }
    },
  );

  it('nodes without a journal, as an older clusterc leaves them, and lines of a later one do not matter', async () => {
    const { call, journal } = await elsewhere();
    rmSync(journal('host1'));
    appendFileSync(journal('host2'), '{"v":2,"entry":"begin"}\n');
    const { code, out } = await call('history');
    expect([code, out.match(/the first one/g)]).toEqual([EXIT.done, ['the first one']]);
    rmSync(journal('host2'));
    expect((await call('history')).out).toBe('');
  });
});

it('a node that cannot be asked is an error, and the others and this machine are shown', async () => {
  const state = temporaryFolder();
  for (const entry of ENTRIES) openJournal({ XDG_STATE_HOME: state }, 'kvmha').append(entry);
  const ssh = join(temporaryFolder(), 'ssh');
  const answer = `clusterc-look 1\nanswer journal\n|${JSON.stringify(begin('9', { because: 'from elsewhere' }))}\n. 0\nend\n`;
  writeFileSync(`${ssh}.answer`, answer);
  writeFileSync(ssh, `#!/bin/sh\ncase $* in *192.168.1.12*) echo No route >&2; exit 255 ;; esac\ncat ${ssh}.answer\n`, {
    mode: 0o755,
  });
  const env = { XDG_STATE_HOME: state, PATH: `${dirname(ssh)}:${process.env['PATH']}` };
  const { code, out, err } = await clusterc(['history', PAIR], { env });
  expect(code).toBe(EXIT.failed);
  expect(err).toContain('error node/no-connection');
  expect(out).toContain('from elsewhere');
  expect(out).toContain('the array loses a path');
});
