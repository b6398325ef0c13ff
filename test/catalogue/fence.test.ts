/** What the fence catalogue promises to its readers; what it says is held against the agents in test/conformance. */
import { describe, expect, it } from 'vitest';
import { familyOf, familyWith, secretAttributes } from '../../src/catalogue/fence.ts';
import { FENCE_FAMILIES, FENCE_PARAMETERS } from '../../src/catalogue/fence.gen.ts';
import { platformOf, rangeOf } from '../../src/platform/platform.ts';

const families = Object.entries(FENCE_FAMILIES);

it('names secrets in the spelling of old and of today', () => {
  expect([...secretAttributes()].sort()).toEqual([
    'community',
    'hexadecimal_kg',
    'passwd',
    'password',
    'secret_key',
    'snmp_priv_passwd',
  ]);
});

describe.each(families)('%s', (_name, family) => {
  it('has its agents on releases that there are', () => {
    for (const release of Object.values(family.agents)
      .flat()
      .filter((one) => one !== 'today')) {
      const platform = platformOf(release);
      const [oldest, newest] = rangeOf(platform);
      expect(platform.minor, release).toBeGreaterThanOrEqual(oldest.minor);
      expect(platform.minor, release).toBeLessThanOrEqual(newest.minor);
    }
  });

  it('asks for one of what it has', () => {
    const known = [...family.required, ...family.optional];
    expect(family.oneOf.flat().filter((name) => !known.includes(name))).toEqual([]);
  });

  it('spells no two parameters alike', () => {
    const [agent = ''] = Object.keys(family.agents);
    const spellings = Object.values(familyOf(agent).parameters).map(({ cman }) => cman);
    expect(spellings).toEqual([...new Set(spellings)]);
  });
});

it('has no word that no agent uses', () => {
  const used = new Set(families.flatMap(([, { required, optional }]) => [...required, ...optional, 'plug']));
  expect(Object.keys(FENCE_PARAMETERS).filter((name) => !used.has(name))).toEqual([]);
});

it('knows its agents, and no others', () => {
  expect(familyWith('fence_apc')).toMatchObject({ name: 'apc', class: 'power', plug: 'required', outlets: true });
  expect(familyWith('fence_bogus')).toBeUndefined();
});
