/** What holds for every push: onto folders, through the real activator, with secrets made up for each run. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { filesOf } from '../../src/bundle/bundle.ts';
import { unlocated } from '../../src/cli/io.ts';
import { run } from '../../src/cli/program.ts';
import type { Screen } from '../../src/cli/io.ts';
import type { Stream } from '../../src/cli/terminal.ts';
import { compile } from '../../src/compile.ts';
import { observe } from '../../src/deploy/node/observe.ts';
import { renderText } from '../../src/diag/text.ts';
import { effectsOf } from '../support/effects.ts';
import { renderPlan } from '../../src/report/plan/plan.ts';
import { renderRecap } from '../../src/report/plan/recap.ts';
import { Dice, edited, fileOf, SOUND } from '../support/edits.ts';
import { bundleOf, filesBelow, templates } from '../support/fixtures.ts';
import { planned } from '../support/nodes.ts';
import {
  carriedOut,
  holders,
  played,
  recordedIo,
  secretNames,
  temporaryFolder,
  writeSecrets,
  type Played,
  type Pushed,
} from '../support/sandboxes.ts';

const SEED = 20_240_301;
const SCREEN = { columns: 200, color: false };
const ALLOW = ['drift/edited-by-hand'];

const anySeed = fc.integer({ min: 0, max: 2 ** 30 });

describe('after a push', () => {
  it('nothing is left to do, and every node holds the bundle', async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, async (seed) => {
        const folder = temporaryFolder();
        const dice = new Dice(seed);
        await expectPushed(await played(compiled(dice, 0), folder));
        await expectPushed(await played(compiled(dice, 3), folder));
      }),
      { seed: SEED, numRuns: 2, endOnFailure: true },
    );
  });
});

function compiled(dice: Dice, edits: number): Bundle {
  const { bundle } = compile([fileOf(edited('pair', SOUND, edits, dice))], templates);
  if (bundle === undefined) throw new Error('the edited pair does not compile');
  return bundle;
}

async function expectPushed(on: Played): Promise<void> {
  const { outcome } = await carriedOut(on);
  expect(['applied', 'unchanged']).toContain(outcome.ended);
  const states = await observe(on.bundle, on.secrets, on.ports);
  expect(planned(on.bundle, states, new Set()).changes).toEqual([]);
  for (const { host, connection } of on.bundle.nodes) {
    const state = states.find(({ node }) => node === host);
    expect(state).toMatchObject({ reachable: true, lock: null, installed: on.bundle.id, interrupted: null });
    const root = connection.via === 'local' ? connection.root : '';
    const present = filesBelow(root).filter((file) => !file.startsWith('var/lib/clusterc/'));
    const desired = filesOf(on.bundle, host).map(({ path }) => path.slice(1));
    expect(present).toEqual(desired.toSorted());
  }
}

describe('no secret is seen', () => {
  it('in anything that is said, built or planned, in any argument, or in a file that others may read', async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, async (seed) => {
        const folder = temporaryFolder();
        const canaries = plant(folder, bundleOf('pair'), new Dice(seed));
        const on = await played(bundleOf('pair'), folder);

        const first = await carriedOut(on);
        expect(first.outcome.ended).toBe('applied');
        for (const hand of [moveSecretsAbout, changeSecrets]) {
          hand(folder);
          const drifted = await carriedOut({ ...on, ports: { ...on.ports, interrupted: () => true } }, ...ALLOW);
          expect(renderPlan(drifted.plan, on.bundle, SCREEN)).toContain('~ /etc/cluster/cluster.conf');
          expectHidden(await everythingSaid(on, drifted), [...canaries, 'hand-made-9']);
          expectHidden(await everythingSaid(on, await carriedOut(on)), [...canaries, 'hand-made-9']);
          await carriedOut(on, ...ALLOW);
        }

        expectHidden(await everythingSaid(on, first), canaries);
        const open = holders(folder, canaries).filter(({ mode }) => ![0o600, 0o640].includes(mode));
        expect(open).toEqual([]);
      }),
      { seed: SEED, numRuns: 2, endOnFailure: true },
    );
  });

  it('by the command line: on its screens, and in what it builds', async () => {
    const folder = temporaryFolder();
    const canaries = plant(folder, bundleOf('pair'), new Dice(SEED));
    const { io, out, err } = recordedIo();
    const built = temporaryFolder();
    const commands = [
      ['push', 'fixtures/pair/model', '--sandbox', folder],
      ['push', 'fixtures/pair/model', '--sandbox', folder, '--check'],
      ['dump', 'observed', 'fixtures/pair/model', '--sandbox', folder],
      ['dump', 'plan', 'fixtures/pair/model', '--sandbox', folder],
      ['build', 'fixtures/pair/model', '-o', join(built, 'folder')],
      ['build', 'fixtures/pair/model', '--tar', '-o', join(built, 'bundle.tar')],
    ];
    const world = { out: pipe(io.out), err: pipe(io.err), env: {}, now: io.now };
    for (const command of commands) await run(command, '0', world);
    for (const hand of [moveSecretsAbout, changeSecrets]) {
      hand(folder);
      for (const more of [[], ['-v'], ['--format', 'json']])
        await run(['diff', 'fixtures/pair/model', '--sandbox', folder, ...more], '0', world);
    }
    expect(out()).toContain('applied');
    expect(out()).toContain('~ /etc/cluster/cluster.conf  host1 (changed; by hand since it was installed)');
    expectHidden(`${out()}${err()}`, [...canaries, 'hand-made-9']);
    expect(holders(built, canaries)).toEqual([]);
  });
});

/** Random secrets with everything that has to be escaped; each begins with the one before. */
function plant(folder: string, bundle: Bundle, dice: Dice): readonly string[] {
  const names = secretNames(bundle);
  const pieces = names.map(() => randomPiece(dice));
  writeSecrets(folder, new Map(names.map((name, index) => [name, pieces.slice(0, index + 1).join('')])));
  return pieces.flatMap((piece) => [piece, piece.slice(2), inXml(piece).slice(2)]);
}

