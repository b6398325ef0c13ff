/** What an empty cluster gets of a CIB before its guests. */
import { expect, it } from 'vitest';
import { secretsIn, shown } from '../../../../src/bundle/content.ts';
import { CIB } from '../../../../src/stack/pacemaker/emit/cib.ts';
import { cibDocument } from '../../../../src/stack/pacemaker/push/cib-document.ts';
import { bundleOf } from '../../../support/fixtures.ts';
import { rootOf } from '../../../support/xml.ts';

const content = bundleOf('pacemaker-pair').files.find(({ path }) => path === CIB)?.content ?? [];
const EMPTY = '<cib><configuration><crm_config/><nodes/><resources/><constraints/></configuration><status/></cib>';

async function first(live: string): Promise<string | null> {
  const [running, desired] = [await rootOf(live), await rootOf(shown(content))];
  if (running === undefined || desired === undefined) throw new Error('this is no XML');
  const part = cibDocument.first(running, desired, content);
  if (part === null) return null;
  expect(secretsIn(part)).toEqual(secretsIn(content));
  return shown(part);
}

it('is what fences, with its secrets, and the options', async () => {
  const part = (await first(EMPTY)) ?? '';
  expect([...part.matchAll(/<primitive id="[^"]*" class="(\w+)"/g)].map(([, kind]) => kind)).toEqual(
    Array(3).fill('stonith'),
  );
  expect([...part.matchAll(/ rsc="([^"]*)"/g)].every(([, id]) => id?.startsWith('fence-'))).toBe(true);
  expect(part).toContain('name="stonith-enabled" value="true"');
  expect(await first(part)).toBe(part);
});

it('is nothing apart where the cluster has guests', async () => {
  expect(await first(shown(content))).toBeNull();
});
