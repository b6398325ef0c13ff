/** A handwritten bundle, possible states of its nodes, and a scripted transport. */
import { as, type ActionId, type Digest, type HostName, type Millis, type RemotePath } from '../../src/base/brand.ts';
import type { Action } from '../../src/bundle/action.ts';
import type { Bundle, BundleNode, OutputFile } from '../../src/bundle/bundle.ts';
import type { Runtime } from '../../src/bundle/runtime.ts';
import type { Content } from '../../src/bundle/content.ts';
import { planPush } from '../../src/deploy/plan/make-plan.ts';
import type { Plan, Situation, Step } from '../../src/deploy/plan/plan.ts';
import type { Ports, Ran } from '../../src/deploy/node/ports.ts';
import { operations } from './operations.ts';
import { packSealed } from '../../src/edge/bundle/archive.ts';
import type { FoundFile, Lock, NodeState, ReachedNode } from '../../src/deploy/node/state.ts';
import { QUIET } from '../../src/emit/actions.ts';
import { rootOf } from './xml.ts';

export const ID = as<Digest>('a'.repeat(64));
export const [ONE, TWO] = [as<HostName>('one'), as<HostName>('two')];

function node(host: HostName, nodeId: number, connection: BundleNode['connection']): BundleNode {
  return { host, nodeName: `${host}.example.com`, nodeId, connection };
}

const serviceAction = action('serviceAction', { when: [] });
/** A runtime whose probes and actions are placeholders. */
const RUNTIME: Runtime = {
  member: { argv: ['is-member'] },
  sees: { argv: ['sees'] },
  gates: [],
  serviceActions: {
    stop: serviceAction,
    pause: serviceAction,
    enable: serviceAction,
    migrate: serviceAction,
    comeBack: serviceAction,
    keepDisabled: serviceAction,
    disable: serviceAction,
    keepStopped: serviceAction,
    stopAgain: serviceAction,
    thaw: serviceAction,
    freeze: serviceAction,
    untilStarted: serviceAction,
    untilSettled: serviceAction,
    known: { argv: ['services'] },
    started: { argv: ['services'] },
    failed: [],
    away: { argv: ['services'] },
    startTime: { millis: as<Millis>(60_000), source: 'a test' },
    outlives: ['vm:'],
    leave: [],
    join: [],
  },
  services: [],
};

/** A bundle for two nodes over ssh, which run actions. */
export function bundleWith(files: readonly OutputFile[], actions: readonly Action[] = []): Bundle {
  const ssh = (address: string) => ({ via: 'ssh', address, user: null, port: null }) as const;
  const nodes = [node(ONE, 1, ssh('192.0.2.1')), node(TWO, 2, ssh('192.0.2.2'))];
  return {
    id: ID,
    stack: 'cman',
    cluster: 'c',
    platform: 'rhel6.10',
    nodes,
    files,
    actions,
    ...RUNTIME,
    windows: [],
    reports: [],
  };
}

/** The bundle with folders in place of nodes. */
export function played(bundle: Bundle): Bundle {
  const nodes = bundle.nodes.map(({ host, nodeId }) => node(host, nodeId, { via: 'local', root: `/play/${host}` }));
  return { ...bundle, nodes };
}

export function file(path: string, more: Partial<OutputFile> = {}): OutputFile {
  const content: Content = [`content of ${path}\n`];
  return {
    nodes: [ONE, TWO],
    path: as<RemotePath>(path),
    mode: 0o644,
    owner: 'root',
    group: 'root',
    folderMode: 0o755,
    install: 'rename',
    check: null,
    content,
    from: [['cluster']],
    needs: [],
    ...more,
  };
}

export function action(id: string, more: Partial<Action> = {}): Action {
  return {
    ...QUIET,
    id: as<ActionId>(id),
    when: ['changed'],
    reason: 'for a test',
    worstCase: { millis: as<Millis>(1000), source: 'a test' },
    run: [{ argv: [`${id}-run`] }],
    probe: { argv: [`${id}-probe`] },
    ...more,
  };
}

/** A file in its desired state. */
export function found(path: string, more: Partial<FoundFile> = {}): FoundFile {
  return {
    path: as<RemotePath>(path),
    relation: 'same',
    origin: 'ours',
    mode: 0o644,
    owner: 'root',
    group: 'root',
    text: null,
    ...more,
  };
}

export function state(host: HostName, files: readonly FoundFile[], more: Partial<ReachedNode> = {}): ReachedNode {
  return {
    node: host,
    reachable: true,
    lock: null,
    installed: null,
    previous: null,
    interrupted: null,
    configVersion: { file: null, running: null, installed: null },
    files,
    digest: ID,
    ...more,
  };
}

