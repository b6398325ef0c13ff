/** Every runbook as a plan, and as the commands that a push of it runs: fixtures/plans. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { expectedFiles } from '../support/fixtures.ts';
import { caseNamed, caseNames } from './cases.ts';
import { bundleIn } from './machine.ts';
import { pushed, worldOf } from './play.ts';

const schemaOf = (name: string): object => JSON.parse(readFileSync(`schemas/output/${name}.schema.json`, 'utf8'));
const ajv = new Ajv2020({ strict: true, schemas: [schemaOf('plan')] });
const [isPlan, isEvent] = [ajv.getSchema('plan.schema.json'), ajv.compile(schemaOf('push'))];

/** What a host is asked until it is so is written down twice. */
function inShort(transcript: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const words of transcript) {
    const host = words.slice(0, words.indexOf('$'));
    const own = kept.filter((one) => one.startsWith(`${host}$`)).slice(-2);
    if (own[1] === words && own[0] === words) kept[kept.lastIndexOf(words)] = `${words}  (and again)`;
    else if (own[1] !== `${words}  (and again)`) kept.push(words);
  }
  return kept;
}

describe.each(caseNames)('%s', (name) => {
  it('has the plan and the commands that are written down, and needs no second push', async () => {
    const scene = caseNamed(name);
    const world = await worldOf(scene);
    const { now, allow } = scene;
    const plan = await pushed(world.fork(), now, { allow, check: true });
    expect(plan.exit, plan.out + plan.err).toBe(2);
    const done = await pushed(world, now, { allow });
    expect(done.exit, done.out + done.err).toBe(0);
    const recap = done.out.slice(done.out.indexOf('recap:'));
    const actual = new Map([
      ['plan.txt', plan.out + plan.err],
      ['transcript.txt', `${inShort(world.transcript).join('\n')}\n${recap}`],
    ]);
    const expected = expectedFiles(`fixtures/plans/${name}/expected`, actual);
    expect([...expected]).toEqual([...actual]);
    const ids = now.bundle?.nodes.map(({ host }) => bundleIn(world.machine(host).store.installed));
    expect(new Set(ids)).toEqual(new Set([now.bundle?.id]));
    const again = await pushed(world, now, { allow });
    expect(again, again.out).toMatchObject({ exit: 0, out: expect.stringContaining('nothing to do') });
  });

  it('is reported to programs as schemas/output says', async () => {
    const scene = caseNamed(name);
    const world = await worldOf(scene);
    const { now, allow } = scene;
    const plan = await pushed(world.fork(), now, { allow, check: true, format: 'json' });
    expect(isPlan?.(JSON.parse(plan.out)), JSON.stringify(isPlan?.errors)).toBe(true);
    const { out } = await pushed(world, now, { allow, format: 'json' });
    for (const line of out.trimEnd().split('\n'))
      expect(isEvent(JSON.parse(line)), `${line}: ${JSON.stringify(isEvent.errors)}`).toBe(true);
    expect(out).toMatch(/^\{"version":1,"event":"plan",[^]*\n\{"version":1,"event":"recap",.*\n$/);
  });
});
