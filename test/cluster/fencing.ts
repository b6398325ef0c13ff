/** fence_tool and group_tool. Formats: fence_tool.c, dlm_tool (RHEL 6), recorded from group_tool of cman 2.0 (RHEL 5). */
import { notPlayed, refuses, says, type Call, type Command } from './commands/command.ts';
import { members, nodeAt, type NodeState } from './state.ts';

export const fenceTool: Command = (call) => {
  if (call.args[0] !== 'ls') return notPlayed(call, 'fence_tool');
  // fence_tool of RHEL 5 has no such verb; what it says then was not seen.
  if (call.state.release === 'rhel5') return refuses(call, 'fence_tool: unknown option ls\n');
  return nodeAt(call.state, call.host).fenced ? says(call, fenceDomain(call)) : refuses(call, '');
};

function fenceDomain({ state }: Call): string {
  const domain = members(state).filter(({ fenced }) => fenced);
  const victim = state.nodes.find(({ host }) => host === state.victims[0])?.id ?? 0;
  const lines = [
    'fence domain',
    `member count  ${domain.length}`,
    `victim count  ${state.victims.length}`,
    `victim now    ${victim}`,
    `master nodeid ${Math.min(...domain.map(({ id }) => id))}`,
    `wait state    ${state.victims.length > 0 ? 'fencing' : 'none'}`,
    `members       ${ids(domain)} `,
  ];
  return `${lines.join('\n')}\n\n`;
}

export const groupTool: Command = (call) => {
  if (!['ls', undefined].includes(call.args[0])) return notPlayed(call, 'group_tool');
  const { running } = nodeAt(call.state, call.host);
  if (call.state.release === 'rhel6') {
    return running === null ? refuses(call, '') : says(call, fenceDomain(call) + lockspaces(call));
  }
  return running === null ? refuses(call, "group_tool: can't connect to groupd\n") : says(call, groups(call));
};

const LOCKSPACES = { clvmd: '0x4104eefa', rgmanager: '0x5231f3eb' } as const;

function spacesOf({ state }: Call): readonly (readonly [keyof typeof LOCKSPACES, readonly NodeState[]])[] {
  const all = members(state);
  const running = all.filter(({ grouped }) => grouped);
  const clustered = all.filter(({ daemons }) => daemons.includes('clvmd'));
  const spaces = [['rgmanager', running] as const, ['clvmd', clustered] as const];
  return spaces.filter(([, nodes]) => nodes.length > 0);
}

function lockspaces(call: Call): string {
  const blocks = spacesOf(call).map(([name, nodes]) =>
    [
      `name          ${name}`,
      `id            ${LOCKSPACES[name]}`,
      'flags         0x00000000 ',
      `change        member ${nodes.length} joined 1 remove 0 failed 0 seq ${nodes.length},${nodes.length}`,
      `members       ${ids(nodes)} `,
    ].join('\n'),
  );
  return `dlm lockspaces\n${blocks.join('\n\n')}\n\n`;
}

function groups(call: Call): string {
  const fenced = members(call.state).filter((node) => node.fenced);
  const rows = [
    row('fence', 'default', '00010001', fenced),
    ...spacesOf(call).map(([name, nodes], index) => row('dlm', name, `000${index + 2}0001`, nodes)),
  ];
  return `type             level name       id       state       \n${rows.join('')}`;
}

function row(type: string, name: string, id: string, nodes: readonly NodeState[]): string {
  const level = type === 'fence' ? 0 : 1;
  return `${type.padEnd(16)} ${String(level).padEnd(5)} ${name.padEnd(10)} ${id} none        \n[${ids(nodes)}]\n`;
}

function ids(nodes: readonly NodeState[]): string {
  return nodes
    .map(({ id }) => id)
    .sort((a, b) => a - b)
    .join(' ');
}