/** The plan for nodes in these states, with unknown services. */
export function planned(
  bundle: Bundle,
  states: readonly NodeState[],
  allowed: ReadonlySet<string> = new Set(),
  more: Partial<Situation> = {},
): Plan {
  const seen = states.map((one) => ({ state: one }));
  return planPush({
    bundle,
    profile: operations.node,
    seen,
    services: null,
    activation: 'live',
    allowed,
    ...more,
  });
}

/** A lock of another controller. */
export function lockOf(owner: string): Lock {
  return { owner, ageSeconds: 60, leaseSeconds: 3600 };
}

/** The activator's output for a node state, without texts of files. */
export function observation({ lock, installed, previous, interrupted, configVersion, files }: ReachedNode): string {
  const lines = files.map(({ relation, origin, mode, owner, group, path }) => {
    const octal = mode === null ? '-' : mode.toString(8).padStart(4, '0');
    return `file ${relation} ${origin} ${octal} ${owner ?? '-'} ${group ?? '-'} - ${path}`;
  });
  return [
    'clusterc-node 2',
    `lock ${lock === null ? '-' : `${lock.ageSeconds} ${lock.leaseSeconds} ${lock.owner}`}`,
    `installed ${installed ?? '-'}`,
    `previous ${previous ?? '-'}`,
    `interrupted ${interrupted === null ? '-' : `${interrupted.bundle} ${interrupted.after} ${interrupted.secondsLeft ?? '-'}`}`,
    `version file ${configVersion.file ?? '-'}`,
    `version running ${configVersion.running ?? '-'}`,
    `version installed ${configVersion.installed ?? '-'}`,
    ...lines,
    'end',
    '',
  ].join('\n');
}

/** A plan with these phases. Each step runs on all nodes that it names. */
export function planOf(phases: readonly (readonly Step[])[]): Plan {
  return {
    id: ID,
    bundle: ID,
    late: {},
    versioned: null,
    versionRises: false,
    changes: [],
    ownForms: [],
    document: null,
    members: [],
    leaving: 'none',
    actions: [],
    arming: { revertsAfter: as<Millis>(0), version: null },
    phases: phases.map((steps) => ({ do: steps[0]?.do ?? 'lock', wave: 1, steps })),
    takeover: null,
    leftOut: [],
    worstCase: as<Millis>(0),
    diagnostics: [],
  };
}

/** Answers a call, which is text such as `one lock` or `two fence_tool ls`. */
export type Answer = (call: string) => Partial<Ran> | undefined;

export type Scripted = {
  readonly ports: Ports;
  /** Calls in chronological order. */
  readonly calls: readonly string[];
  readonly slept: readonly number[];
};

/** Steps of one request, until one fails. A validator is called by its words, and each other step by its verb. */
function travelled(steps: readonly string[], answered: (words: readonly string[]) => Ran): Ran {
  let stdout = '';
  for (const step of steps) {
    const [verb = '', , ...words] = step.split('\t');
    const ran = answered(verb === 'check' ? words : [verb]);
    if (ran.exitCode !== 0) return { ...ran, stdout: stdout + ran.stdout };
    stdout += `${ran.stdout}done ${verb} 10\n`;
  }
  return { exitCode: 0, stdout, stderr: '' };
}

/** Ports in memory. Each call succeeds without output unless the script has an answer. */
export function scripted(answer: Answer = () => undefined, interruptedAfter = Infinity): Scripted {
  const calls: string[] = [];
  let phases = 0;
  const slept: number[] = [];
  const ports: Ports = {
    transport: {
      run: ({ host }, argv) => {
        const answered = (words: readonly string[]): Ran => {
          const call = `${host} ${words.join(' ')}`;
          calls.push(call);
          return { exitCode: 0, stdout: '', stderr: '', ...answer(call) };
        };
        if (argv[5] === 'trip') return Promise.resolve(travelled(argv.slice(8), answered));
        return Promise.resolve(answered(argv[0] === 'sh' ? argv.slice(5, 6) : argv));
      },
    },
    secrets: { get: () => Promise.resolve(undefined) },
    clock: {
      now: () => new Date(slept.reduce((sum, time) => sum + time, 0)),
      sleep: (time) => Promise.resolve(void slept.push(time)),
    },
    archive: { pack: packSealed },
    activator: 'the activator',
    looker: 'the questions',
    readXml: rootOf,
    profile: operations.node,
    owner: 'me',
    progress: ({ event }) => void (phases += event === 'ends' ? 1 : 0),
    interrupted: () => phases > interruptedAfter,
  };
  return { ports, calls, slept };
}
