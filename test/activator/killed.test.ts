/** In which order things reach the disk, and what becomes of a verb that is killed before any of its commands. */
import { rename, rm } from 'node:fs/promises';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { findProgram } from '../support/node-path.ts';
import { inCi } from '../support/effort.ts';
import { Cluster, CRON, expireNow, IN_CLUSTER, intentOf, leadersOf, processesOf } from './cluster.ts';
import {
  archive,
  clusterConf,
  first,
  putCommand,
  second,
  sinceBefore,
  state,
  underEachShell,
  type Node,
  type Play,
  type Wanted,
} from './node.ts';

const CONF = '/etc/cluster/cluster.conf';
const filesOf = (version: number, text: string): Wanted[] => [
  { path: CONF, content: `${clusterConf(version)}<!-- ${text} -->\n`, late: true },
  { path: '/etc/hosts', content: `${text}\n` },
  { path: '/etc/new/more', content: text === 'new' ? 'more\n' : null },
];
const NEW = filesOf(13, 'new');
const STAND_IN = (tool: string, before: string): string => `${before}\nexec '${findProgram(tool)}' "$@"`;

underEachShell('what is written', (play) => {
  let node: Node;
  let bin: string;
  let base: string;
  beforeEach(() => ({ node, bin, base } = play()));

  test('is on the disk before it gets its name: one sync for all files, and one for their names', async () => {
    await node.all(['stage', 'arm'], first, NEW);
    for (const tool of ['cp', 'mv', 'sync'])
      await putCommand(
        bin,
        tool,
        STAND_IN(tool, `for last in x "$@"; do :; done; echo ${tool} "$last" >>'${base}/log'`),
      );
    await node.all(['run'], first, NEW);
    expect(readFileSync(`${base}/log`, 'utf8').trim().split('\n')).toEqual([
      'cp ./etc/cluster/.cluster.conf.clusterc',
      'cp ./etc/.hosts.clusterc',
      'cp ./etc/new/.more.clusterc',
      'sync ./etc/new',
      'mv ./etc/cluster/cluster.conf',
      'mv ./etc/hosts',
      'mv ./etc/new/more',
      'sync ./etc/new',
    ]);
  });
});

underEachShell('locks and marks', (play) => {
  let node: Node;
  let bin: string;
  let base: string;
  beforeEach(() => ({ node, bin, base } = play()));
  const lock = 'me\n3600\n\n';

  /** What there was at each sync; one without -f may follow where that is not known. */
  const synced = (): string[] => [...new Set(readFileSync(`${base}/log`, 'utf8').trimEnd().split('\n'))];

  test('are on the disk before the answer, and a node is armed last', async () => {
    await node.all(['stage'], first, NEW);
    const kept = `cd '${node.root}${state}'; for one in lock/owner undo/arming undo/armed; do [ ! -e "$one" ] || printf '%s ' "$one"; done`;
    await putCommand(bin, 'sync', STAND_IN('sync', `(${kept}; echo .) >>'${base}/log'`));
    const verbs: readonly (readonly [args: string[], input: string])[] = [
      [['lock'], lock],
      [['arm', first, 'me'], intentOf({ owner: 'me', deadline: 1000 })],
      [['revert', first, 'me'], ''],
      [['unlock'], 'me\n'],
      [['trip', first, 'me', 'lock'], lock],
    ];
    const log: Record<string, string[]> = {};
    for (const [args, input] of verbs) {
      await rm(`${base}/log`, { force: true });
      expect(await node.verb(args, input)).toMatchObject({ code: 0, err: '' });
      log[args.at(0) ?? ''] = synced();
    }
    expect({ ...log, revert: log['revert']?.at(-1) }).toEqual({
      lock: ['lock/owner .'],
      arm: ['lock/owner undo/arming .', 'lock/owner undo/armed .'],
      revert: 'lock/owner .',
      unlock: ['.'],
      trip: ['lock/owner .'],
    });
  });

  test('whose time is over let nothing be done', async () => {
    await node.verb(['lock'], 'me\n60\n\n');
    const since = `${state}/lock/since`;
    await node.put(since, sinceBefore(await node.read(since), 62));
    const over = 'clusterc-node: the time of the lock of me is over; nothing was done\n';
    expect(await node.verb(['stage', first, 'me'], await archive(first, NEW))).toEqual({ code: 3, out: '', err: over });
    expect(existsSync(`${node.root}${state}/staged`)).toBe(false);
  });
});

