/** The disks of fence_sbd carry messages: nothing is reserved on them, and nothing else may write to them. */
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { as, type FileId } from '../../../src/base/brand.ts';
import { compile } from '../../../src/compile.ts';
import { templates } from '../../support/fixtures.ts';
import { set } from './schema-keys.ts';
import { baseSite } from './surroundings.ts';

function codesWith(devices: string): readonly string[] {
  const site = set(baseSite(), ['fence_devices', 'poison'], { agent: 'fence_sbd', devices });
  const used = set(
    site,
    ['hosts', 'host1', 'fence'],
    [{ method: 'sbd', devices: [{ device: 'poison', plug: 'host1' }] }],
  );
  const { diagnostics } = compile([{ id: as<FileId>('site.yaml'), bytes: Buffer.from(stringify(used)) }], templates);
  return diagnostics.flatMap(({ code, at }) => (at.in === 'model' && at.path.includes('poison') ? [code] : []));
}

it.each([
  ['/dev/disk/by-id/scsi-36001405b3f8f0d3e', []],
  ['/dev/mapper/san-vms', ['storage/two-writers']],
  ['/dev/sdb', ['fence/agent-param']],
])('%s', (devices, expected) => {
  expect(codesWith(devices)).toEqual(expected);
});
