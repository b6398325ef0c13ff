/** The catalogue of resource types, against what rgmanager itself reads out of its agents. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { refusalOf, resourceTypes, rmTypes, type RmAttribute, type RmType } from '../../src/catalogue/rm.ts';

/** `rg_test rules` with the final rgmanager agents; it says nothing of required and unique. */
type Recorded = {
  readonly [type: string]: { readonly attrs: { readonly [name: string]: { readonly primary?: boolean } } };
};
const recorded: Recorded = JSON.parse(readFileSync('fixtures/recorded/agent-metadata.json', 'utf8'));
const final = rmTypes({ family: 'rhel6', minor: 10 });

describe('rmTypes', () => {
  it('of the final release is what rgmanager reads', () => {
    expect(Object.fromEntries(Object.entries(final).map(([type, facts]) => [type, asRecorded(facts)]))).toEqual(
      supported(recorded),
    );
  });

  it.each([
    ['rhel5', 4, 'use_virsh depend', 'status_program hypervisor snapshot no_kill tunnelled migrate_options'],
    ['rhel5', 6, 'status_program hypervisor migration_uri hardrecovery', 'snapshot no_kill tunnelled migrate_options'],
    ['rhel6', 0, 'status_program snapshot hardrecovery', 'no_kill tunnelled migrate_options'],
    ['rhel6', 1, 'status_program snapshot', 'no_kill tunnelled migrate_options hardrecovery'],
    ['rhel6', 4, 'tunnelled', 'no_kill migrate_options hardrecovery memory'],
    ['rhel6', 6, 'no_kill tunnelled', 'migrate_options'],
    ['rhel6', 8, 'no_kill tunnelled migrate_options', 'hardrecovery'],
    ['fedora', 13, 'status_program snapshot hardrecovery', 'no_kill tunnelled migrate_options'],
  ])('of %s minor %i: vm.sh knows %s, and not %s', (family, minor, known, unknown) => {
    const names = Object.keys(rmTypes({ family, minor })['vm']?.attributes ?? {});
    expect(names).toEqual(expect.arrayContaining(known.split(' ')));
    expect(names.filter((name) => unknown.split(' ').includes(name))).toEqual([]);
  });

  it('knows what the vendor may not have taken over, and what it may have kept', () => {
    const names = (type: string, minor: number) =>
      (['taken', 'left'] as const).map((backports) =>
        Object.keys(rmTypes({ family: 'rhel6', minor }, backports)[type]?.attributes ?? {}).filter((name) =>
          ['no_kill', 'startup_wait', 'shutdown_wait'].includes(name),
        ),
      );
    expect(names('vm', 5)).toEqual([[], []]);
    expect(names('vm', 6)).toEqual([['no_kill'], []]);
    expect(names('postgres-8', 5)).toEqual([['shutdown_wait'], ['shutdown_wait']]);
    expect(names('postgres-8', 7)).toEqual([['startup_wait'], ['shutdown_wait']]);
  });

  it('says why a type is not supported', () => {
    expect(Object.keys(recorded).filter((type) => !Object.hasOwn(final, type))).toEqual(['db2.sh']);
    expect(refusalOf('db2.sh')).toMatch(/declares no name/);
    expect([refusalOf('fs'), refusalOf('constructor')]).toEqual([undefined, undefined]);
  });

  it('has the facts of a release that had others', () => {
    const facts = (minor: number) => rmTypes({ family: 'rhel6', minor })['vm']?.attributes['status_program'];
    expect([facts(0)?.default, facts(1)?.default]).toEqual(['0', '']);
  });
});

describe('the catalogue', () => {
  const attributes = [...resourceTypes()].flatMap(([type, entry]) =>
    Object.entries(entry.attributes).map(([name, attribute]) => ({ at: `${type}/${name}`, attribute })),
  );

  it('has an example for every value that a site may write', () => {
    expect(attributes.filter(({ attribute: { type, example } }) => type !== 'secret' && example === undefined)).toEqual(
      [],
    );
  });

  it('has the choices of every choice, and of nothing else', () => {
    const odd = attributes.filter(
      ({ attribute }) => (attribute.type === 'choice') !== (attribute.choices !== undefined),
    );
    expect(odd).toEqual([]);
  });
});

/** Without the one type whose agent declares no primary attribute: rgmanager does not survive a reload with it. */
function supported(all: Recorded): object {
  return Object.fromEntries(
    Object.entries(all).filter(([, { attrs }]) => Object.values(attrs).some(({ primary }) => primary === true)),
  );
}

function asRecorded({ max, initOnAdd, migrates, attributes }: RmType): object {
  const flags = initOnAdd ? ['destroy_on_delete', 'init_on_add'] : [];
  const attrs = Object.entries(attributes).map(([name, attribute]) => [name, factsOf(attribute)]);
  return { max, flags, migrate: migrates, attrs: Object.fromEntries(attrs) };
}

/** rg_test shows an inherited attribute's expression where others have their default. */
function factsOf(attribute: RmAttribute): object {
  const { primary, reconfig, inherit, default: value = inherit } = attribute;
  return {
    ...(primary === undefined ? {} : { primary }),
    ...(reconfig === true ? { reconfig } : {}),
    ...(inherit === undefined ? {} : { inherit: true }),
    ...(value === undefined ? {} : { default: value }),
  };
}
