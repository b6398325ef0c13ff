/** What a comparison of one file finds: its changes, and counts of its settings. */
import { isSecretName } from '../base/secret-names.ts';
import { changesIn, keptIn, type Change } from '../diff/changes.ts';
import { matchedMeanings, meaningOf, type Formats, type Meaning, type Source } from '../diff/compare.ts';
import { settingsIn, type Pair, type Part } from '../diff/parts.ts';
import type { Tally } from './deviation.ts';

export type Outcome = { readonly changes: readonly Change[]; readonly tally: Tally };

/** Trees that several nodes share are read and compared once. */
export class Outcomes {
  readonly #meanings = new WeakMap<object, Meaning>();
  readonly #outcomes = new WeakMap<Meaning, WeakMap<Meaning, Outcome>>();

  meaning(path: string, { text, root }: Source, formats: Formats): Read {
    const found = (root && this.#meanings.get(root)) ?? meaningOf(path, { text, root }, formats);
    if (typeof found === 'object' && root !== undefined) this.#meanings.set(root, found);
    return found;
  }

  compared(pair: Pair<Meaning>): Outcome {
    const others = this.#outcomes.get(pair.found) ?? new WeakMap<Meaning, Outcome>();
    this.#outcomes.set(pair.found, others);
    const outcome = others.get(pair.desired) ?? outcomeOf(pair);
    others.set(pair.desired, outcome);
    return outcome;
  }
}

type Read = ReturnType<typeof meaningOf>;

function outcomeOf(pair: Pair<Meaning>): Outcome {
  const parts = matchedMeanings(pair);
  const changes = [...changesIn(parts, isSecretName)];
  return { changes, tally: tallyOf(pair.found.parts, parts, changes) };
}

/** The counts of one file. `whole`: as it was read; `parts`: as it was compared. */
export function tallyOf(whole: Part, parts: Pair<Part>, changes: readonly Change[]): Tally {
  const sum = (kind: Change['kind']) =>
    changes.filter((one) => one.kind === kind).reduce((all, { settings }) => all + settings, 0);
  const { same, noise } = keptIn(parts, isSecretName);
  return {
    read: settingsIn(whole),
    kept: same,
    implied: noise,
    changed: sum('changed'),
    leftOut: sum('left-out'),
    added: changes.filter(({ kind }) => kind === 'added').length,
  };
}
