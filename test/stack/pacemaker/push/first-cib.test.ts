/** What a cluster gets of a CIB before its guests. */
import { expect, it } from 'vitest';
import { secretsIn, shown } from '../../../../src/bundle/content.ts';
import { CIB } from '../../../../src/stack/pacemaker/emit/cib.ts';
import { cibDocument } from '../../../../src/stack/pacemaker/push/cib-document.ts';
import { bundleOf } from '../../../support/fixtures.ts';
import { rootOf } from '../../../support/xml.ts';

const content = bundleOf('pacemaker-pair').files.find(({ path }) => path === CIB)?.content ?? [];
const EMPTY = '<cib><configuration><crm_config/><nodes/><resources/><constraints/></configuration><status/></cib>';

async function all(live: string, joining: readonly string[] = []): Promise<readonly string[]> {
  const [running, desired] = [await rootOf(live), await rootOf(shown(content))];
  if (running === undefined || desired === undefined) throw new Error('this is no XML');
  const parts = cibDocument.first(running, desired, { content, joining });
  for (const part of parts) expect(secretsIn(part)).toEqual(secretsIn(content));
  return parts.map((part) => shown(part));
}

async function first(live: string, joining: readonly string[] = []): Promise<string | null> {
  return (await all(live, joining))[0] ?? null;
}

const primitives = (part: string) => [...part.matchAll(/<primitive id="([^"]*)"/g)].map(([, id]) => id);

it('has the fence devices with their secrets, and the options', async () => {
  const part = (await first(EMPTY)) ?? '';
  expect([...part.matchAll(/<primitive id="[^"]*" class="(\w+)"/g)].map(([, kind]) => kind)).toEqual(
    Array(3).fill('stonith'),
  );
  expect([...part.matchAll(/ rsc="([^"]*)"/g)].every(([, id]) => id?.startsWith('fence-'))).toBe(true);
  expect(part).toContain('name="stonith-enabled" value="true"');
  expect(await first(part)).toBe(part);
});

it('is what gives locks next, and no volume group that is not made yet', async () => {
  const [fencing = '', locking = '', ...more] = await all(EMPTY);
  expect(more).toEqual([]);
  expect(primitives(locking)).toEqual([...primitives(fencing), 'dlm', 'lvmlockd']);
  expect(locking).not.toContain('lvm-vg_vms');
  expect(await all(locking)).toEqual([]);
});

it('keeps hosts that join free of what runs, and of what is new, until they are members', async () => {
  const desired = shown(content);
  const live = desired
    .replace(/<primitive id="fence-ipmi-host2"[^]*?<\/primitive>/, '')
    .replace(/<primitive id="vm2"[^]*?<\/primitive>/, '')
    .replaceAll(/<rsc_\w+ [^>]*"(?:fence-ipmi-host2|vm2)"[^>]*\/>/g, '');
  const part = (await first(live, ['host2.example.com'])) ?? '';
  expect(part).toContain('<primitive id="fence-ipmi-host2"');
  expect(part).not.toContain('"vm2"');
  const away = [...part.matchAll(/rsc="([^"]*)" node="host2.example.com" score="-INFINITY"/g)].map(([, id]) => id);
  expect(away).toEqual(['fence-ipmi-host2', 'locking-clone', 'lvm-vg_vms-clone', 'database-group', 'vm1', 'web']);
  expect(part.match(/node="host2.example.com"/g)).toHaveLength(away.length);
  expect(await first(live)).toBeNull();
});

it('is not a separate step if the cluster has guests', async () => {
  expect(await first(shown(content))).toBeNull();
});