type Killing = {
  readonly verb: readonly [string, ...string[]];
  /** Verbs before it, from `stage` on. */
  readonly after: readonly string[];
  /** What the cluster runs when it is called. */
  readonly running: number;
  /** What ends it. */
  readonly ending: readonly (readonly [string, ...string[]])[];
  /** Version and content of all files. */
  readonly expected: string;
};

const [OLD, HELD, BACK] = ['12 old', '13 new', '14 old'];
const ARMED = ['stage', 'arm', 'run', 'place'];
const REVERT = [['revert', second]] as const;
const COMMIT = [['commit', second]] as const;
const KILLINGS: readonly Killing[] = [
  { verb: ['arm', second], after: ['stage'], running: 12, ending: REVERT, expected: OLD },
  { verb: ['run', second], after: ['stage', 'arm'], running: 12, ending: REVERT, expected: OLD },
  { verb: ['run', second], after: ['stage', 'arm'], running: 12, ending: [['tick']], expected: OLD },
  { verb: ['trip', second, '', 'arm', 'run'], after: ['stage'], running: 12, ending: REVERT, expected: OLD },
  { verb: ['place', second], after: ['stage', 'arm', 'run'], running: 12, ending: REVERT, expected: OLD },
  { verb: ['revert', second], after: ARMED, running: 12, ending: REVERT, expected: OLD },
  { verb: ['tick'], after: ARMED, running: 12, ending: [['tick']], expected: OLD },
  { verb: ['tick'], after: ARMED, running: 12, ending: REVERT, expected: OLD },
  { verb: ['tick'], after: ARMED, running: 13, ending: [['tick']], expected: BACK },
  { verb: ['back', second], after: ARMED, running: 13, ending: [['back', second], ...REVERT], expected: BACK },
  { verb: ['back', second], after: ARMED, running: 13, ending: [['tick']], expected: BACK },
  { verb: ['revert', second], after: [...ARMED, 'back'], running: 14, ending: REVERT, expected: BACK },
  { verb: ['confirm', second], after: ARMED, running: 13, ending: [['confirm', second], ...COMMIT], expected: HELD },
  {
    verb: ['commit', second],
    after: [...ARMED, 'confirm'],
    running: 13,
    ending: COMMIT,
    expected: HELD,
  },
  {
    verb: ['trip', second, '', 'commit', 'unlock'],
    after: [...ARMED, 'confirm'],
    running: 13,
    ending: COMMIT,
    expected: HELD,
  },
];

underEachShell(
  'killed before any of its commands',
  (play) => {
    test.each(KILLINGS)('$verb after $after is ended by $ending', async (killing) => {
      const prepared = await prepare(play(), killing);
      const calls = await carriedOut(killing, prepared, play());
      expect(calls.length).toBeGreaterThan(1);
      const step = inCi(1, 10);
      for (let at = 1; at <= calls.length; at += step) await endedFrom(at, calls, killing, prepared, play());
    });
  },
  ['dash'],
);

async function prepare({ node, base, bin }: Play, { after }: Killing): Promise<Cluster> {
  const cluster = new Cluster(join(base, 'cluster'));
  mkdirSync(join(base, 'cluster'));
  cluster.version = 12;
  cluster.members = [1];
  await cluster.join(bin, 1);
  node.env = { ...IN_CLUSTER, CLUSTERC_TEST_PAUSE: '0' };
  await node.install(first, filesOf(12, 'old'));
  await node.all([...after], second, NEW, intentOf(INTENT));
  endProcesses(node);
  return cluster;
}

