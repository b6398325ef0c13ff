/** Small made-up clusters: hosts, and units with domains, exclusive ones and dependencies. */
import fc from 'fast-check';
import { analyse } from '../../../../src/analyse.ts';
import { as, type FileId } from '../../../../src/base/brand.ts';
import type { CmanModel } from '../../../../src/stack/cman/options.ts';
import { cmanModelOf } from '../../../support/fixtures.ts';

export type UnitPlan = {
  readonly vm: boolean;
  /** GiB. */
  readonly memory: number;
  readonly ordered: boolean;
  readonly restricted: boolean;
  readonly failback: boolean;
  /** Indexes of hosts, the best first. */
  readonly hosts: readonly number[];
  readonly exclusive: boolean;
  /** Index of an earlier unit. */
  readonly depend: number | null;
};
export type Plan = { readonly hosts: number; readonly central: boolean; readonly units: readonly UnitPlan[] };

export function plans(hosts: number, units: number, central = false): fc.Arbitrary<Plan> {
  const all = Array.from({ length: hosts }, (_, index) => index);
  const unit = (index: number): fc.Arbitrary<UnitPlan> =>
    fc.record({
      vm: fc.boolean(),
      memory: fc.integer({ min: 1, max: 6 }),
      ordered: fc.boolean(),
      restricted: fc.boolean(),
      failback: fc.boolean(),
      hosts: fc.shuffledSubarray(all, { minLength: 1 }),
      exclusive: fc.integer({ min: 0, max: 4 }).map((value) => value === 0),
      depend: index === 0 ? fc.constant(null) : fc.option(fc.nat(index - 1), { freq: 2 }),
    });
  return fc
    .integer({ min: 1, max: units })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => unit(index))))
    .map((list) => ({ hosts, central, units: list }));
}

export const hostName = (index: number) => `host${index + 1}`;
export const unitName = ({ vm }: UnitPlan, index: number) => `${vm ? 'vms/v' : 'services/s'}${index}`;

export function modelOf(plan: Plan): CmanModel {
  const bytes = Buffer.from(JSON.stringify(siteOf(plan)));
  const analysis = analyse([{ id: as<FileId>('site.yaml'), bytes }]);
  if ((analysis.unsound ?? []).length > 0)
    throw new Error(analysis.diagnostics.map(({ message }) => message).join('; '));
  return cmanModelOf(analysis);
}

export function siteOf({ hosts, central, units }: Plan) {
  const numbers = Array.from({ length: hosts }, (_, index) => index);
  const named = units.map((unit, index) => ({ unit, name: `${unit.vm ? 'v' : 's'}${index}`, domain: `d${index}` }));
  const policyOf = ({ exclusive, depend }: UnitPlan, domain: string) => ({
    failover_domain: domain,
    exclusive,
    ...(depend === null ? {} : { depend: dependOf(units, depend) }),
  });
  return {
    version: 1,
    cluster: {
      name: 'made-up',
      platform: 'rhel6.4',
      domain: 'example.com',
      ...(central ? { rgmanager: { central_processing: true } } : {}),
    },
    fence_devices: Object.fromEntries(numbers.map((n) => [`ilo${n}`, iloOf(n)])),
    hosts: Object.fromEntries(numbers.map((n) => [hostName(n), hostOf(n)])),
    failover_domains: Object.fromEntries(
      named.map(({ unit, domain }) => [
        domain,
        {
          ordered: unit.ordered,
          restricted: unit.restricted,
          ...(unit.ordered ? { failback: unit.failback } : {}),
          hosts: unit.hosts.map(hostName),
        },
      ]),
    ),
    services: Object.fromEntries(
      named.flatMap(({ unit, name, domain }) =>
        unit.vm
          ? []
          : [[name, { ...policyOf(unit, domain), resources: [{ type: 'script', name, file: `/etc/init.d/${name}` }] }]],
      ),
    ),
    vms: Object.fromEntries(
      named.flatMap(({ unit, name, domain }) =>
        unit.vm
          ? [
              [
                name,
                {
                  memory: `${unit.memory}G`,
                  cpus: 1,
                  disks: [{ file: `/vms/${name}.img`, on_every_host: true }],
                  ...policyOf(unit, domain),
                },
              ],
            ]
          : [],
      ),
    ),
  };
}

function dependOf(units: readonly UnitPlan[], index: number): string {
  return `${units[index]?.vm === true ? 'vm/v' : 'service/s'}${index}`;
}

function iloOf(index: number) {
  return {
    agent: 'fence_ilo',
    address: `192.168.1.${100 + index}`,
    login: 'fence',
    password: { secret: `ilo${index}` },
  };
}

function hostOf(index: number) {
  return {
    node_id: index + 1,
    address: `192.168.1.${index + 1}`,
    memory: '8G',
    cpus: 8,
    local_disks: [],
    fence: [{ method: 'ilo', devices: [{ device: `ilo${index}` }] }],
  };
}
