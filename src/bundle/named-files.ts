/** Which files a manifest names, without holding it as a whole: that of 10,000 VMs has 40 MB, and takes three times as much when parsed. */
import type { Json } from '../base/brand.ts';
import { isList, isMap, own, parsedJson } from '../base/json.ts';

const LISTS: { readonly [key: string]: (item: Json) => readonly string[] } = { files: placesNamed, reports: nameOf };

/** Keys without which a JSON map is no manifest, of any format. */
const NEEDED = ['format', 'bundle'];

/**
 * Takes a manifest piece by piece. It is read line by line, in the form of canonical JSON that every build writes: keys of the
 * outermost map are indented by two blanks, items of their lists begin and end at four.
 */
export class NamedFiles {
  readonly #names = new Set(['manifest.json', 'activate.sh']);
  readonly #keys = new Set<string>();
  readonly #item: string[] = [];
  #namesOf: ((item: Json) => readonly string[]) | undefined;
  #rest = '';
  #last = '';
  #isBroken = false;

  add(piece: string): void {
    const lines = `${this.#rest}${piece}`.split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  /** Paths of all files of the bundle, the manifest included; undefined if it is not a whole manifest. */
  end(): ReadonlySet<string> | undefined {
    const isWhole = !this.#isBroken && this.#last === '}' && this.#rest === '';
    return isWhole && NEEDED.every((key) => this.#keys.has(key)) ? this.#names : undefined;
  }

  #line(line: string): void {
    this.#last = line;
    if (this.#namesOf !== undefined && line.startsWith('    ')) return this.#inList(line, this.#namesOf);
    const [, key] = /^ {2}"(\w+)": /.exec(line) ?? [];
    if (key === undefined) return;
    this.#keys.add(key);
    this.#namesOf = own(LISTS, key);
  }

  #inList(line: string, namesOf: (item: Json) => readonly string[]): void {
    this.#item.push(line);
    if (!/^ {4}\S/.test(line) || line === '    {') return;
    const item = parsedJson(this.#item.join('').replace(/,$/, ''));
    this.#item.length = 0;
    if (item === undefined) this.#isBroken = true;
    else for (const name of namesOf(item)) this.#names.add(name);
  }
}

function nameOf(report: Json): readonly string[] {
  const path = isMap(report) ? own(report, 'path') : undefined;
  return typeof path === 'string' ? [path] : [];
}

function placesNamed(file: Json): readonly string[] {
  if (!isMap(file)) return [];
  const [nodes, path] = [own(file, 'nodes'), own(file, 'path')];
  return isList(nodes) && typeof path === 'string' ? nodes.map((node) => `nodes/${String(node)}${path}`) : [];
}
