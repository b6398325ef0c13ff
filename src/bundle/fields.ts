/** Reads untrusted JSON. A field that is not valid is reported and replaced by a default. */
import type { Json } from '../base/brand.ts';
import { isList, isMap, own, type JsonMap } from '../base/json.ts';

/** What a text must match: a pattern, or any other test. */
type Test = { readonly test: (text: string) => boolean };

export class Fields {
  readonly #map: JsonMap;
  readonly #at: string;
  readonly #complain: (problem: string) => void;

  constructor(value: Json | undefined, at: string, complain: (problem: string) => void) {
    if (!isMap(value)) complain(`${at} is not a map`);
    this.#map = isMap(value) ? value : {};
    this.#at = at;
    this.#complain = complain;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#map, key);
  }

  text(key: string, pattern: Test = /^/): string {
    const value = own(this.#map, key);
    if (typeof value === 'string' && pattern.test(value)) return value;
    return this.#wrong(key, '');
  }

  textOrNull(key: string, pattern: Test = /^/): string | null {
    return own(this.#map, key) === null ? null : this.text(key, pattern);
  }

  /** Texts by name; other names are reported. */
  textMap(key: string, names: readonly string[], pattern: RegExp): { readonly [name: string]: string } {
    const value = own(this.#map, key);
    if (!isMap(value) || Object.keys(value).some((name) => !names.includes(name))) return this.#wrong(key, {});
    const inner = this.map(key);
    return Object.fromEntries(Object.keys(value).map((name) => [name, inner.text(name, pattern)]));
  }

  /** Texts by name, for any valid name. */
  namedTexts(key: string, name: Test): { readonly [name: string]: string } {
    const value = own(this.#map, key);
    if (!isMap(value) || !Object.keys(value).every((one) => name.test(one))) return this.#wrong(key, {});
    return this.textMap(key, Object.keys(value), /^/);
  }

  number(key: string): number {
    const value = own(this.#map, key);
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : this.#wrong(key, 0);
  }

  numberOrNull(key: string): number | null {
    return own(this.#map, key) === null ? null : this.number(key);
  }

  truth(key: string): boolean {
    const value = own(this.#map, key);
    return typeof value === 'boolean' ? value : this.#wrong(key, false);
  }

  oneOf<T extends string>(key: string, choices: readonly [T, ...T[]]): T {
    const value = own(this.#map, key);
    return choices.find((choice) => choice === value) ?? this.#wrong(key, choices[0]);
  }

  choices<T extends string>(key: string, choices: readonly [T, ...T[]]): readonly T[] {
    return this.list(key, (item, at) => choices.find((choice) => choice === item) ?? this.#wrongAt(at, choices[0]));
  }

  numbers(key: string): readonly number[] {
    return this.list(key, (item, at) => (Number.isSafeInteger(item) ? Number(item) : this.#wrongAt(at, 0)));
  }

  /** At least one of the choices, in their order. */
  someOf<T extends string>(key: string, choices: readonly T[]): readonly T[] {
    const said = this.texts(key);
    const found = choices.filter((choice) => said.includes(choice));
    return found.length > 0 && found.join() === said.join() ? found : this.#wrong(key, []);
  }

  texts(key: string): readonly string[] {
    return this.list(key, (item, at) => (typeof item === 'string' ? item : this.#wrongAt(at, '')));
  }

  list<T>(key: string, read: (item: Json, at: string) => T): readonly T[] {
    const value = own(this.#map, key);
    if (!isList(value)) return this.#wrong(key, []);
    return value.map((item, index) => read(item, `${this.#at}/${key}/${index}`));
  }

  /** A list of texts and maps. */
  words<T>(key: string, read: (fields: Fields) => T): readonly (string | T)[] {
    return this.list(key, (item, at) => (typeof item === 'string' ? item : read(new Fields(item, at, this.#complain))));
  }

  maps<T>(key: string, read: (fields: Fields) => T): readonly T[] {
    return this.list(key, (item, at) => read(new Fields(item, at, this.#complain)));
  }

  map(key: string): Fields {
    return new Fields(own(this.#map, key), `${this.#at}/${key}`, this.#complain);
  }

  keys(): readonly string[] {
    return Object.keys(this.#map);
  }

  isMap(key: string): boolean {
    return isMap(own(this.#map, key) ?? null);
  }

  isText(key: string): boolean {
    return typeof own(this.#map, key) === 'string';
  }

  isNull(key: string): boolean {
    return own(this.#map, key) === null;
  }

  /** Reports the field. */
  #wrong<T>(key: string, instead: T): T {
    return this.#wrongAt(`${this.#at}/${key}`, instead);
  }

  #wrongAt<T>(at: string, instead: T): T {
    this.#complain(`${at} is not what a build writes there`);
    return instead;
  }
}
