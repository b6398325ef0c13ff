/** Nodes that no one speaks to any more, after their cluster was informed of a change. docs/push.md */
import { describe, expect, it } from 'vitest';
import { clusterConf } from '../cluster/samples.ts';
import { CONF, digestOf } from './twin/files.ts';
import { events, playing, versions, VMS } from './sample.ts';
import type { World } from './world.ts';

const ID = '1'.repeat(64);
const DEADLINE = 120_000;

/** Version 2 is in place on all hosts, which are armed; reported: they also run it. */
function changing(reported: boolean, more = '') {
  const played = playing(3);
  const { world, hosts, push } = played;
  const text = clusterConf({ hosts: 3, version: 2, vms: { ...VMS, vm2: '' } });
  const archive = JSON.stringify({
    index: `${digestOf(text)} 0640 root root version/cluster/config_version 0755 ${CONF}\n`,
    'installed.json': `{\n  "bundle": "${ID}",\n}\n`,
    [`files${CONF}`]: text,
  });
  const announce = ['cman_tool', 'version', '-r', '-S'].join('\t');
  const intent = `owner me\ndeadline ${DEADLINE / 1000}\nversion 2 3\nfuse 20\nannounce ${announce}\n${more}`;
  const all = (verb: string, input = '') =>
    hosts.map((host) => world.activator(host, verb, ID, input)).map(({ exit, out }) => `${exit} ${out}`);
  expect(all('lock', 'me\n3600\n').concat(all('stage', archive), all('arm', intent))).toEqual(Array(9).fill('0 '));
  expect(all('run')).toEqual(Array(3).fill(`0 left ${CONF}\n`));
  expect(all('place')).toEqual(Array(3).fill(`0 wrote ${CONF}\n`));
  if (reported) expect(push('host1')).toBe(0);
  return { ...played, confirm: (host: string) => expect(world.activator(host, 'confirm', ID, '').exit).toBe(0) };
}

const onDisk = (world: World) =>
  [...world.machines.values()].map(({ files }) => /config_version="(\d)"/.exec(files.get(CONF)?.text ?? '')?.[1]);
const marks = (world: World) => [...world.machines.values()].map(({ store }) => store.undo?.mark);

describe('the controller is gone', () => {
  it('not announced: the fuse takes the file away after its time', () => {
    const { world } = changing(false);
    world.advance(19_999);
    expect(onDisk(world)).toEqual(['2', '2', '2']);
    world.advance(1);
    expect(onDisk(world)).toEqual(['1', '1', '1']);
    expect(marks(world)).toEqual(['armed', 'armed', 'armed']);
  });

  it('announced: the lowest member announces the old content, once, and no guest of before is touched', () => {
    const { world } = changing(true);
    const before = world.transcript.length;
    world.advance(DEADLINE + 60_000);
    expect(versions(world)).toEqual([3, 3, 3]);
    expect(onDisk(world)).toEqual(['3', '3', '3']);
    expect(world.transcript.slice(before).filter((line) => line.includes('-r'))).toEqual([
      'host1$ cman_tool version -r -S  (alone)',
    ]);
    expect(marks(world)).toEqual([undefined, undefined, undefined]);
    expect([...world.machines.values()].map(({ store }) => store.lock)).toEqual([null, null, null]);
    expect(events(world)).toEqual(['vm2 started on host1: rgmanager']);
  });

  it('the lowest member is confirmed: the others keep the change', () => {
    const { world, confirm } = changing(true);
    confirm('host1');
    world.advance(DEADLINE + 150_000);
    expect(versions(world)).toEqual([2, 2, 2]);
    expect(onDisk(world)).toEqual(['2', '2', '2']);
    expect(marks(world)).toEqual(['confirmed', 'confirmed', 'confirmed']);
  });

  it('the lowest member has lost its power: the next one announces', () => {
    const { world } = changing(true);
    world.crash('host1');
    world.advance(DEADLINE + 60_000);
    expect(versions(world)).toEqual([undefined, 3, 3]);
    world.boot('host1');
    expect(versions(world)).toEqual([undefined, 3, 3]); // its file is older than what runs
    expect(onDisk(world)).toEqual(['1', '3', '3']);
  });

  it('a node that boots keeps what its cluster runs', () => {
    const { world } = changing(true);
    world.crash('host2');
    world.boot('host2');
    expect(versions(world)).toEqual([2, 2, 2]);
    expect(marks(world)).toEqual(['armed', 'armed', 'armed']);
  });
});

describe('a node that boots while every node is out of the cluster', () => {
  it('runs nothing that only it has: it is in one cluster with those that have gone back', () => {
    const { world, hosts } = changing(false, 'leaving all\n');
    for (const host of hosts) {
      expect(world.activator(host, 'hold', ID, '').exit).toBe(0);
      for (const daemon of ['rgmanager', 'clvmd', 'cman']) world.exec(host, ['service', daemon, 'stop']);
    }
    world.crash('host3');
    world.boot('host3');
    for (const host of ['host1', 'host2']) {
      expect(world.activator(host, 'back', ID, '').exit).toBe(0);
      world.exec(host, ['service', 'cman', 'start']);
    }
    expect(versions(world)).toEqual([3, 3, 3]);
    expect(world.state.nodes.map(({ apart, wanted }) => [apart, wanted])).toEqual(hosts.map(() => [false, null]));
  });
});

describe('a controller that comes back while nodes put a change back', () => {
  it('waits for them, and finds it done', () => {
    const { world } = changing(true);
    world.advance(DEADLINE + 1000);
    expect(marks(world)).toEqual(['reverting', 'reverting', 'reverting']);
    const began = world.now;
    expect(world.activator('host2', 'revert', ID, '')).toEqual({ exit: 0, out: '', err: '' });
    expect(world.now - began).toBeGreaterThan(5000);
    expect(onDisk(world)).toEqual(['3', '3', '3']);
  });

  it('may not take back what they have found to hold', () => {
    const { world, confirm } = changing(true);
    confirm('host1');
    world.advance(DEADLINE + 1000);
    expect(marks(world)).toEqual(['confirmed', 'reverting', 'reverting']);
    // It does not wait as long as they do.
    expect(world.activator('host2', 'revert', ID, '')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('another process is at work'),
    });
    world.advance(120_000);
    expect(marks(world)).toEqual(['confirmed', 'confirmed', 'confirmed']);
  });
});
