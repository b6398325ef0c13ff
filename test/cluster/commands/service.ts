/** `service NAME VERB`: the init scripts that runbooks call. Init scripts of RHEL 5 and 6. */
import { changes, notPlayed, refuses, says, type Answer, type Call, type Command } from './command.ts';
import { cmanTool } from './cman-tool.ts';
import { loggedIn } from './iscsiadm.ts';
import { cannotDeactivate } from './lvm.ts';
import { managed, startedElsewhere, stopped } from '../membership.ts';
import { nodeAt, withNode } from '../state.ts';

export const service: Command = (call) => {
  const [name = '', verb = ''] = call.args;
  return SERVICES[call.args.join(' ')]?.(call) ?? daemon(call, name, verb);
};

const SERVICES: Readonly<Record<string, Command>> = {
  'cman status': (call) =>
    status(call, nodeAt(call.state, call.host).running !== null, 'cluster is running.', 'cluster is stopped.'),
  'cman start': (call) =>
    nodeAt(call.state, call.host).running === null ? startCman(call) : says(call, 'Starting cluster: [  OK  ]\n'),
  'cman stop': (call) => stopCman(call, ['leave']),
  'cman stop remove': (call) => stopCman(call, ['leave', 'remove']),
  'rgmanager status': (call) => running(call, 'rgmanager', nodeAt(call.state, call.host).rgmanager),
  'rgmanager start': (call) =>
    nodeAt(call.state, call.host).rgmanager ? says(call, '') : changes(managed(call.state, call.host)),
  'rgmanager stop': (call) => changes(relocated(call.state, call.host)),
  'libvirtd status': (call) => running(call, 'libvirtd', nodeAt(call.state, call.host).libvirtd),
  'libvirtd start': (call) => changes(withNode(call.state, call.host, { libvirtd: true })),
  'libvirtd stop': (call) => changes(withNode(call.state, call.host, { libvirtd: false })),
  // Its guests run on: they are processes of their own.
  'libvirtd restart': (call) => changes(withNode(call.state, call.host, { libvirtd: true })),
  'clvmd start': startClvmd,
  'clvmd stop': stopClvmd,
  'iscsi start': (call) => startIscsi(call),
  'iscsi stop': (call) => changes(withNode(without(call, 'iscsi'), call.host, { sessions: [], luns: [] })),
};

/** Its last paragraph says why it failed. Seen. */
function startCman(call: Call): Answer {
  const { state, exit, stderr } = cmanTool({ ...call, args: ['join'] });
  const done = ['Checking if cluster has been disabled at boot', 'Global setup', 'Mounting configfs'];
  const lines = ['Starting cluster: ', ...done.map((what) => `   ${what}... [  OK  ]`)];
  const end = exit === 0 ? ['   Starting cman... [  OK  ]'] : [`   Starting cman... ${stderr.trimEnd()}`, '[FAILED]'];
  return { state, stdout: `${[...lines, ...end].join('\n')}\n`, stderr: '', exit };
}

/** It does not stop while someone has locks. /etc/init.d/cman */
function stopCman(call: Call, args: readonly string[]): Answer {
  const { running: runs, daemons, rgmanager } = nodeAt(call.state, call.host);
  if (runs === null) return says(call, 'Stopping cluster: [  OK  ]\n');
  if (daemons.includes('clvmd') || rgmanager) return refuses(call, 'found dlm lockspace /sys/kernel/dlm/clvmd\n');
  return started(cmanTool({ ...call, args }), 'Stopping cluster');
}

function startClvmd(call: Call): Answer {
  const { running: cman, quorate } = nodeAt(call.state, call.host);
  if (cman === null || !quorate) return refuses(call, 'clvmd could not connect to cluster manager\n');
  return changes(withDaemon(call, 'clvmd'), 'Starting clvmd: [  OK  ]\n');
}

/** vgchange -anl comes first: the init script of clvmd. */
function stopClvmd(call: Call): Answer {
  if (!nodeAt(call.state, call.host).daemons.includes('clvmd')) return says(call, '');
  const why = cannotDeactivate(call);
  if (why !== undefined) return { ...refuses(call, why, 5), stdout: 'Deactivating clustered VG(s): [FAILED]\n' };
  return changes(without(call, 'clvmd'), 'Signaling clvmd to exit [  OK  ]\n');
}

function startIscsi(call: Call): Answer {
  const state = withDaemon(call, 'iscsi');
  const answering = withDaemon({ ...call, state }, 'iscsid');
  return changes(loggedIn({ ...call, state: answering }), 'Starting iscsi: [  OK  ]\n');
}

const DAEMONS = ['clvmd', 'iscsid', 'iscsi', 'multipathd', 'qdiskd'];

/** One of which only is known whether it runs. */
function daemon(call: Call, name: string, verb: string): Answer {
  if (!DAEMONS.includes(name) || call.args.length > 2) return notPlayed(call, 'service');
  const runs = nodeAt(call.state, call.host).daemons.includes(name);
  if (verb === 'status') return running(call, name, runs);
  if (verb === 'reload')
    return runs ? says(call, `Reloading ${name}: [  OK  ]\n`) : refuses(call, `${name} is stopped\n`, 7);
  if (verb === 'stop') return changes(without(call, name));
  // clvmd -S begins anew and keeps its locks.
  if (name === 'clvmd' && verb === 'restart') return startClvmd(call);
  if (verb !== 'start' && verb !== 'restart') return notPlayed(call, 'service');
  return changes(withDaemon(call, name));
}

function without({ state, host }: Call, name: string): Call['state'] {
  return withNode(state, host, { daemons: nodeAt(state, host).daemons.filter((one) => one !== name) });
}

function withDaemon(call: Call, name: string): Call['state'] {
  const state = without(call, name);
  return withNode(state, call.host, { daemons: [...nodeAt(state, call.host).daemons, name] });
}

/** What a node that leaves has run starts elsewhere, where it may. */
function relocated(state: Call['state'], host: string): Call['state'] {
  const own = state.services.filter(({ owner }) => owner === host).map(({ name }) => name);
  const empty = stopped(withNode(state, host, { rgmanager: false, grouped: false }), host);
  return own.reduce((now, name) => startedElsewhere(now, name), empty);
}

/** LSB core, 22.2 */
function running(call: Call, name: string, runs: boolean): Answer {
  return status(call, runs, `${name} (pid  4711) is running...`, `${name} is stopped`);
}

function status(call: Call, runs: boolean, yes: string, no: string): Answer {
  return { ...says(call, `${runs ? yes : no}\n`), exit: runs ? 0 : 3 };
}

function started(answer: Answer, what: string): Answer {
  return answer.exit === 0 ? { ...answer, stdout: `${what}: [  OK  ]\n` } : answer;
}

/** In the order of init scripts. */
const AT_BOOT = ['iscsid', 'iscsi', 'multipathd', 'cman', 'clvmd', 'libvirtd', 'rgmanager'];

/** The commands of a boot: what chkconfig does not have off. */
export function atBoot(boot: Readonly<Record<string, boolean>>): readonly (readonly string[])[] {
  return AT_BOOT.filter((name) => boot[name] !== false).map((name) => ['service', name, 'start']);
}
