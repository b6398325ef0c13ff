/** The runbooks of the field as sites: what is deployed, and what the site says now. fixtures/plans/<name>/case.yaml */
import { readdirSync, readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { as, type FileId, type Json } from '../../src/base/brand.ts';
import { isMap, type JsonMap } from '../../src/base/json.ts';
import { compile, type Compilation } from '../../src/compile.ts';
import { siteOf } from '../support/edits.ts';
import { templates } from '../support/fixtures.ts';

export type Case = {
  readonly name: string;
  readonly about: string;
  /** Null: machines that no push has been to. */
  readonly deployed: Compilation | null;
  readonly now: Compilation;
  readonly allow: readonly string[];
  /** What an operator has done on the first node since it was deployed: command lines. */
  readonly operator: readonly string[];
};

const FOLDER = 'fixtures/plans';

export const caseNames: readonly string[] = readdirSync(FOLDER).sort();

/**
 * `from`: a fixture. `base`, `deployed` and `now` change it one after the other, as merge patches (RFC 7386): null takes away. Without
 * `deployed` nothing is there yet.
 */
export function caseNamed(name: string, folder = FOLDER): Case {
  const written: JsonMap = parse(readFileSync(`${folder}/${name}/case.yaml`, 'utf8'));
  const base = patched(siteOf(String(written['from'])), written['base'] ?? {});
  const isBare = written['deployed'] === undefined;
  const deployed = patched(base, written['deployed'] ?? {});
  const texts = (key: string) => (Array.isArray(written[key]) ? written[key].map(String) : []);
  return {
    name,
    about: String(written['about']),
    deployed: isBare ? null : compiled(deployed, name),
    now: compiled(patched(deployed, written['now'] ?? {}), name),
    allow: texts('allow'),
    operator: texts('operator'),
  };
}

function patched(target: Json, patch: Json): Json {
  if (!isMap(patch)) return patch;
  const result: { [key: string]: Json } = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = patched(result[key] ?? {}, value);
  }
  return result;
}

function compiled(site: Json, name: string): Compilation {
  const text = stringify(site);
  const found = compile([{ id: as<FileId>(`${name}/site.yaml`), bytes: Buffer.from(text) }], templates);
  if (found.bundle === undefined)
    throw new Error(`${name}: ${found.diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n')}`);
  return found;
}
