import { describe, expect, it } from 'vitest';
import { as } from '../../src/base/brand.ts';
import { macOf, uuidOf } from '../../src/resolve/vm/identity.ts';
import type { VmName } from '../../src/model/model.ts';

/** Worked out with Python's uuid and hashlib. */
describe.each([
  ['vm1', 'b11f4645-5a86-5c29-a30d-45a5135323eb', '52:54:00:b4:3e:e1'],
  ['vm2', '227afbdb-f343-58af-b88a-c056ec6102cb', '52:54:00:85:a3:13'],
])('%s of vmcluster', (name, uuid, mac) => {
  const vm = as<VmName>(name);

  it('has the UUIDv5 of its name in the name space of the cluster', () => {
    expect(uuidOf('vmcluster', vm)).toBe(uuid);
  });

  it('has a MAC address from SHA-1 of cluster, name and position', () => {
    expect(macOf('vmcluster', vm, 0)).toBe(mac);
    expect(macOf('vmcluster', vm, 1)).not.toBe(mac);
  });
});
