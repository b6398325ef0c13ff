/** How long a push waits for services, where the site says how long a start may take. Settled: the longest, and a minute. */
import { expect, it } from 'vitest';
import { analyse } from '../../../src/analyse.ts';
import { as, type FileId } from '../../../src/base/brand.ts';
import { runtime } from '../../../src/stack/cman/push/runtime.ts';
import { cmanModelOf } from '../../support/fixtures.ts';

/** In seconds. */
function waitFor(times: { readonly service?: string; readonly resource?: string }) {
  const actions = (timeout: string | undefined) =>
    timeout === undefined
      ? {}
      : {
          actions: [
            { name: 'start', timeout },
            { name: 'stop', timeout: '2h' },
          ],
        };
  const device = (n: number) => ({ agent: 'fence_ilo', address: `10.0.0.${100 + n}`, login: 'f', password: 'x' });
  const host = (n: number) => ({
    node_id: n,
    address: `10.0.0.${n}`,
    memory: '8G',
    cpus: 4,
    initiator: `iqn.2010-02.com.example:host${n}`,
    local_disks: ['/dev/sda'],
    fence: [{ method: 'ilo', devices: [{ device: `ilo${n}` }] }],
  });
  const web = { type: 'script', name: 'web', file: '/etc/init.d/httpd', enforce_timeouts: true };
  const ip = { type: 'ip', address: '10.0.0.50/24', resources: [{ ...web, ...actions(times.resource) }] };
  const site = {
    version: 1,
    cluster: { name: 'timed', platform: 'rhel6.4', domain: 'example.com' },
    fence_devices: { ilo1: device(1), ilo2: device(2) },
    hosts: { host1: host(1), host2: host(2) },
    services: { web: { run_on: ['host1', 'host2'], resources: [ip], ...actions(times.service) } },
  };
  const found = analyse([{ id: as<FileId>('site.yaml'), bytes: Buffer.from(JSON.stringify(site)) }]);
  return Number(runtime(cmanModelOf(found)).serviceActions?.startTime.millis) / 1000;
}

it('is what vm.sh takes, unless the site allows a start more', () => {
  expect(waitFor({})).toBe(360);
  expect(waitFor({ resource: '2m' })).toBe(360);
  expect(waitFor({ resource: '20m' })).toBe(1260);
  expect(waitFor({ resource: '20m', service: '30m' })).toBe(1860);
});
