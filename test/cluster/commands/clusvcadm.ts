/** clusvcadm. Texts: its source; exit codes, seen: its negative numbers, as a byte. */
import { notPlayed, optionOf, refuses, type Answer, type Call, type Command } from './command.ts';
import { failedStarts } from '../guests.ts';
import { changedService, members, nodeAt, type NodeState, type Service } from '../state.ts';

const EXITS = {
  'Service does not exist': 252,
  'Operation requires quorum': 247,
  'Temporary failure; try again': 250,
  'Target node dead / nonexistent': 244,
  // The code of this one was not seen.
  'Failure: Service is frozen': 255,
  Failure: 255,
} as const;

type Refusal = keyof typeof EXITS;
type Wanted = { readonly call: Call; readonly service: Service; readonly target: NodeState | undefined };

export const clusvcadm: Command = (call) => {
  const { state, host, args } = call;
  const verb = args.find((arg) => VERBS[arg] !== undefined);
  const name = verb === undefined ? undefined : optionOf(args, verb);
  const act = verb === undefined ? undefined : VERBS[verb];
  if (act === undefined || name === undefined) return notPlayed(call, 'clusvcadm');
  const node = nodeAt(state, host);
  if (node.running === null) return refuses(call, 'Could not connect to cluster service\n');
  // Where rgmanager does not run or gets into its group; not seen.
  if (node.quorate && !node.grouped) return refuses(call, 'Could not connect to resource group manager\n');
  const full = name.includes(':') ? name : `service:${name}`;
  const member = optionOf(args, '-m') ?? optionOf(args, '-n');
  const target = member === undefined ? undefined : members(state).find((other) => other.name === member);
  if (member !== undefined && target === undefined) return refuses(call, `'${member}' not in membership list\n`);
  const service = state.services.find((other) => other.name === full);
  const trying = act.says?.(full, member ?? '') ?? `Local machine ${act.trying} ${full}...`;
  if (!node.quorate) return refused(call, trying, 'Operation requires quorum');
  if (service === undefined) return refused(call, trying, 'Service does not exist');
  const done = act.run({ call, service, target });
  if (typeof done === 'string') return refused(call, trying, done);
  const line = `clusvcadm ${args.join(' ')}`;
  if (failedStarts(state, done.state, line, call.files).length > 0)
    return refused({ ...call, state: done.state }, trying, 'Failure');
  return { ...done, stdout: `${trying}Success\n${done.stdout}` };
};

function refused({ state }: Call, trying: string, why: Refusal): Answer {
  return { state, stdout: `${trying}${why}\n`, stderr: '', exit: EXITS[why] };
}

type Verb = {
  readonly trying: string;
  readonly says?: (service: string, member: string) => string;
  readonly run: (wanted: Wanted) => Answer | Refusal;
};

const VERBS: Readonly<Record<string, Verb>> = {
  '-e': { trying: 'trying to enable', run: enable },
  '-d': { trying: 'disabling', run: (wanted) => halt(wanted, 'disabled') },
  '-s': { trying: 'stopping', run: (wanted) => halt(wanted, 'stopped') },
  '-r': { trying: 'trying to relocate', run: relocate },
  '-R': { trying: 'trying to restart', run: restart },
  '-M': {
    trying: 'trying to migrate',
    says: (service, member) => `Trying to migrate ${service} to ${member}...`,
    run: migrate,
  },
  '-Z': { trying: 'freezing', run: (wanted) => freeze(wanted, { frozen: true }) },
  '-U': { trying: 'unfreezing', run: (wanted) => freeze(wanted, { frozen: false }) },
};

function enable({ call, service, target }: Wanted): Answer | Refusal {
  const { state, host } = call;
  if (service.frozen) return 'Failure: Service is frozen';
  if (service.status === 'started') return answer(call, {}, service, service.owner);
  // rgmanager is starting it; a stop meanwhile may be lost.
  if (service.status === 'starting') return 'Temporary failure; try again';
  const to = target ?? nodeAt(state, host);
  const elsewhere = state.nodes.some(
    (node) => node.host !== to.host && node.guests.some((guest) => `vm:${guest.name}` === service.name),
  );
  // A guest that runs elsewhere is not started twice. Seen.
  if (elsewhere) return 'Temporary failure; try again';
  if (!to.grouped) return 'Failure';
  return answer(call, { status: 'started', owner: to.host, restarts: 0 }, service, to.host);
}

function halt({ call, service }: Wanted, status: 'stopped' | 'disabled'): Answer | Refusal {
  if (service.frozen) return 'Failure: Service is frozen';
  if (status === 'stopped' && service.status === 'starting') return answer(call, {}, service, null);
  const lastOwner = service.owner ?? service.lastOwner;
  return answer(call, { status, owner: null, lastOwner }, service, null);
}

function relocate({ call, service, target }: Wanted): Answer | Refusal {
  if (service.frozen) return 'Failure: Service is frozen';
  const other = members(call.state).find(({ host, grouped }) => grouped && host !== service.owner);
  const to = target ?? other;
  if (to === undefined || !to.grouped) return 'Failure';
  return answer(call, { status: 'started', owner: to.host, lastOwner: service.owner }, service, to.host);
}

function restart({ call, service }: Wanted): Answer | Refusal {
  if (service.frozen) return 'Failure: Service is frozen';
  if (service.status !== 'started') return 'Failure';
  return answer(call, { restarts: service.restarts + 1 }, service, null);
}

function migrate({ call, service, target }: Wanted): Answer | Refusal {
  // As of a stop: svc_advise_stop in rg_state.c of rgmanager. Of a migration not seen.
  if (service.frozen) return 'Failure: Service is frozen';
  if (service.status !== 'started' || !service.name.startsWith('vm:')) return 'Temporary failure; try again';
  // Until its rgmanager is in the group. Seen.
  if (target === undefined || !target.grouped) return 'Target node dead / nonexistent';
  return answer(call, { owner: target.host, lastOwner: service.owner }, service, null);
}

function freeze({ call, service }: Wanted, change: Partial<Service>): Answer {
  return answer(call, change, service, null);
}

function answer({ state }: Call, change: Partial<Service>, { name }: Service, runs: string | null): Answer {
  const after = changedService(state, name, change);
  const stdout = runs === null ? '' : `${name} is now running on ${nodeAt(state, runs).name}\n`;
  return { state: after, stdout, stderr: '', exit: 0 };
}
