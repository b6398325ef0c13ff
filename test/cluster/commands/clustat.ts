/** clustat. Formats: its printf formats (utils/clustat.c); RHEL 5 as of rgmanager 2.0, before there were flags. */
import { idOf, nameOf } from './cman-tool.ts';
import { notPlayed, refuses, says, type Call, type Command } from './command.ts';
import { members, nodeAt, type ClusterState, type NodeState, type Service, type ServiceStatus } from '../state.ts';

export const clustat: Command = (call) => {
  const { running, quorate, id } = nodeAt(call.state, call.host);
  if (running === null) return refuses(call, 'Could not connect to CMAN: No such file or directory\n');
  if (!quorate && call.state.hanging.includes('clustat')) return { ...refuses(call, '', 137), hangs: true };
  switch (call.args.join(' ')) {
    case '-Q':
      return { ...says(call, ''), exit: quorate ? 0 : 1 };
    case '-I':
      return says(call, `${hex(id)}\n`);
    case '-x':
      return says(call, xml(call));
    case '':
      return says(call, text(call));
    default:
      return notPlayed(call, 'clustat');
  }
};

/** rgmanager's own numbers (include/resgroup.h). */
const NUMBERS: Readonly<Record<ServiceStatus, number>> = {
  stopped: 110,
  starting: 111,
  started: 112,
  stopping: 113,
  failed: 114,
  recovering: 118,
  disabled: 119,
  migrating: 120,
};

/** rgmanager answers only where it runs and the node is quorate. */
function services({ state, host }: Call): readonly Service[] | undefined {
  const { grouped, quorate } = nodeAt(state, host);
  return grouped && quorate ? state.services : undefined;
}

/** Where rgmanager runs and has no quorum. Seen. */
function complaints({ state, host }: Call): readonly string[] {
  const { rgmanager, quorate } = nodeAt(state, host);
  return rgmanager && !quorate ? ['Timed out waiting for a response from Resource Group Manager'] : [];
}

function xml(call: Call): string {
  const { state, host } = call;
  const { quorate, grouped } = nodeAt(state, host);
  const known = services(call);
  const name = nameOf(call);
  const groups = known?.map((service) => groupElement(state, service)) ?? [];
  const lines = [
    ...complaints(call),
    '<?xml version="1.0"?>',
    '<clustat version="4.1.1">',
    `  <cluster name="${name}" id="${idOf(name)}" generation="${state.generation}"/>`,
    `  <quorum quorate="${bit(quorate)}"${quorate ? '' : '\n'} groupmember="${bit(quorate && grouped)}"/>`,
    '  <nodes>',
    ...state.nodes.map((node) => nodeElement(state, node, { local: node.host === host, known: known !== undefined })),
    '  </nodes>',
    ...(known === undefined ? [] : ['  <groups>', ...groups, '  </groups>']),
    '</clustat>',
  ];
  return `${lines.join('\n')}\n`;
}

function nodeElement(state: ClusterState, node: NodeState, seen: { local: boolean; known: boolean }): string {
  const up = members(state).some(({ host }) => host === node.host);
  return `    ${element('node', {
    name: node.name,
    state: bit(up),
    local: bit(seen.local),
    estranged: '0',
    rgmanager: bit(up && seen.known && node.grouped),
    rgmanager_master: '0',
    qdisk: '0',
    nodeid: hex(node.id),
  })}`;
}

function groupElement(state: ClusterState, service: Service): string {
  const flags = { flags: bit(service.frozen), flags_str: service.frozen ? 'frozen' : '' };
  return `    ${element('group', {
    name: service.name,
    state: String(NUMBERS[service.status]),
    state_str: service.status,
    ...(state.release === 'rhel6' ? flags : {}),
    owner: ownerName(state, service.owner),
    last_owner: ownerName(state, service.lastOwner),
    restarts: String(service.restarts),
    last_transition: String(service.since),
    last_transition_str: ctime(service.since),
  })}`;
}

function text(call: Call): string {
  const { state, host } = call;
  const known = services(call);
  const nodes = state.nodes.map((node) => {
    const up = members(state).some((member) => member.host === node.host);
    const local = node.host === host ? ', Local' : '';
    const manager = up && known !== undefined && node.grouped ? ', rgmanager' : '';
    return ` ${node.name.padEnd(40)} ${String(node.id).padStart(4)} ${up ? 'Online' : 'Offline'}${local}${manager}`;
  });
  const rows = known?.map((service) => row(state, service)) ?? [];
  const lines = [
    ...complaints(call),
    `Cluster Status for ${nameOf(call)} @ ${ctime(state.now)}`,
    `Member Status: ${nodeAt(state, host).quorate ? 'Quorate' : 'Inquorate'}`,
    '',
    ` ${'Member Name'.padEnd(40)}ID   Status`,
    ` ${'------ ----'.padEnd(40)}---- ------`,
    ...nodes,
    '',
    ...(known === undefined ? [] : [...heads(), ...rows]),
  ];
  return `${lines.join('\n')}\n`;
}

function heads(): readonly string[] {
  const head = (name: string, owner: string, state: string) =>
    ` ${name.padEnd(30)} ${owner.padEnd(30)} ${state.padEnd(14)}`;
  return [head('Service Name', 'Owner (Last)', 'State'), head('------- ----', '----- ------', '-----')];
}

function row(state: ClusterState, service: Service): string {
  const last = ['stopped', 'disabled', 'failed'].includes(service.status);
  const owner = last ? `(${ownerName(state, service.lastOwner)})` : ownerName(state, service.owner);
  const frozen = service.frozen ? '[Z]' : '';
  return ` ${service.name.padEnd(30)} ${owner.padEnd(30)} ${service.status.padEnd(14)}${frozen}`;
}

function ownerName(state: ClusterState, host: string | null): string {
  return host === null ? 'none' : nodeAt(state, host).name;
}

function element(name: string, attributes: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
  return `<${name}${pairs.join('')}/>`;
}

function bit(set: boolean): string {
  return set ? '1' : '0';
}

function hex(id: number): string {
  return `0x${id.toString(16).padStart(8, '0')}`;
}

/** As ctime(3) writes it, in UTC. */
function ctime(seconds: number): string {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(seconds * 1000).toUTCString().split(' ');
  return `${day.replace(',', '')} ${month} ${String(Number(date)).padStart(2)} ${time} ${year}`;
}
