/** cman_tool. Formats: its printf formats (cman_tool/main.c); RHEL 5: recorded from cman 2.0. */
import { changes, notPlayed, optionOf, refuses, says, type Answer, type Call, type Command } from './command.ts';
import { readConf } from '../conf.ts';
import { groupTool } from '../fencing.ts';
import { announced, CLUSTER_CONF, joined, left, newest, requorated, votesOf } from '../membership.ts';
import { members, nodeAt } from '../state.ts';

const NOT_RUNNING = 'cman_tool: Cannot open connection to cman, is it running ?\n';
export const CMAN = { rhel5: '6.1.0', rhel6: '6.2.0' } as const;

export const cmanTool: Command = (call) => {
  const [verb = '', ...args] = call.args;
  if (verb === 'join') return join(call);
  if (nodeAt(call.state, call.host).running === null) return refuses(call, NOT_RUNNING);
  return VERBS[verb]?.({ ...call, args }) ?? notPlayed(call, 'cman_tool');
};

const VERBS: Readonly<Record<string, Command>> = {
  version: (call) => (call.args.some((arg) => arg.startsWith('-r')) ? announce(call) : version(call)),
  status,
  nodes,
  services: (call) => groupTool({ ...call, args: ['ls'] }),
  expected,
  leave: (call) => changes(left(call.state, call.host, call.args.some((arg) => arg === 'remove') ? 'remove' : 'leave')),
  wait: (call) => says(call, ''),
};

function version(call: Call): Answer {
  const { running } = nodeAt(call.state, call.host);
  return says(call, `${CMAN[call.state.release]} config ${running?.version}\n`);
}

/** `version -r [N] -S`. A peer that cannot follow changes nothing here: the exit code stays 0. Seen. */
function announce(call: Call): Answer {
  const { state, host, args, files } = call;
  if (state.release === 'rhel6' && !args.includes('-S')) return notPlayed(call, 'cman_tool version, with ccs_sync:');
  const text = files.read(host, CLUSTER_CONF);
  if (text === undefined) return refuses(call, 'cman_tool: Unable to retrive the new config version\n\n');
  const check = args.find((arg) => arg.startsWith('-D'));
  if (check === undefined && !files.valid(host, text)) {
    return refuses(call, 'cman_tool: Not reloading, configuration is not valid\n');
  }
  const conf = readConf(text);
  if (conf === undefined) return refuses(call, 'cman_tool: Error loading configuration in corosync/cman\n');
  if (conf.version <= (nodeAt(state, host).running?.version ?? 0)) {
    return refuses(call, 'cman_tool: Not reloading, config version older or equal the running config\n');
  }
  return changes(announced(state, conf.version, files));
}

function status(call: Call): Answer {
  const { state, host } = call;
  const node = nodeAt(state, host);
  const { expected: expectedVotes, total } = votesOf(state);
  const { name = '', twoNode = false, version: running } = node.running ?? {};
  const own = node.running?.nodes.find((other) => other.name === node.name)?.votes ?? 0;
  const flags = [twoNode ? '2node' : '', node.wanted === null && !node.apart ? '' : 'Error', DIRTY[state.release]];
  const lines = [
    `Version: ${CMAN[state.release]}`,
    `Config Version: ${running}`,
    `Cluster Name: ${name}`,
    `Cluster Id: ${idOf(name)}`,
    'Cluster Member: Yes',
    `Cluster Generation: ${state.generation}`,
    'Membership state: Cluster-Member',
    `Nodes: ${members(state).length}`,
    `Expected votes: ${expectedVotes}`,
    `Total votes: ${total}`,
    ...(state.release === 'rhel6' ? [`Node votes: ${own}`] : []),
    `Quorum: ${state.quorum} ${node.quorate ? ' ' : 'Activity blocked'}`,
    'Active subsystems: 9',
    `Flags: ${flags.map((flag) => (flag === '' ? '' : `${flag} `)).join('')}`,
    `Ports Bound: 0 ${node.rgmanager ? '11 177 ' : '11 '} `,
    `Node name: ${node.name}`,
    `Node ID: ${node.id}`,
    `Multicast addresses: 239.192.${idOf(name) >> 8}.${idOf(name) & 255} `,
    `Node addresses: 192.0.2.${node.id} `,
  ];
  return says(call, `${lines.join('\n')}\n`);
}

const DIRTY = { rhel5: 'Dirty', rhel6: '' } as const;

/** cman makes a number of 16 bits of the name: as good as any here. */
export function idOf(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) & 0xffff, 0);
}

function nodes(call: Call): Answer {
  const { state } = call;
  const lines = state.nodes.map(({ id, joined: since, name, host }) => {
    const member = members(state).some((node) => node.host === host);
    const generation = String(member ? state.generation : 0).padStart(5);
    return `${String(id).padStart(4)}   ${member ? 'M' : 'X'}  ${generation}   ${(member ? since : '').padEnd(19)}  ${name}`;
  });
  return says(call, `${['Node  Sts   Inc   Joined               Name', ...lines].join('\n')}\n`);
}

/** Refused unless total/2 <= quorum(N) <= total. cman/daemon/commands.c */
function expected(call: Call): Answer {
  const votes = Number(optionOf(call.args, '-e') ?? call.args[0]);
  const { total } = votesOf(call.state);
  const quorum = Math.max(Math.floor((votes + 2) / 2), Math.floor((total + 2) / 2));
  if (!(votes > 0) || quorum > total) return refuses(call, "cman_tool: can't set expected votes: Invalid argument\n");
  return changes(requorated({ ...call.state, expected: votes }, 'may fall'));
}

function join(call: Call): Answer {
  const { state, host, files } = call;
  if (nodeAt(state, host).running !== null) return refuses(call, 'cman_tool: Node is already active\n');
  const result = joined(state, host, files);
  if (result.how === 'joined') return changes(result.state);
  const reason =
    result.how === 'too old'
      ? `Failed to get an up-to-date config file, wanted ${result.wanted}, only got ${result.got}`
      : 'corosync died: Could not read cluster configuration';
  return refuses(call, `cman_tool: ${reason} Check cluster logs for details\n`);
}

/** The name of the cluster that a host runs, or would. */
export function nameOf(call: Call): string {
  return nodeAt(call.state, call.host).running?.name ?? newest(call.state)?.name ?? '';
}