const LETTERS = `abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789&<>"'$\\%+/=`;

function randomPiece(dice: Dice): string {
  const letters = Array.from({ length: 14 }, () => LETTERS.charAt(dice.below(LETTERS.length))).join('');
  return `${letters}&<${dice.below(1e9)}>"`;
}

function inXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function change(folder: string, file: string, by: (text: string) => string): void {
  const path = join(folder, 'host1', file);
  writeFileSync(path, by(readFileSync(path, 'utf8')));
}

/** The values stay what they are, but stand where no name tells that they are secret. */
function moveSecretsAbout(folder: string): void {
  change(folder, 'etc/cluster/cluster.conf', (text) => {
    const moved = text.replace(/login="fence" passwd="([^"]*)"/g, 'login="$1" passwd="x"');
    const [, value = ''] = /login="([^"]*)"/.exec(moved) ?? [];
    return moved.replace('</cluster>', `<!-- was ${value} -->\n<x>${value.replaceAll('&quot;', '"')}</x></cluster>`);
  });
  change(folder, 'etc/iscsi/iscsid.conf', (text) => {
    const [, value = ''] = /password = (.*)/.exec(text) ?? [];
    return `# once ${value}\n${text}`;
  });
}

/** Someone put in values of their own, which no one but the names can give away. */
function changeSecrets(folder: string): void {
  change(folder, 'etc/cluster/cluster.conf', (text) => text.replace(/passwd="[^"]*"/g, "passwd='hand-made-9'"));
  change(folder, 'etc/iscsi/iscsid.conf', (text) => {
    const changed = text.replace(/password = .*/g, 'password = hand-made-9');
    return `#node.session.auth.password = hand-made-9\n# discovery.sendtargets.auth.password="hand-made-9\n${changed}`;
  });
}

async function everythingSaid(on: Played, { before, plan, outcome }: Pushed): Promise<string> {
  const effects = await effectsOf(plan, { family: 'rhel6', minor: 4 });
  const values = [before, plan, outcome, on.bundle];
  const found = unlocated([...plan.diagnostics, ...outcome.diagnostics]);
  return [
    on.said(),
    ...values.map((value) => JSON.stringify(value)),
    ...[...values, on.secrets].map((value) => inspect(value, { depth: 20, showHidden: true })),
    renderPlan(plan, on.bundle, { ...SCREEN, effects }),
    renderRecap(plan, on.bundle, outcome),
    renderText(found, SCREEN),
  ].join('\n');
}

function expectHidden(said: string, canaries: readonly string[]): void {
  const readable = said.replaceAll('\\\\', '\\').replaceAll('\\"', '"');
  for (const canary of canaries) {
    const at = readable.indexOf(canary);
    expect(at < 0 ? '' : readable.slice(Math.max(0, at - 60), at + 20)).toBe('');
  }
}

function pipe({ write, columns }: Screen): Stream {
  return { write, columns, terminal: false };
}
