/** The clock of the simulated world: what machines do by themselves, in its time and in its order. */
import { describe, expect, it } from 'vitest';
import { clusterConf, hostNames } from '../cluster/samples.ts';
import { formed } from '../cluster/state.ts';
import { digestOf } from './twin/files.ts';
import { World } from './world.ts';

const ID = '1'.repeat(64);
const PATH = '/etc/hosts';

function playing(): World {
  const text = clusterConf({ hosts: 2, version: 1, vms: {} });
  const world = new World(formed('rhel6', hostNames(2), text));
  for (const { files } of world.machines.values())
    files.set('/etc/cluster/cluster.conf', { text, mode: '0640', owner: 'root', group: 'root' });
  return world;
}

/** A change of one file that goes back by itself after some seconds. */
function armed(world: World, host: string, deadline: number): void {
  const record = `{\n  "bundle": "${ID}",\n}\n`;
  const index = `${digestOf('new\n')} 0644 root root - 0755 ${PATH}\n`;
  const archive = JSON.stringify({ index, 'installed.json': record, [`files${PATH}`]: 'new\n' });
  const intent = `owner me\ndeadline ${deadline}\nundo each 0\tservice\tiscsid\treload\n`;
  expect(world.activator(host, 'stage', ID, archive).exit).toBe(0);
  expect(world.activator(host, 'arm', ID, intent).exit).toBe(0);
  expect(world.activator(host, 'run', ID, '')).toEqual({ exit: 0, out: `wrote ${PATH}\n`, err: '' });
}

const isBack = (world: World, host: string) => !world.machine(host).files.has(PATH);

describe('what is due', () => {
  it('happens in its order, each at its time', () => {
    const world = playing();
    const start = world.now;
    const seen: string[] = [];
    const at = (host: string, millis: number, name: string) =>
      world.alone(host).after(millis, () => void seen.push(`${name} ${world.now - start}`));
    at('host1', 300, 'third');
    at('host2', 100, 'first');
    at('host1', 100, 'second');
    world.alone('host1').after(200, () => at('host1', 50, 'made later'));
    world.advance(299);
    expect(seen).toEqual(['first 100', 'second 100', 'made later 250']);
    world.advance(1);
    expect(seen.at(-1)).toBe('third 300');
    expect(world.now - start).toBe(300);
  });

  it('does not happen on a machine that has lost its power since, not even when that is back', () => {
    const world = playing();
    const seen: string[] = [];
    for (const host of hostNames(2)) world.alone(host).after(1000, () => void seen.push(host));
    world.crash('host1');
    world.boot('host1');
    world.advance(5000);
    expect(seen).toEqual(['host2']);
  });
});

describe('waits that overlap', () => {
  it('wait no longer than the longest of them, and go on in the order of their times', async () => {
    const world = playing();
    const start = world.now;
    const seen: string[] = [];
    const waits = async (name: string, ...pauses: readonly number[]) => {
      for (const millis of pauses) {
        await world.wait(millis);
        seen.push(`${name} ${world.now - start}`);
      }
    };
    await Promise.all([waits('a', 100, 100), waits('b', 100, 50), waits('c', 170)]);
    expect(seen).toEqual(['a 100', 'b 100', 'b 150', 'c 170', 'a 200']);
  });

  it('see what machines do in between', async () => {
    const world = playing();
    const seen: string[] = [];
    world.alone('host1').after(150, () => void seen.push('timer'));
    world.later(250, () => void seen.push('later'));
    const waits = async (millis: number) => {
      await world.wait(millis);
      seen.push(String(millis));
    };
    await Promise.all([waits(300), waits(100), waits(200)]);
    expect(seen).toEqual(['100', 'timer', '200', 'later', '300']);
  });
});

describe('an armed node', () => {
  it('goes back when its time is over, not before', () => {
    const world = playing();
    armed(world, 'host1', 90);
    world.advance(89_999);
    expect(isBack(world, 'host1')).toBe(false);
    world.advance(1);
    expect(isBack(world, 'host1')).toBe(true);
    expect(world.transcript.at(-1)).toBe('host1$ service iscsid reload  (alone)');
    expect(world.machine('host1')).toMatchObject({ cron: false, store: { undo: null, staged: null } });
  });

  it('stays when it is confirmed', () => {
    const world = playing();
    armed(world, 'host1', 90);
    expect(world.activator('host1', 'confirm', ID, '').exit).toBe(0);
    world.advance(600_000);
    expect(isBack(world, 'host1')).toBe(false);
  });

  it('goes back when it boots', () => {
    const world = playing();
    armed(world, 'host1', 3600);
    world.crash('host1');
    world.advance(10_000);
    expect(isBack(world, 'host1')).toBe(false);
    world.boot('host1');
    expect(isBack(world, 'host1')).toBe(true);
  });

  it('without power does nothing, whatever time it is', () => {
    const world = playing();
    armed(world, 'host1', 90);
    world.crash('host1');
    world.advance(3_600_000);
    expect(isBack(world, 'host1')).toBe(false);
  });

  it('whose rollback fails is called by cron at each full minute, until it succeeds', () => {
    const world = playing();
    expect(world.now % 60_000).toBe(0);
    armed(world, 'host1', 90);
    world.exec('host1', ['service', 'iscsid', 'stop']);
    const tries = () => world.transcript.filter((line) => line.includes('iscsid reload')).length;
    const counted = [89_000, 2_000, 28_000, 2_000, 60_000].map((millis) => {
      world.advance(millis);
      return tries();
    });
    expect(counted).toEqual([0, 1, 1, 2, 3]);
    expect(world.machine('host1').store.undo?.mark).toBe('reverting');
    world.exec('host1', ['service', 'iscsid', 'start']);
    world.advance(60_000);
    expect(world.machine('host1').store.undo).toBeNull();
    world.advance(600_000);
    expect(tries()).toBe(4);
  });
});
