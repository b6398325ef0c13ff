import { expect, it } from 'vitest';
import { compileFixture } from '../support/fixtures.ts';
import { bareWorld, pushed } from './play.ts';

it('a first deployment', async () => {
  const pair = compileFixture('pair');
  const world = bareWorld(pair);
  const first = await pushed(world, pair, { allow: ['push/create-storage'] });
  console.log(first.out, first.err, world.transcript.join('\n'));
  expect(first.exit).toBe(0);
  const again = await pushed(world, pair, {});
  console.log(again.out, again.err);
});
