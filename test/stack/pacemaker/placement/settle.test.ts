/** Guests that are placed by their scores alone run where the whole schedule places them, at a start and after losses. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { simulate, simulatorOf, type Step } from '../../../../src/placement/simulate.ts';
import type { Change, Situation } from '../../../../src/placement/placement.ts';
import type { PacemakerModel } from '../../../../src/stack/pacemaker/options.ts';
import { partsOf, placedApart, settle } from '../../../../src/stack/pacemaker/placement/settle.ts';
import { plans, type Plan } from '../../cman/placement/made-up.ts';
import { modelFor } from './made-up.ts';

const HOSTS = 4;

/** The steps by parts and whole, and how many guests were placed by their scores alone. */
function bothWays(model: PacemakerModel, changes: readonly Change[]) {
  const parts = partsOf(model)();
  const { apart } = parts;
  let alone = 0;
  const quick = (situation: Situation) => {
    if (apart !== null && placedApart(situation, apart, model) !== null) alone += apart.lones.length;
    return settle(situation, parts, model);
  };
  const whole = (situation: Situation) => settle(situation, { ...parts, apart: null }, model);
  const hosts = model.hosts.map(({ name }) => name);
  const steps = [quick, whole].map((way) => simulate(simulatorOf(model, { settle: way }), hosts, changes));
  return { steps, alone };
}

const shown = ({ outcomes, running }: Step) => ({
  outcomes: [...outcomes],
  running: [...running].toSorted(([a], [b]) => (a < b ? -1 : 1)),
});

/** Most of them VMs that stand alone. */
const lonely = ({ units, ...plan }: Plan): Plan => ({
  ...plan,
  units: units.map(({ vm, exclusive, depend, ...unit }) => ({
    ...unit,
    vm: vm || unit.memory > 2,
    exclusive: exclusive && unit.memory === 1,
    depend: unit.memory === 1 ? depend : null,
  })),
});

const losses = fc.uniqueArray(fc.nat(HOSTS - 1), { minLength: 1, maxLength: 2 });
const settings = fc.record({ shared: fc.boolean(), stickiness: fc.constantFrom(0, 1, 100, 150) });

it('by scores alone and by the whole schedule', () => {
  let alone = 0;
  fc.assert(
    fc.property(plans(HOSTS, 7).map(lonely), settings, losses, (plan, options, lost) => {
      const model = modelFor(plan, options);
      const changes = lost.flatMap((at): readonly Change[] => {
        const name = model.hosts[at]?.name;
        return name === undefined ? [] : [{ kind: 'fail', hosts: [name] }];
      });
      const found = bothWays(model, changes);
      alone += found.alone;
      const [quick = [], whole = []] = found.steps;
      expect(quick.map(shown)).toEqual(whole.map(shown));
    }),
    { numRuns: Number(process.env['RUNS'] ?? 20) },
  );
  expect(alone).toBeGreaterThan(20);
});
