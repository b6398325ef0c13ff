/** What is written down of pushes comes back, whatever else is in the file; and writing never fails a push. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryIn, historyIn, type Begin, type End } from '../../src/deploy/push/journal.ts';
import { newPushId, openJournal } from '../../src/edge/state/journal.ts';
import { stateFolder } from '../../src/edge/state/state-folder.ts';
import { temporaryFolder } from '../support/sandboxes.ts';

const BEGIN: Begin = {
  v: 1,
  entry: 'begin',
  at: '2026-11-28T21:03:07.120Z',
  id: '5f3c9a0b12d4e678',
  who: 'root@admin1',
  command: 'push',
  bundle: 'a'.repeat(64),
  plan: 'b'.repeat(64),
  cluster: 'kvmha',
  nodes: ['host1', 'host2'],
  because: 'the array\nloses "a" path\u2028',
  allowed: ['drift/edited-by-hand'],
};
const END: End = {
  v: 1,
  entry: 'end',
  at: '2026-11-28T21:05:12.000Z',
  id: BEGIN.id,
  outcome: 'stuck',
  exit: 4,
  interrupted: true,
  nodes: { host1: 'applied', host2: 'not recorded' },
};
const PUSH = { begin: BEGIN, end: END, alone: [] };

function journal() {
  const state = temporaryFolder();
  const file = join(state, 'clusterc/kvmha/journal.jsonl');
  return { state, file, ...openJournal({ XDG_STATE_HOME: state }, 'kvmha') };
}

describe('a journal', () => {
  it('gives back what was written, a line each, oldest first', () => {
    const { append, read, file } = journal();
    expect(read()).toEqual({ pushes: [], foreign: 0, diagnostics: [] });
    const other = { ...BEGIN, id: newPushId() };
    expect([...append(BEGIN), ...append(other), ...append(END)]).toEqual([]);
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(4);
    expect(read()).toEqual({ pushes: [PUSH, { begin: other, end: null, alone: [] }], foreign: 0, diagnostics: [] });
  });

  it('is for its owner alone', () => {
    const { append, file } = journal();
    append(BEGIN);
    const modes = [file, dirname(file), dirname(dirname(file))].map((path) => statSync(path).mode & 0o777);
    expect(modes).toEqual([0o600, 0o700, 0o700]);
  });

  it('goes on behind a line that was cut off', () => {
    const { append, read, file } = journal();
    append(BEGIN);
    append(END);
    truncateSync(file, statSync(file).size - 20);
    expect(read()).toMatchObject({ pushes: [{ begin: BEGIN, end: null, alone: [] }], foreign: 0 });
    append(END);
    expect(read()).toMatchObject({ pushes: [PUSH], foreign: 1 });
  });

  it('of many pushes is read from its end', () => {
    const { append, read, file } = journal();
    append({ ...BEGIN, id: newPushId() });
    appendFileSync(file, `${'x'.repeat(1023)}\n`.repeat(17 * 1024));
    append(BEGIN);
    append(END);
    expect(read().pushes).toEqual([PUSH]);
  });

  it('that is a pipe is not waited for', () => {
    const { append, read, file } = journal();
    mkdirSync(dirname(file), { recursive: true });
    execFileSync('mkfifo', [file]);
    expect(append(BEGIN)).toMatchObject([{ code: 'journal/unwritable', severity: 'warning' }]);
    expect(read().diagnostics).toMatchObject([{ code: 'journal/unreadable' }]);
  });

  it('that is a device is none', () => {
    const { append, file } = journal();
    mkdirSync(dirname(file), { recursive: true });
    symlinkSync('/dev/full', file);
    expect(append(BEGIN)).toMatchObject([{ code: 'journal/unwritable' }]);
  });
});

describe('its place', () => {
  it.each([
    [{ XDG_STATE_HOME: '/state', HOME: '/home/me' }, '/state/clusterc/kvmha'],
    [{ HOME: '/home/me' }, '/home/me/.local/state/clusterc/kvmha'],
    [{ XDG_STATE_HOME: 'state', HOME: '/home/me' }, '/home/me/.local/state/clusterc/kvmha'],
  ])('%j', (env, folder) => {
    expect(stateFolder(env, 'kvmha')).toEqual({ folder });
  });

  it.each(['', '.', '..', '../x', 'a/b', '-x', 'a'.repeat(16), 'a\0b', 'ä'])(
    'is none for a cluster called %j',
    (name) => {
      expect(stateFolder({ XDG_STATE_HOME: '/state' }, name)).toHaveProperty('why');
      expect(openJournal({ XDG_STATE_HOME: '/state' }, name).append(BEGIN)).toHaveLength(1);
    },
  );

  it('is none without an environment', () => {
    expect(openJournal({}, 'kvmha').append(BEGIN)).toHaveLength(1);
    expect(openJournal({ HOME: 'me' }, 'kvmha').read().diagnostics).toHaveLength(1);
  });
});

describe('lines of someone else', () => {
  it.each([
    ['', 'null', '[]', '"begin"', '{}', '{"v":1}', 'remember the milk', '\u001b[2J'],
    [{ v: 2 }, { v: '1' }, { entry: 'middle' }, { entry: undefined }],
    [{ at: 'yesterday' }, { at: '2026-13-45T00:00:00Z' }, { at: 1 }, { id: '../..' }, { id: undefined }],
    [{ who: null }, { command: 'rm' }, { bundle: 'x' }, { plan: null }, { nodes: 'host1' }, { nodes: [1] }],
    [{ because: 1 }, { because: undefined }, { allowed: null }, { because: 'x'.repeat(70_000) }],
  ])('are none: %j', (...changed) => {
    for (const one of changed)
      expect(entryIn(typeof one === 'string' ? one : JSON.stringify({ ...BEGIN, ...one }))).toBeUndefined();
  });

  it.each([
    { outcome: 'done' },
    { exit: -1 },
    { exit: '0' },
    { interrupted: null },
    { nodes: ['host1'] },
    { nodes: { '../host1': 'applied' } },
    { nodes: { host1: 1 } },
    { nodes: { '': 'applied' } },
  ])('are no end: %j', (changed) => {
    expect(entryIn(JSON.stringify({ ...END, ...changed }))).toBeUndefined();
  });

  it('may use the names that every object inherits', () => {
    const line = JSON.stringify(END).replace('"host1"', '"__proto__"');
    expect(entryIn(line)).toBeUndefined();
    expect(entryIn(JSON.stringify({ ...END, nodes: { constructor: 'applied' } }))).toMatchObject({
      nodes: { constructor: 'applied' },
    });
  });

  it('that repeat an entry, or end what did not begin, count as foreign', () => {
    const lines = [END, BEGIN, BEGIN, END, { ...END, outcome: 'applied' }].map((one) => JSON.stringify(one));
    expect(historyIn(`${lines.join('\n')}\n`)).toEqual({ pushes: [PUSH], foreign: 3 });
  });

  it('say what a node did by itself, of a push that it knows', () => {
    const alone = { v: 1, entry: 'alone', at: '2026-11-28T21:09:00Z', id: BEGIN.id, did: 'kept' };
    const lines = [BEGIN, alone, { ...alone, id: '0'.repeat(16) }, { ...alone, did: 'lost' }].map((one) =>
      JSON.stringify(one),
    );
    expect(historyIn(`${lines.join('\n')}\n`)).toEqual({
      pushes: [{ begin: BEGIN, end: null, alone: [alone] }],
      foreign: 2,
    });
  });

  it('may say more than this version knows', () => {
    expect(entryIn(JSON.stringify({ ...BEGIN, steps: 12 }))).toEqual(BEGIN);
  });

  it('never hide the others, and never throw', () => {
    const own = [BEGIN, END].map((one) => `${JSON.stringify(one)}\n`);
    const junk = fc.oneof(fc.string({ unit: 'binary' }), fc.json()).map((text) => `${text.replaceAll('\n', ' ')}\n`);
    fc.assert(
      fc.property(fc.array(junk), fc.array(junk), fc.array(junk), fc.string(), (before, between, after, cut) => {
        const text = [...before, own[0], ...between, own[1], ...after, cut.replaceAll('\n', '')].join('');
        expect(historyIn(text).pushes).toEqual([PUSH]);
      }),
      { seed: 20_261_128, numRuns: 300 },
    );
  });

  it('that are no UTF-8 are foreign', () => {
    const { append, read, file } = journal();
    append(BEGIN);
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00, 0x0a]), { flag: 'a' });
    append(END);
    expect(read()).toMatchObject({ pushes: [PUSH], foreign: 1 });
  });
});
