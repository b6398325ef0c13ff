/** The law that the activator in memory does what the real one does: equal exits, output and files, whatever is asked in whatever order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inCi } from '../../support/effort.ts';
import { describeWith } from '../../support/tools.ts';
import { clusterConf } from '../../cluster/samples.ts';
import { formed, withNode } from '../../cluster/state.ts';
import type { Answered } from './activator.ts';
import { anyLife, installing, ME, ownForms, takenBack, type Step, type TripStep } from './lives.ts';
import { activatorTrip, stepsIn } from './trip.ts';
import { timelessDigest } from '../../../src/deploy/node/state.ts';
import type { Machine } from '../machine.ts';
import { RealNode, SHELL, type Outcome } from './real.ts';
import { World } from '../world.ts';

/** A machine where no cluster runs. */
function lonely(): World {
  const state = formed('rhel6', ['twin'], clusterConf({ hosts: 1, version: 1, vms: {} }));
  return new World(withNode(state, 'twin', { running: null }));
}

function filesOf({ files }: Machine): readonly string[] {
  return [...files].map(([path, { text, mode }]) => `${mode} ${path}\n${text}`).sort(byPath);
}

function byPath(a: string, b: string): number {
  return a.slice(5) < b.slice(5) ? -1 : 1;
}

/** cron throws away what a tick prints; the age of a lock is a matter of luck. */
function comparable(verb: string, { exit, out }: Outcome): Outcome {
  const timeless = out.replace(/^(lock|held) \d+ /gm, '$1 AGE ').replace(/^(done \w+) \d+$/gm, '$1');
  return { exit, out: verb === 'tick' ? '' : timeless };
}

/** What the daemon brings that a carried file is left to: the new content, or the old one under its next version. */
function carriedText({ store, files }: Machine, what: 'new' | 'old'): readonly [string, string] | undefined {
  const { staged, undo } = store;
  const path = staged?.index.find(({ late }) => late !== '-')?.path;
  if (path === undefined || !files.has(path)) return undefined;
  const text = what === 'new' ? staged?.files.get(path) : undo?.back?.file.text;
  return text === undefined ? undefined : [path, text];
}

class Both {
  readonly #real: RealNode;
  readonly #world = lonely();
  readonly #machine = this.#world.machine('twin');

  constructor(real: RealNode) {
    this.#real = real;
  }

  async does(steps: readonly Step[]): Promise<void> {
    for (const [n, each] of steps.entries()) {
      if (each.kind === 'edit') await this.#edit(each.path, each.text, each.mode);
      else if (each.kind === 'carry') {
        const [path, text] = carriedText(this.#machine, each.what) ?? [];
        if (path !== undefined && text !== undefined) await this.#edit(path, text, '0640');
      } else if (each.kind === 'trip') await this.#travelled(n, each);
      else await this.#asked(n, each);
    }
  }

  async #edit(path: string, text: string | null, mode: string): Promise<void> {
    await this.#real.edit(path, text, mode);
    if (text === null) this.#machine.files.delete(path);
    else this.#machine.files.set(path, { text, mode, owner: ME, group: ME });
  }

  async #asked(n: number, { verb, id, input, owner = '' }: Extract<Step, { kind: 'verb' }>): Promise<void> {
    const done = await this.#real.verb(verb, id, input, owner);
    await this.#agreed({ n, verb }, done, this.#world.activator('twin', verb, id, input, owner));
  }

  async #travelled(n: number, { id, owner, steps }: Extract<Step, { kind: 'trip' }>): Promise<void> {
    const asked = await Promise.all(steps.map(async (one) => ({ ...one, word: await this.#filledIn(one) })));
    const done = await this.#real.trip(id, owner, asked);
    const ends = (word: string) => (word.startsWith('compare') || word === 'arm' ? '.\n' : '');
    const stdin = asked.map(({ word, input }) => `${input}${ends(word)}`).join('');
    const words = asked.map(({ word }) => word);
    const twin = activatorTrip(this.#world.alone('twin'), id, owner, stepsIn(words, stdin));
    await this.#agreed({ n, verb: `trip ${words.join(' ')}` }, done, twin);
  }

  /** With the digest of the state as the script tells it now. */
  async #filledIn({ word, input }: TripStep): Promise<string> {
    if (word !== 'compare') return word;
    const { out } = await this.#real.verb('observe', '', input);
    return `compare\t${timelessDigest(out)}`;
  }

  async #agreed(
    { n, verb }: { n: number; verb: string },
    done: Outcome & { err: string },
    twin: Answered,
  ): Promise<void> {
    while (this.#machine.store.undo?.acting === this.#machine.boot) this.#world.advance(1000); // the script has returned
    const at = { n, verb, err: [done.err, twin.err] };
    expect({ at, ...comparable(verb, twin) }).toEqual({ at, ...comparable(verb, done) });
    const files = [...(await this.#real.files())].sort(byPath);
    expect({ at, files: filesOf(this.#machine) }).toEqual({ at, files });
  }
}

async function agree(steps: readonly Step[]): Promise<void> {
  const real = await RealNode.create();
  try {
    await new Both(real).does(steps);
  } finally {
    await real.remove();
  }
}

describeWith(SHELL, 'the twin does what the script does', () => {
  test('in lives of all kinds', async () => {
    await fc.assert(fc.asyncProperty(anyLife, agree), {
      seed: 20261126,
      numRuns: inCi(60, 1),
    });
  });

  test.each([
    ['/etc/cluster/cluster.conf', null],
    ['/etc/cluster/cluster.conf', '<cluster config_version=\'7\'>\n<a config_version="8"/>'],
    ['/etc/carried.conf', null],
  ] as const)(
    'when a cluster is informed of the old content of %s again, edited: %j',
    async (path, old) => await agree(takenBack(path, old)),
  );

  test('with a file that keeps its own form', async () => await agree(ownForms()));

  test('with more bundles than are kept', async () =>
    await agree([1, 2, 3, 4, 1, 5].flatMap((number) => installing(number))));
});
