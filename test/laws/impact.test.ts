/** What holds for the prediction whatever the services are: over generated trees of services, VMs and resources, and edits of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementsIn, type XmlAttribute, type XmlElement } from '../../src/base/xml.ts';
import { rmTypes } from '../../src/catalogue/rm.ts';
import { impactOf, SEVERITY, type Impact } from '../../src/stack/cman/impact/classes.ts';
import { shownValues } from '../../src/stack/cman/impact/delta/resources.ts';
import { serviceTree, type ServiceTree } from '../../src/stack/cman/impact/delta/tree.ts';
import type { TreeNode } from '../../src/stack/cman/impact/delta/tree-node.ts';

const SEED = { seed: 20_240_302, numRuns: 400 };
const AGENTS = rmTypes({ family: 'rhel6', minor: 6 });

/** Attributes of each kind: taken over live, with and without a default, not live, inherited, and unknown to the agent. */
const ATTRIBUTES: { readonly [type: string]: readonly string[] } = {
  service: ['domain', 'recovery', 'autostart', 'max_restarts', 'nfslock', 'depend', 'memory'],
  vm: ['domain', 'recovery', 'autostart', 'max_restarts', 'path', 'migrate', 'depend', 'memory'],
  fs: ['options', 'nfslock', 'self_fence', 'colour'],
  script: ['service_name', 'colour'],
  ip: ['monitor_link', 'nfslock', 'sleeptime'],
};

function element(name: string, attributes: readonly XmlAttribute[], children: XmlElement['children'] = []): XmlElement {
  return { name, attributes, children, line: 1 };
}

const attributesOf = (type: string, primary: XmlAttribute): fc.Arbitrary<readonly XmlAttribute[]> =>
  fc
    .subarray([...(ATTRIBUTES[type] ?? [])])
    .chain((names) =>
      fc.tuple(...names.map((name) => fc.constantFrom('0', '1', 'x').map((value) => ({ name, value })))),
    )
    .map((rest) => [primary, ...requiredOf(type, primary.value), ...rest]);

/** Without these rgmanager takes no resource of the type; no two may have the same. */
const REQUIRED: { readonly [type: string]: readonly string[] } = { fs: ['mountpoint', 'device'], script: ['file'] };

function requiredOf(type: string, name: string): readonly XmlAttribute[] {
  return (REQUIRED[type] ?? []).map((attribute) => ({ name: attribute, value: `/${name}` }));
}

const PRIMARY: { readonly [type: string]: string } = { ip: 'address' };
const primaryOf = (type: string, name: string): XmlAttribute => ({ name: PRIMARY[type] ?? 'name', value: name });

/** Resources named after the service around them, so that none is used twice; `script:all` is shared by all. */
const resource = (
  type: string,
  name: string,
  children: fc.Arbitrary<readonly XmlElement[]>,
): fc.Arbitrary<XmlElement> =>
  fc
    .tuple(attributesOf(type, primaryOf(type, name)), children)
    .map(([attributes, inner]) => element(type, attributes, inner));

const SHARED = element('script', [{ name: 'ref', value: 'all' }]);
const none = fc.constant<readonly XmlElement[]>([]);

const childrenOf = (name: string): fc.Arbitrary<readonly XmlElement[]> =>
  fc
    .tuple(
      fc.option(
        resource('fs', `${name}f`, fc.option(resource('script', `${name}s`, none), { nil: undefined }).map(listed)),
        { nil: undefined },
      ),
      fc.option(resource('ip', `${name}i`, none), { nil: undefined }),
      fc.option(fc.constant(SHARED), { nil: undefined }),
    )
    .map((children) => children.flatMap(listed));

function listed(child: XmlElement | undefined): readonly XmlElement[] {
  return child === undefined ? [] : [child];
}

const root = (name: string): fc.Arbitrary<XmlElement> =>
  fc.oneof(
    resource('vm', name, fc.oneof({ weight: 3, arbitrary: none }, { weight: 1, arbitrary: childrenOf(name) })),
    resource('service', name, childrenOf(name)),
  );

const rm: fc.Arbitrary<XmlElement> = fc
  .tuple(
    fc.tuple(...['a', 'b', 'c'].map((name) => fc.option(root(name), { nil: undefined }))),
    attributesOf('script', { name: 'name', value: 'all' }),
  )
  .map(([roots, shared]) =>
    clusterOf([element('resources', [], [element('script', shared)]), ...roots.flatMap(listed)]),
  );

function clusterOf(sections: readonly XmlElement[]): XmlElement {
  return element('cluster', [], [element('rm', [], sections)]);
}

function predicted(old: XmlElement, now: XmlElement): Impact {
  return impactOf(serviceTree(old, AGENTS), serviceTree(now, AGENTS));
}

