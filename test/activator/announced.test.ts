/** A cluster.conf that a running cluster has to be informed of: its place, its fuse, and the rollback under a new version. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { Cluster, CRON, expireNow, IN_CLUSTER, intentOf, markOf, processesOf, soon } from './cluster.ts';
import { clusterConf, first, second, state, underEachShell, type Node, type Play, type Wanted } from './node.ts';

const CONF = '/etc/cluster/cluster.conf';
const conf = (version: number, name: string) => clusterConf(version).replace('name="c"', `name="${name}"`);
const filesOf = (version: number, name: string, late: Wanted['late'] = true): Wanted[] => [
  { path: CONF, content: conf(version, name), late },
  { path: '/etc/hosts', content: `${name}\n` },
];
const recorded = (version: number) => `"config-version": ${version}\n`;

underEachShell('an announced change', (play) => {
  let node: Node;
  let bin: string;
  let base: string;
  let cluster: Cluster;
  let clock: Play['clock'];

  beforeEach(async () => {
    ({ node, bin, base, clock } = play());
    await mkdir(join(base, 'cluster'));
    cluster = new Cluster(join(base, 'cluster'));
    cluster.version = 12;
    cluster.members = [2, 10];
    await cluster.join(bin, 2);
    node.env = IN_CLUSTER;
    await node.install(first, filesOf(12, 'old'));
  });

  const text = (path = CONF, on = node) => readFileSync(on.root + path, 'utf8');
  const intent = (more: Readonly<Record<string, string | number>> = {}) =>
    intentOf({ owner: 'me', deadline: 1_000_000, version: '13 14', announce: 'announce\t@back', ...more });
  const armed = (more: Readonly<Record<string, string | number>> = {}, late: Wanted['late'] = true, on = node) =>
    on.all(['stage', 'arm', 'run'], second, filesOf(13, 'new', late), intent(more));
  const both = (on = node) => [text(CONF, on), text('/etc/hosts', on)];
  const [OLD, NEW, BACK] = [
    [conf(12, 'old'), 'old\n'],
    [conf(13, 'new'), 'new\n'],
    [conf(14, 'old'), 'old\n'],
  ];
  const expire = async (on = node) => {
    await expireNow(on);
    expect(await on.verb(['tick'])).toMatchObject({ code: 0, err: '' });
  };
  const isOver = (on = node) => !existsSync(`${on.root}${state}/undo`);

  async function expectRecorded(version: number, on = node): Promise<void> {
    const lines = await on.observe(filesOf(0, 'old'));
    expect(lines.slice(2, 8)).toEqual([
      `installed ${first}`,
      'previous -',
      'interrupted -',
      `version file ${version}`,
      `version running ${cluster.version}`,
      `version installed ${version}`,
    ]);
    expect(lines.slice(8)).toEqual([
      expect.stringMatching(/^file same ours .* \/etc\/cluster\/cluster.conf$/),
      expect.stringMatching(/^file same ours .* \/etc\/hosts$/),
    ]);
    expect(text(`${state}/installed.json`, on)).toContain(recorded(version));
  }

  test('goes to its place last, and twice is once', async () => {
    expect(await armed()).toBe(`left ${CONF}\nwrote /etc/hosts\n`);
    expect(both()).toEqual([OLD[0], NEW[1]]);
    expect(await node.verb(['probe', second])).toMatchObject({ code: 1, out: `wrong ${CONF}\n` });
    expect(await node.all(['place', 'probe', 'place', 'run'], second, [])).toBe(
      `wrote ${CONF}\nkept ${CONF}\nkept ${CONF}\nkept /etc/hosts\n`,
    );
    await node.all(['confirm', 'commit'], second, []);
    expect((await node.observe(filesOf(0, 'new'))).slice(2, 4)).toEqual([`installed ${second}`, `previous ${first}`]);
    expect(await node.verb(['place', second])).toMatchObject({ code: 2 });
  });

  test('that no daemon was informed of does not stay: the fuse puts the old file back, and only that', async () => {
    await armed({ fuse: 2 });
    await node.all(['place'], second, []);
    expect(both()).toEqual(NEW);
    clock.run();
    await soon(() => text() === OLD[0]);
    expect([text('/etc/hosts'), markOf(node)]).toEqual([NEW[1], 'armed']);
    await soon(() => processesOf(node, 'fuse').length === 0);
    clock.stop();
    await node.all(['place', 'confirm'], second, []); // a fuse that is lit again is another one
    clock.run();
    await soon(() => processesOf(node, 'fuse').length === 0);
    expect(both()).toEqual(NEW);
  });

  test.each([
    ['that the cluster runs stays', 13, true],
    ['that is not known to run does not', 0, false],
  ])('%s when the fuse burns down', async (_what, version, stays) => {
    await armed({ fuse: 2 });
    await node.all(['place'], second, []);
    cluster.version = version;
    clock.run();
    await soon(() => processesOf(node, 'fuse').length === 0);
    expect(text() === NEW[0]).toBe(stays);
  });

  test('without a fuse stays until something else ends it', async () => {
    await armed();
    await node.all(['place'], second, []);
    expect([processesOf(node, 'fuse'), text()]).toEqual([[], NEW[0]]);
  });

  test('goes back under a version above it, and the record follows', async () => {
    await armed();
    await node.all(['place'], second, []);
    cluster.version = 13;
    expect(await node.all(['back'], second, [])).toBe(`restored /etc/hosts\nplaced ${CONF}\n`);
    expect(both()).toEqual(BACK);
    expect(text(`${state}/undo/back${CONF}`)).toBe(BACK[0]);
    expect(markOf(node)).toBe('reverting');
    expect(await node.all(['back'], second, [])).toBe('');
    cluster.version = 14;
    expect(await node.all(['revert', 'revert'], second, [])).toBe('');
    expect(both()).toEqual(BACK);
    await expectRecorded(14);
    expect(existsSync(node.root + CRON)).toBe(false);
  });

  test('goes back also when it was confirmed', async () => {
    await armed();
    await node.all(['place', 'confirm', 'back', 'revert'], second, []);
    expect(both()).toEqual(BACK);
  });

  test('what was edited by hand before stays an edit by hand', async () => {
    await node.put(CONF, conf(12, 'by hand'));
    await armed();
    await node.all(['place', 'back', 'revert'], second, []);
    expect(text()).toBe(conf(14, 'by hand'));
    expect((await node.observe(filesOf(0, 'old')))[8]).toMatch(/^file differs edited /);
    expect(text(`${state}/installed.json`)).toContain(recorded(12));
  });

  test('that a daemon carries is left to it, during the rollback too', async () => {
    expect(await armed({}, 'carried')).toBe(`left ${CONF}\nwrote /etc/hosts\n`);
    expect(await node.all(['place'], second, [])).toBe('');
    await node.put(CONF, NEW[0] ?? '');
    expect(await node.all(['probe', 'back'], second, [])).toBe(`restored /etc/hosts\nleft ${CONF}\n`);
    expect(await node.verb(['revert', second])).toMatchObject({ code: 1, err: expect.stringContaining(CONF) });
    await node.put(CONF, text(`${state}/undo/back${CONF}`));
    await node.all(['revert'], second, []);
    await expectRecorded(14);
  });

  test('a node that had no such file has none again', async () => {
    const fresh = await play().other('fresh');
    await armed({ deadline: 0 }, true, fresh);
    expect(await fresh.all(['place', 'back', 'revert'], second, [])).toBe(
      `wrote ${CONF}\nrestored ${CONF}\nrestored /etc/hosts\n`,
    );
    expect(await fresh.snapshot({ times: false, state: false })).toEqual([]);
  });

  test('no rollback, no change: a file without a version is not armed, and what needs no telling has no way "back"', async () => {
    await node.put(CONF, '<cluster/>\n');
    await node.all(['stage'], second, filesOf(13, 'new'));
    expect(await node.verb(['arm', second], intent())).toMatchObject({ code: 1, err: expect.stringContaining(CONF) });
    expect(isOver()).toBe(true);
    await node.all(['arm'], second, [], intentOf({ deadline: 0 }));
    expect(await node.verb(['back', second])).toMatchObject({ code: 2 });
  });

  test.each([
    [`<cluster config_version='12' a="config_version=">`, `<cluster config_version='14' a="config_version=">`],
    [
      '<?xml version="1.0"?>\n<!-- <cluster config_version="3"> -->\n<cluster\n\tname="a>b"\n\tconfig_version = "x"\n/>\n<d config_version="3"/>',
      '<?xml version="1.0"?>\n<!-- <cluster config_version="3"> -->\n<cluster\n\tname="a>b"\n\tconfig_version = "14"\n/>\n<d config_version="3"/>',
    ],
    ['\ufeff<cluster config_version=""></cluster>', '\ufeff<cluster config_version="14"></cluster>'],
  ])('only the version of the root element of %j is another one', async (found, rendered) => {
    await node.put(CONF, found);
    await armed();
    expect(text(`${state}/undo/back${CONF}`)).toBe(rendered);
  });

  test.each([
    '<!DOCTYPE cluster [<!ENTITY v "12">]>\n<cluster config_version="&v;"/>\n',
    '<cluster config_version="&#49;2"/>\n',
    '<clusters config_version="12"/>\n',
    '<cluster config_version="12" config_version="13"/>\n',
    '<cluster name="<" config_version="12"/>\n',
    '<cluster config_version="12"',
    '<!-- <cluster config_version="12"/>\n',
  ])('%j cannot be read, so it is not armed, and has no version for an observation', async (found) => {
    await node.put(CONF, found);
    await node.all(['stage'], second, filesOf(13, 'new'));
    const { code, err } = await node.verb(['arm', second], intent());
    expect({ code, err }).toEqual({
      code: 1,
      err: `clusterc-node: ${CONF} cannot be read: it has to be XML that begins with <cluster>, without a document type\n`,
    });
    expect(await node.observe(filesOf(13, 'new'))).toContain('version file -');
  });

  test('that was not announced is rolled back as it was when the deadline passes', async () => {
    await armed();
    await expire();
    expect([both(), cluster.announced]).toEqual([OLD, []]);
    await expectRecorded(12);
  });

  test('two nodes that hear no more go back together: the lowest member announces, both follow', async () => {
    const other = await play().other('higher');
    await cluster.join(join(base, 'higher-bin'), 10);
    other.env = IN_CLUSTER;
    await other.install(first, filesOf(12, 'old'));
    await Promise.all([node, other].map((on) => armed({}, true, on)));
    await Promise.all([node, other].map((on) => on.all(['place'], second, [])));
    cluster.version = 13;
    clock.run();
    await Promise.all([expire(node), expire(other)]);
    expect(cluster.announced).toEqual([`2 ${node.root}${state}/undo/back${CONF}`]);
    for (const on of [node, other]) {
      expect(both(on)).toEqual(BACK);
      await expectRecorded(14, on);
    }
  });

  test('a node that hears no more while the lowest member has confirmed keeps what holds, confirmed', async () => {
    cluster.members = [1, 2, 10];
    node.env = { ...IN_CLUSTER, CLUSTERC_TEST_PATIENCE: '5' };
    await armed({ 'undo each': '0\tfalse' });
    await node.all(['place'], second, []);
    cluster.version = 13;
    clock.run();
    await expire();
    expect([markOf(node), both(), cluster.announced]).toEqual(['confirmed', NEW, []]);
    expect(existsSync(node.root + CRON)).toBe(false);
    await node.all(['commit'], second, []);
  });

  test('after a reboot an announced change waits for its deadline', async () => {
    const boot = join(base, 'boot');
    await node.put('/../boot', 'one\n');
    node.env = { ...IN_CLUSTER, CLUSTERC_TEST_BOOT: boot };
    await armed();
    await node.all(['place'], second, []);
    for (const timer of processesOf(node, 'timer')) process.kill(timer, 'SIGKILL');
    cluster.version = 13;
    await node.put('/../boot', 'two\n');
    await node.verb(['tick']);
    expect(markOf(node)).toBe('armed');
    cluster.version = 0;
    await node.verb(['tick']);
    expect([isOver(), both()]).toEqual([true, OLD]);
  });

  test.each([
    ['that is alone does not keep what it found on its disk', [2], BACK],
    ['that others have taken in waits for its deadline', [2, 10], NEW],
  ])('a node that boots while all had left the cluster and %s', async (_what, members, files) => {
    await node.put('/../boot', 'one\n');
    node.env = { ...IN_CLUSTER, CLUSTERC_TEST_BOOT: join(base, 'boot') };
    await armed({ leaving: 'all' });
    await node.all(['hold', 'place'], second, []);
    for (const timer of processesOf(node, 'timer')) process.kill(timer, 'SIGKILL');
    [cluster.version, cluster.members] = [13, members];
    await node.put('/../boot', 'two\n');
    await node.verb(['tick']);
    expect(both()).toEqual(files);
  });

  test('what a controller left during a rollback is ended by cron', async () => {
    await armed();
    await node.all(['place'], second, []);
    cluster.version = 13;
    await node.all(['back'], second, []);
    expect((await node.observe(filesOf(0, 'old')))[4]).toBe(`interrupted ${second} reverting 0`);
    await node.verb(['tick']);
    expect([isOver(), both(), cluster.version]).toEqual([true, BACK, 14]);
    await expectRecorded(14);
  });

  test.each([
    [true, 'once', [2, 10]],
    [false, 'once', [1, 2, 10]],
    [true, 'shared', [2, 10]],
    [false, 'shared', [1, 2, 10]],
  ])('commands for one node: %s on node 2, run %s when the members are %j', async (reported, by, members) => {
    cluster.members = members;
    await armed({ [`undo ${by}`]: `0\tcp\t/dev/null\t${base}/once` });
    await expire();
    expect(existsSync(`${base}/once`)).toBe(reported);
  });

  test('a node that has booted makes no other read files that it may not have yet', async () => {
    cluster.members = [2, 10];
    await armed({ 'undo shared': `0\tcp\t/dev/null\t${base}/once` });
    writeFileSync(`${node.root}${state}/undo/boot`, 'another\n');
    await expire();
    expect(existsSync(`${base}/once`)).toBe(false);
  });
});
