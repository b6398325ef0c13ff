/** Headers of sbd at a first deployment, judged on what sbd 1.5.2 prints of a disk that it has initialised. */
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { as, type FileId, type Json } from '../../../../src/base/brand.ts';
import type { Action } from '../../../../src/bundle/action.ts';
import { compile } from '../../../../src/compile.ts';
import { holds } from '../../../../src/deploy/node/probes.ts';
import { templates } from '../../../support/fixtures.ts';
import { set } from '../schema-keys.ts';
import { baseSite } from '../surroundings.ts';

const DISK = '/dev/disk/by-id/scsi-36001405b3f8f0d3e';

function actionsWith(sbd: { readonly [key: string]: Json }): readonly Action[] {
  const site = set(baseSite(), ['cluster', 'pacemaker', 'sbd'], sbd);
  const { bundle } = compile([{ id: as<FileId>('site.yaml'), bytes: Buffer.from(stringify(site)) }], templates);
  return bundle?.actions ?? [];
}

function dumped(watchdog: number, msgwait: number): string {
  return [
    `==Dumping header on disk ${DISK}`,
    'Header version     : 2.1',
    'UUID               : a5759d7b-f5bf-4f3e-b0e6-d1723a57e79f',
    'Number of slots    : 255',
    'Sector size        : 512',
    `Timeout (watchdog) : ${watchdog}`,
    'Timeout (allocate) : 2',
    'Timeout (loop)     : 1',
    `Timeout (msgwait)  : ${msgwait}`,
    `==Header on disk ${DISK} is dumped`,
    '',
  ].join('\n');
}

it('comes before corosync, with the times of the site', () => {
  const actions = actionsWith({ devices: [DISK], watchdog_timeout: '10s' });
  const start = actions.find(({ id }) => id === 'corosync/start');
  const header = actions.find(({ id }) => id.startsWith('sbd/header/'));
  expect(header?.run).toEqual([{ argv: ['sbd', '-d', DISK, '-1', '10', '-4', '20', 'create'] }]);
  expect(header).toMatchObject({ scope: 'once', when: ['missing'], allow: 'push/create-storage', undo: null });
  const own = actions.map(({ id }) => id).filter((id) => id.startsWith('sbd/'));
  expect(own).toHaveLength(3);
  expect(start?.after).toEqual(expect.arrayContaining(own));
});

it('does not go on with the times of another header', () => {
  const probe = actionsWith({ devices: [DISK] }).find(({ id }) => id.startsWith('sbd/times'))?.probe ?? { argv: [] };
  const says = (watchdog: number, msgwait: number) => holds(probe, { exit: 0, text: dumped(watchdog, msgwait) }, {});
  expect([says(5, 10), says(5, 20), says(10, 10)]).toEqual([true, false, false]);
});
