/**
 * What can be rendered has an activation class. Everything rendered passes our own Relax NG schema, so each attribute that
 * the schema names is asked for, and each that the catalogues name.
 */
import { readFileSync } from 'node:fs';
import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { expect, it } from 'vitest';
import { rmTypes } from '../../src/catalogue/rm.ts';
import { platformOf, rangeOf } from '../../src/platform/platform.ts';
import { activationOf } from '../../src/stack/cman/emit/attributes.ts';

const PLATFORMS = ['rhel5', 'rhel6', 'fedora'].map(platformOf).flatMap(rangeOf);
const [RHEL6 = platformOf('rhel6')] = PLATFORMS;
const UNKNOWN = activationOf('nothing', 'nothing', RHEL6).source;

/** No one can write these with clusterc, and older files have them: a full stop, or what src/stack/cman/impact/daemons.ts says of them. */
const FOREIGN = [
  ...['mcast', 'port', 'ttl'].map((name) => `altname/${name}`),
  ...['debug_mask', 'disable_openais', 'disallowed', 'nodename', 'upgrading'].map((name) => `cman/${name}`),
  'fence_daemon/clean_start',
  'rm/disabled',
  'totem/keyfile',
];

const schemas = ['cluster-conf.rng', 'daemons.rng', 'fence-agents.gen.rng', 'resource-agents.gen.rng'].map((name) =>
  XmlDocument.fromString(readFileSync(`schemas/relaxng/${name}`, 'utf8')),
);

function elements(within: XmlDocument | XmlElement, path: string): readonly XmlElement[] {
  return within.find(path).filter((node) => node instanceof XmlElement);
}

function named(element: XmlElement): string {
  return element.attr('name')?.value ?? '';
}

const everywhere = (name: string) => schemas.flatMap((schema) => elements(schema, `//*[local-name()='${name}']`));
const definitions = everywhere('define');

/** One, or those of a choice; those of `raw` are any but some, and there is nothing to ask for. */
function namesOf(attribute: XmlElement): readonly string[] {
  const one = named(attribute);
  const names = elements(attribute, ".//*[local-name()='name'][not(ancestor::*[local-name()='except'])]");
  return one === '' ? names.map(({ content }) => content) : [one];
}

/** Of the element itself: through definitions, and not into the elements below it. */
function* attributesOf(pattern: XmlElement, seen: Set<string>): Generator<string> {
  for (const child of elements(pattern, '*')) {
    if (child.name === 'attribute') yield* namesOf(child);
    else if (child.name !== 'ref') yield* child.name === 'element' ? [] : attributesOf(child, seen);
    else if (!seen.has(named(child))) {
      seen.add(named(child));
      const meant = definitions.filter((definition) => named(definition) === named(child));
      for (const definition of meant) yield* attributesOf(definition, seen);
    }
  }
}

it('each attribute of the schema', () => {
  const pairs = everywhere('element').flatMap((element) =>
    [...attributesOf(element, new Set())].map((name) => [named(element), name] as const),
  );
  expect(pairs.length).toBeGreaterThan(200);
  const unknown = pairs.filter(([element, name]) => activationOf(element, name, RHEL6).source === UNKNOWN);
  expect(unknown.map((pair) => pair.join('/')).sort()).toEqual(FOREIGN);
});

it('each attribute of each resource type, service and VM, on every release', () => {
  for (const platform of PLATFORMS)
    for (const [type, { attributes }] of Object.entries(rmTypes(platform)))
      for (const name of Object.keys(attributes))
        expect(activationOf(type, name, platform).activation, `${type}/${name}`).toBe('rgmanager-delta');
});
