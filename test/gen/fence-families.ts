/** The fence catalogue as it is read from schemas/catalogue/fence: words that all agents share, and families of agents. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { FamilyEntry, FenceParameter } from '../../src/catalogue/fence-types.ts';

/** A parameter with its words for people and the limits of its value. */
export type Word = FenceParameter & {
  readonly description: string;
  readonly example?: string | number | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Names that people write for it, and no agent. */
  readonly also?: readonly string[];
  /** Known from the metadata of today's agents only. */
  readonly unverified?: boolean;
};
export type Words = { readonly [name: string]: Word };

type Agents = { readonly [agent: string]: { readonly description: string; readonly platforms?: readonly string[] } };

/** A file of schemas/catalogue/fence as it is written. */
type Written = Partial<Omit<FamilyEntry, 'agents' | 'own' | 'oneOf'>> &
  Pick<FamilyEntry, 'class' | 'actions' | 'required' | 'optional'> & {
    readonly agents: Agents;
    readonly own?: Words;
    readonly one_of?: FamilyEntry['oneOf'];
    /** Where the catalogue differs from what the agent of today says, by parameter: the reason. */
    readonly exceptions?: { readonly [parameter: string]: string };
  };

export type Family = {
  readonly name: string;
  readonly entry: FamilyEntry;
  readonly agents: Agents;
  /** Its parameters with `plug` where it has one. */
  readonly words: Words;
  readonly exceptions: { readonly [parameter: string]: string };
};

const FOLDER = 'schemas/catalogue/fence/';

export function readWords(): Words {
  return parse(readFileSync('schemas/catalogue/fence-parameters.yaml', 'utf8'));
}

/** Sorted by name. */
export function readFamilies(words: Words): readonly Family[] {
  const files = readdirSync(FOLDER).sort();
  return files.map((file) => familyOf(file.replace('.yaml', ''), parse(readFileSync(FOLDER + file, 'utf8')), words));
}

function familyOf(name: string, written: Written, words: Words): Family {
  const { class: kind, actions, agents, required, optional, plug = 'none', outlets = false } = written;
  const { own = {}, one_of: oneOf = [], exceptions = {}, delay } = written;
  const platforms = Object.entries(agents).map(([agent, entry]) => [agent, entry.platforms ?? []]);
  const entry: FamilyEntry = {
    class: kind,
    plug,
    outlets,
    actions,
    ...(delay === undefined ? {} : { delay }),
    agents: Object.fromEntries(platforms),
    required,
    optional,
    oneOf,
    own: Object.fromEntries(Object.entries(own).map(([key, word]) => [key, spellingsOf(word)])),
  };
  const names = [...(plug === 'none' ? [] : ['plug']), ...required, ...optional];
  return {
    name,
    entry,
    agents,
    words: Object.fromEntries(names.map((key) => [key, wordFor(key, own, words)])),
    exceptions,
  };
}

function wordFor(name: string, own: Words, words: Words): Word {
  const word = own[name] ?? words[name];
  if (word === undefined) throw new Error(`no word for the parameter ${name}`);
  return word;
}

/** What the program needs of a parameter. */
export function spellingsOf({ cman, rhel5, today, type, gone, recent, byName, choices }: Word): FenceParameter {
  const others = Object.entries({ rhel5, today, gone, recent, byName, choices }).filter(
    ([, value]) => value !== undefined,
  );
  return { cman, type, ...Object.fromEntries(others) };
}