const INTENT = { owner: 'me', deadline: 1000, version: '13 14', announce: 'announce\t@back' };
const CHANGING = ['cp', 'mv', 'rm', 'rmdir', 'mkdir', 'chmod', 'sync', 'setsid'];

/** Runs the verb, keeps the node and the cluster as they are before each of its commands, and returns those. */
async function carriedOut(
  { verb, ending, running }: Killing,
  cluster: Cluster,
  { node, base, bin }: Play,
): Promise<readonly string[]> {
  cluster.version = running;
  if (verb[0] === 'tick' || ending[0]?.[0] === 'tick') await expireNow(node);
  const calls = `${base}/calls`;
  for (const tool of CHANGING) {
    const keeps = [
      `n=1; while [ -e "${base}/at-$n" ]; do n=$((n + 1)); done`,
      `'${findProgram('cp')}' -a '${node.root}' "${base}/at-$n"`,
      `IFS= read -r version <'${base}/cluster/version'; echo "$version" >"${base}/version-$n"`,
      `echo ${tool} >>'${calls}'`,
    ];
    await putCommand(bin, tool, STAND_IN(tool, keeps.join('\n')));
  }
  await node.verb([...verb], `${intentOf(INTENT)}${verb[0] === 'trip' ? '.\n' : ''}`);
  if (verb.includes('arm')) expect(leadersOf(node, 'timer')).toHaveLength(1);
  endProcesses(node);
  for (const tool of CHANGING) await rm(join(bin, tool));
  return readFileSync(calls, 'utf8').trimEnd().split('\n');
}

function endProcesses(node: Node): void {
  for (const verb of ['timer', 'fuse']) for (const pid of processesOf(node, verb)) process.kill(pid, 'SIGKILL');
}

/** Ends what a verb has left that is killed before the command of that number, and looks. */
async function endedFrom(
  at: number,
  calls: readonly string[],
  { verb, ending, expected }: Killing,
  cluster: Cluster,
  { base, other }: Play,
): Promise<void> {
  const node = await other(`root-${at}`);
  await rename(join(base, `at-${at}`), node.root);
  node.env = { ...IN_CLUSTER, CLUSTERC_TEST_PAUSE: '0' };
  await cluster.join(join(base, `root-${at}-bin`), 1);
  cluster.version = Number(readFileSync(`${base}/version-${at}`, 'utf8'));
  if (verb.includes('arm') && existsSync(`${node.root}${state}/undo/armed`)) {
    const timers = calls.slice(0, at - 1).filter((tool) => tool === 'setsid').length;
    expect({ at, cron: existsSync(node.root + CRON), timers }).toEqual({ at, cron: true, timers: 1 });
  }
  const isLeft = existsSync(`${node.root}${state}/undo`);
  if (isLeft && ending[0]?.[0] === 'tick') await expireNow(node); // those before it took their time

  for (const call of ending) {
    if (call === COMMIT[0] && !isLeft) continue; // that goes last
    const { err } = await node.verb([...call]);
    expect({ at, call, err }).toEqual({ at, call, err: '' });
  }
  endProcesses(node);
  expect({ at, files: found(node), left: leftOn(node) }).toEqual({ at, files: expected, left: [] });
  await rm(node.root, { recursive: true });
}

function found(node: Node): string {
  const [, version, text] =
    /config_version="(\d+)"[^]*<!-- (\w+) -->/.exec(readFileSync(node.root + CONF, 'utf8')) ?? [];
  const others = [
    readFileSync(`${node.root}/etc/hosts`, 'utf8').trim(),
    existsSync(`${node.root}/etc/new/more`) ? 'new' : 'old',
  ];
  return [version, ...new Set([text, ...others])].join(' ');
}

/** What should not be there when a change is over. */
function leftOn(node: Node): readonly string[] {
  const paths = [
    `${state}/undo`,
    `${state}/staged`,
    CRON,
    '/etc/.hosts.clusterc',
    '/etc/cluster/.cluster.conf.clusterc',
  ];
  return paths.filter((path) => existsSync(node.root + path));
}
