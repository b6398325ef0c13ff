/** A list or map whose last line was deleted: the message has a cure that can be pasted, and that the schema takes. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/analyse.ts';
import type { Json } from '../../src/base/brand.ts';
import { isMap, type JsonMap } from '../../src/base/json.ts';
import type { Diagnostic } from '../../src/diag/diagnostic.ts';
import { fileOf, siteOf, withValue } from '../support/edits.ts';

type Path = readonly string[];

/** Lists and maps outside of lists, below the sections. */
function nodesIn(value: Json | undefined, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = isMap(value) ? Object.entries(value).flatMap(([key, one]) => nodesIn(one, [...path, key])) : [];
  return [path, ...inner].filter((one) => one.length > 0);
}

/** Nothing at a key of such a VM means what its profile or groups say. */
function isLayered(site: JsonMap, [section, name = '', key]: Path): boolean {
  const vms = section === 'vms' ? site['vms'] : undefined;
  const vm = isMap(vms) ? vms[name] : undefined;
  return key !== undefined && isMap(vm) && (vm['profile'] !== undefined || vm['groups'] !== undefined);
}

function schemaErrors(site: JsonMap, path: Path): readonly Diagnostic[] {
  const place = path.join('/');
  return analyse([fileOf(site)]).diagnostics.filter(
    ({ code, at }) =>
      code.startsWith('schema/') && at.in === 'model' && `${at.path.join('/')}/`.startsWith(`${place}/`),
  );
}

/** What is to be written in the place of nothing, from the cure. */
function pasted(help: string | undefined, key: string): Json | undefined {
  const [written] = /(?<=: )(?:\{\}|\[\])(?=, or a )/.exec(help ?? '') ?? [];
  expect(written === undefined || help?.startsWith(`write ${key}: `)).toBe(true);
  return written === undefined ? undefined : written === '{}' ? {} : [];
}

describe.each(['production', 'services', 'pacemaker-pair', 'fencing', 'machines'])('%s', (name) => {
  const site = siteOf(name);

  const paths = nodesIn(site).filter((path) => !isLayered(site, path));

  it.each(paths.map((path) => [path.join('/'), path] as const))('%s', (_place, path) => {
    const [found] = schemaErrors(withValue(site, path, null), path);
    // A key that takes a word, too, names its words.
    expect(['schema/wrong-type', 'schema/not-one-of']).toContain(found?.code);
    const value = pasted(found?.help, path.at(-1) ?? '');
    if (value !== undefined) expect(schemaErrors(withValue(site, path, value), path)).toEqual([]);
  });
});

it('most of them may be empty', () => {
  const site = siteOf('production');
  const help = (path: Path) => schemaErrors(withValue(site, path, null), path)[0]?.help;
  expect(help(['cluster', 'quorum'])).toBe('write quorum: {}, or a map, such as { two_node: true, expected_votes: 1 }');
  expect(help(['hosts', 'kvm1'])).toBe('write a map');
});
