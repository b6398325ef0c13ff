/** The engine against a slow second account of the rules that walks through every order of events. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { as, type HostName } from '../../../../src/base/brand.ts';
import { simulatorOf, type Step } from '../../../../src/placement/simulate.ts';
import { placer } from '../../../../src/stack/cman/placement/index.ts';
import { hostName, modelOf, plans, unitName, type Plan } from './made-up.ts';
import { finals, type State } from './oracle.ts';

/** One seed, so that a run says the same each time. ORACLE_SEED and ORACLE_RUNS try others. */
const RUNS = {
  numRuns: Number(process.env['ORACLE_RUNS'] ?? 60),
  seed: Number(process.env['ORACLE_SEED'] ?? 20_261_130),
};
const HOSTS = [0, 1, 2];

function stateIn({ outcomes }: Step, plan: Plan): State {
  return plan.units.map((unit, index) => {
    const host = outcomes.get(unitName(unit, index))?.host ?? null;
    return host === null ? null : HOSTS.findIndex((each) => hostName(each) === host);
  });
}

function simulatorFor(plan: Plan) {
  const model = modelOf(plan);
  return simulatorOf(model, placer(model));
}

const named = (hosts: readonly number[]) => hosts.map((host) => as<HostName>(hostName(host)));
const nothing = (plan: Plan): State => plan.units.map(() => null);

it('a cold start ends in a state that rgmanager can end in', () => {
  fc.assert(
    fc.property(plans(3, 4), (plan) => {
      const step = simulatorFor(plan).start(named(HOSTS));
      expect([...finals(plan, nothing(plan), HOSTS)]).toContain(JSON.stringify(stateIn(step, plan)));
    }),
    RUNS,
  );
});

it('the loss of a host ends in a state that rgmanager can end in', () => {
  fc.assert(
    fc.property(plans(3, 4), fc.constantFrom(...HOSTS), (plan, lost) => {
      const simulator = simulatorFor(plan);
      const start = simulator.start(named(HOSTS));
      const step = simulator.next(start, { kind: 'fail', hosts: named([lost]) });
      const up = HOSTS.filter((host) => host !== lost);
      expect([...finals(plan, stateIn(start, plan), up)]).toContain(JSON.stringify(stateIn(step, plan)));
    }),
    RUNS,
  );
});

it('the return of a host ends in a state that rgmanager can end in', () => {
  fc.assert(
    fc.property(plans(3, 3), fc.constantFrom(...HOSTS), (plan, back) => {
      const simulator = simulatorFor(plan);
      const start = simulator.start(named(HOSTS.filter((host) => host !== back)));
      const step = simulator.next(start, { kind: 'return', hosts: named([back]) });
      expect([...finals(plan, stateIn(start, plan), HOSTS, [back])]).toContain(JSON.stringify(stateIn(step, plan)));
    }),
    RUNS,
  );
});

it('names every host that rgmanager can choose, where nothing is exclusive and nothing depends', () => {
  const simple = plans(3, 3).map((plan) => ({
    ...plan,
    units: plan.units.map((unit) => ({ ...unit, exclusive: false, depend: null })),
  }));
  fc.assert(
    fc.property(simple, (plan) => {
      const step = simulatorFor(plan).start(named(HOSTS));
      const ends = [...finals(plan, nothing(plan), HOSTS)].map((text): State => JSON.parse(text));
      for (const [index, unit] of plan.units.entries()) {
        const outcome = step.outcomes.get(unitName(unit, index));
        const said = outcome?.choices.length === 0 ? [outcome.host] : (outcome?.choices ?? []);
        const possible = new Set(
          ends.map((end) => end[index]).map((host) => (typeof host === 'number' ? hostName(host) : null)),
        );
        expect(new Set(said)).toEqual(possible);
      }
    }),
    RUNS,
  );
});
