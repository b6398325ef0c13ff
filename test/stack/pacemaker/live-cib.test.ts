/** The CIB that runs against that of the site, as cibadmin prints it, without a cluster. */
import { beforeAll, describe, expect, it } from 'vitest';
import { as, type FileId, type HostName } from '../../../src/base/brand.ts';
import type { Answer } from '../../../src/deploy/node/answers.ts';
import { withKept } from '../../../src/deploy/node/documents.ts';
import type { Seen } from '../../../src/deploy/node/seen.ts';
import { shown } from '../../../src/bundle/content.ts';
import { compareTexts } from '../../../src/diff/compare.ts';
import { releaseOf } from '../../../src/diff/release.ts';
import { readXml } from '../../../src/edge/xml/xml-read.ts';
import { cibFile } from '../../../src/stack/pacemaker/compare/cib.ts';
import { liveCib } from '../../../src/stack/pacemaker/compare/live-cib.ts';
import { bundleOf } from '../../support/fixtures.ts';

const bundle = bundleOf('pacemaker-pair');
const desired = shown(bundle.files.find(({ path }) => path === cibFile.path)?.content ?? []);
const live = /<configuration>[^]*<\/configuration>\n/.exec(desired)?.[0] ?? '';

const META = '<meta_attributes id="vm1-meta_attributes">';
const OPTIONS = '<cluster_property_set id="cib-bootstrap-options">';
const pair = (name: string, value: string) => `<nvpair id="set-${name}" name="${name}" value="${value}"/>`;

async function hunks(found: string, wanted = desired): Promise<number> {
  const read = async (text: string) => {
    const { root } = await readXml(as<FileId>('cib'), Buffer.from(text));
    if (root === undefined) throw new Error('this is no XML');
    return [text, root] as const;
  };
  const trees = new Map([await read(found), await read(wanted)]);
  const context = { trees, unknown: new Set<never>(), own: [cibFile], release: releaseOf(bundle) };
  return compareTexts(cibFile.path, { found, desired: wanted }, context).hunks.length;
}

describe('the configuration of a running cluster', () => {
  it.each([
    ['as it was given', live],
    ['with what the cluster writes', live.replace(OPTIONS, `${OPTIONS}${pair('dc-version', '2.1.5')}`)],
    ['with nodes', live.replace('<nodes/>', '<nodes><node id="1" uname="host1.example.com"/></nodes>')],
    ['with a disabled VM', live.replace(META, `${META}${pair('target-role', 'Stopped')}`)],
    ['with an unmanaged VM', live.replace(META, `${META}${pair('is-managed', 'false')}`)],
  ])('%s means what the site says', async (_name, found) => {
    expect(live).not.toBe('');
    expect(await hunks(found)).toBe(0);
  });

  it.each(['Started', null])(
    'with a VM that does not start by itself and that operators set to %s, too',
    async (role) => {
      const stopped = desired.replace(META, `${META}${pair('target-role', 'Stopped')}`);
      expect(
        await hunks(role === null ? live : live.replace(META, `${META}${pair('target-role', role)}`), stopped),
      ).toBe(0);
      // Between two sites it is a change like any other.
      expect(await hunks(desired, stopped)).toBe(1);
    },
  );

  it.each([
    [
      'another option',
      live
        .replace('value="freeze"', 'value="ignore"')
        .replace(OPTIONS, `${OPTIONS}${pair('stop-all-resources', 'true')}`),
    ],
    ['another meta attribute', live.replace(META, `${META}${pair('priority', '7')}`)],
    ['a constraint less', live.replace(/<rsc_location [^>]*\/>/, '')],
  ])('with %s it does not', async (_name, found) => {
    expect(found).not.toBe(live);
    expect(await hunks(found)).toBeGreaterThan(0);
  });
});

describe('the document among the files of a node', () => {
  let root: Answer['xml'];
  beforeAll(async () => {
    ({ root } = await readXml(as<FileId>('cib'), Buffer.from(live)));
  });
  const answered = (): Answer => ({ text: live, exit: 0, xml: root });
  const DOWN: Answer = { text: 'Could not connect to the CIB', exit: 102 };

  function kept(...answers: readonly (Answer | undefined)[]): readonly unknown[] {
    const seen = answers.map((answer, index): Seen => {
      const node = bundle.nodes[index]?.host ?? as<HostName>('none');
      const nothing = { lock: null, installed: null, previous: null, interrupted: null, files: [] };
      const configVersion = { file: null, running: null, installed: null };
      return {
        state: { node, reachable: true, ...nothing, configVersion, digest: bundle.id },
        answers: answer === undefined ? {} : { cib: answer },
      };
    });
    return withKept(seen, bundle, [liveCib]).map(({ state }) =>
      state.reachable ? state.files.map(({ relation, text }) => [relation, text === null ? null : text.length]) : state,
    );
  }

  it('is read from a node that prints it, and from none if none was asked', () => {
    expect(kept(answered(), answered())).toEqual([[['differs', live.length]], [['differs', live.length]]]);
    expect(kept(undefined, undefined)).toEqual([[], []]);
  });

  it('comes from the other nodes where pacemaker is down, and is missing where it is down everywhere', () => {
    expect(kept(answered(), DOWN)).toEqual([[['differs', live.length]], []]);
    expect(kept(DOWN, { text: '', exit: 'absent' })).toEqual([[['absent', null]], [['absent', null]]]);
  });

  it.each<[string, Answer]>([
    ['is an error', { text: 'a secret', exit: 1 }],
    ['never ends', { text: '<configuration><nvpair value="a secret"', exit: 'timeout' }],
    ['is cut off', { text: '<configuration><nvpair value="a secret"', exit: 0 }],
  ])('has no text where the answer %s', (_name, answer) => {
    expect(kept(answer)).toEqual([[['differs', null]]]);
  });
});
