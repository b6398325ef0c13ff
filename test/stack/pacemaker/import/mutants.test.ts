/** Nothing is lost silently: each value and each line of our own CIB that changes shows in the site, in a note or as a difference. */
import { expect, it } from 'vitest';
import { as, type FileId } from '../../../../src/base/brand.ts';
import { readXml } from '../../../../src/edge/xml/xml-read.ts';
import { shown } from '../../../../src/bundle/content.ts';
import { bundleOf } from '../../../support/fixtures.ts';
import { inCi } from '../../../support/effort.ts';
import { importedFrom, nodesOf } from './round-trip.ts';

const CIB = 'var/lib/pacemaker/cib/cib.xml';
const bundle = bundleOf('pacemaker-pair');
const text = shown(bundle.files.find(({ path }) => path === `/${CIB}`)?.content ?? []);

/** The text with one line changed or gone. Values of secrets are not compared. */
function mutants(): readonly (readonly [what: string, text: string])[] {
  const lines = text.split('\n');
  const without = (index: number) => lines.toSpliced(index, 1).join('\n');
  return lines.flatMap((line, index): readonly (readonly [string, string])[] => {
    const what = `${index + 1}: ${line.trim()}`;
    if (line.includes('${secret:') || !/<(nvpair|op|rsc_\w+|fencing-level) /.test(line)) return [];
    const changed = line.replace(/ (value|timeout|score|devices)="[^"]*"/, ' $1="zz9"');
    const both = changed === line ? [] : [[`changed ${what}`, lines.with(index, changed).join('\n')] as const];
    return [[`gone ${what}`, without(index)], ...both];
  });
}

it('each changed line of a CIB shows', async () => {
  const nodes = await nodesOf(bundle);
  const shownOf = async (cib: string): Promise<string> => {
    const { root } = await readXml(as<FileId>('cib.xml'), Buffer.from(cib));
    if (root === undefined) throw new Error('no XML');
    const changed = nodes.map((node) => ({
      ...node,
      xml: new Map([...node.xml, [CIB, { file: `${node.name}/cib.xml`, root }]]),
    }));
    const { site, notes, comparison } = await importedFrom(changed, bundle.platform);
    const words = [...notes, ...(comparison?.deviations ?? [])].map(({ message }) => message);
    return JSON.stringify([site, words.toSorted()]);
  };
  const usual = await shownOf(text);
  const all = mutants();
  const silent: string[] = [];
  for (const [what, cib] of all.filter((_one, index) => index % inCi(7, 29) === 0))
    if ((await shownOf(cib)) === usual) silent.push(what);
  expect(all.length).toBeGreaterThan(200);
  expect(silent).toEqual([]);
});