const affected = ({ verdicts }: Impact) => verdicts.filter((one) => one.class !== 'NONE').map(({ name }) => name);

describe('a prediction', () => {
  it('is empty for a file compared with itself', () => {
    fc.assert(
      fc.property(rm, (cluster) => {
        const impact = predicted(cluster, cluster);
        expect([affected(impact), impact.operations]).toEqual([[], []]);
      }),
      SEED,
    );
  });

  it('ignores the order of elements and attributes, comments, and what no agent knows', () => {
    const turned = (one: XmlElement): XmlElement => ({
      ...one,
      attributes: one.attributes.toReversed().concat({ name: 'no_agent_knows_it', value: '1' }),
      children: [{ comment: ' c ' }, ...elementsIn(one).map(turned).toReversed()],
    });
    fc.assert(
      fc.property(rm, (cluster) => {
        expect(predicted(cluster, turned(cluster)).operations).toEqual([]);
      }),
      SEED,
    );
  });

  it('names exactly the services that differ as rgmanager sees them', () => {
    fc.assert(
      fc.property(rm, rm, (old, now) => {
        const [was, is] = [old, now].map((cluster) => serviceTree(cluster, AGENTS));
        if (was === undefined || is === undefined) throw new Error('two of them');
        const names = new Set([...was.roots, ...is.roots].map(({ key }) => key));
        const differing = [...names].filter((name) => seen(name, was) !== seen(name, is));
        expect(affected(impactOf(was, is)).sort()).toEqual(differing.sort());
      }),
      SEED,
    );
  });

  /** Everything that rgmanager has of a service, in one text that does not depend on any order. */
  function seen(name: string, tree: ServiceTree): string {
    const written = ({ key, resource: of, children }: TreeNode): string => {
      const values = [...shownValues(of)].map((pair) => pair.join('='));
      return `${key}(${values.sort().join()})[${children.map(written).sort().join()}]`;
    };
    return tree.roots
      .filter(({ key }) => key === name)
      .map(written)
      .join();
  }
});

type Edit = {
  readonly name: string;
  readonly type: string;
  readonly what: 'remove' | 'child' | readonly [string, string];
};

/** A value that no generated attribute has; a removed element stays removed whatever else is done to it. */
function edited(cluster: XmlElement, edits: readonly Edit[]): XmlElement {
  const here = (one: XmlElement) =>
    edits.filter(
      ({ name, type }) => one.name === type && one.attributes[0]?.value === name && one.attributes[0].name !== 'ref',
    );
  const within = (one: XmlElement): readonly XmlElement[] => {
    const mine = here(one);
    if (mine.some(({ what }) => what === 'remove')) return [];
    const set = new Map(mine.flatMap(({ what }) => (typeof what === 'string' ? [] : [what])));
    const kept = one.attributes.filter(({ name }) => !set.has(name));
    const added = mine.some(({ what }) => what === 'child')
      ? [element('script', [primaryOf('script', `${one.name}new`), ...requiredOf('script', `${one.name}new`)])]
      : [];
    const attributes = [...kept, ...[...set].map(([name, value]) => ({ name, value }))];
    return [{ ...one, attributes, children: [...elementsIn(one).flatMap(within), ...added] }];
  };
  return within(cluster)[0] ?? cluster;
}

const edit: fc.Arbitrary<Edit> = fc
  .constantFrom('a', 'b', 'c')
  .chain((name) =>
    fc.constantFrom(['vm', name], ['service', name], ['fs', `${name}f`], ['script', `${name}s`], ['ip', `${name}i`]),
  )
  .chain(([type = '', name = '']) =>
    fc.record({
      type: fc.constant(type),
      name: fc.constant(name),
      what: fc.oneof(
        fc.constant('remove' as const),
        ...(type === 'vm' || type === 'service' ? [fc.constant('child' as const)] : []),
        fc.constantFrom(...(ATTRIBUTES[type] ?? [])).map((attribute): readonly [string, string] => [attribute, 'new']),
      ),
    }),
  );

it('a class never gets milder by adding a change', () => {
  fc.assert(
    fc.property(rm, fc.array(edit, { maxLength: 4 }), edit, (cluster, edits, one) => {
      const [few, more] = [edits, [...edits, one]].map((some) => predicted(cluster, edited(cluster, some)));
      for (const verdict of few?.verdicts ?? []) {
        const after = more?.verdicts.find(({ name }) => name === verdict.name);
        expect(SEVERITY[after?.class ?? 'NONE'], verdict.name).toBeGreaterThanOrEqual(SEVERITY[verdict.class]);
      }
    }),
    SEED,
  );
});
