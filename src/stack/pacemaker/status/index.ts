/** The part of `status` from corosync-quorumtool and crm_mon. A node without an answer yields no findings. */
import { own } from '../../../base/json.ts';
import type { Cell } from '../../../base/cell.ts';
import type { BundleNode } from '../../../bundle/bundle.ts';
import type { Diagnostic } from '../../../diag/diagnostic.ts';
import { runsServices } from '../../../status/expected.ts';
import { daemonDown } from '../../../status/findings.ts';
import type { ClusterView, NodeSaid, RunningService, ServiceStatus, StatusReader } from '../../../status/reader.ts';
import { isDown, valueOf, type NoReply } from '../../../status/reply.ts';
import { corosyncQuorum, QUORUM } from './corosync.ts';
import { atRest, failedOperation, linkDown, unclean } from './findings.ts';
import { LINKS, links } from './links.ts';
import { crmMon, crmXml, RESOURCES, type CrmMon, type CrmResource } from './crm-mon.ts';
import { repair } from './repair.ts';
import { bestCrm, reachedOf, saidBy, type Reached, type Said } from './said.ts';

export const status: StatusReader<Said> = {
  questions: [QUORUM, RESOURCES, LINKS],
  restart: (vm) => `crm_resource --restart --resource ${vm} --timeout 600`,
  version: null,
  rescan: null,
  xmlIn: (answers) => [crmXml(own(answers, RESOURCES.name)) ?? []].flat(),
  read: (answers, trees) => {
    const answer = own(answers, RESOURCES.name);
    const xml = crmXml(answer);
    return {
      quorum: corosyncQuorum(own(answers, QUORUM.name)),
      links: links(own(answers, LINKS.name)),
      crm: crmMon(answer, xml === undefined ? undefined : trees.get(xml)),
    };
  },
  versionIn: () => null,
  view,
  services: (nodes, all, expected) => {
    const crm = bestCrm(reachedOf(nodes));
    const names = [...new Set([...(expected.vms ?? []), ...(expected.services ?? [])])].sort();
    if (crm === undefined && reachedOf(nodes).every(({ guests }) => guests.is !== 'answer')) return null;
    return names.map((name): ServiceStatus => ({
      ...stateOf(name, crm, all),
      guests: guestsOf(name, reachedOf(nodes)),
    }));
  },
  needed: ({ quorum, crm }, expected) => [
    ['corosync-quorumtool -s', quorum],
    ...(runsServices(expected) ? [['crm_mon -1 --output-as=xml', crm] as const] : []),
  ],
  nodeFindings,
  clusterFindings,
  repair,
  daemonDown: (node, down) => daemonDown({ in: 'node', node }, { node, ...down }),
  cells: (node) => [membership(saidBy(node)), pacemakerCell(node)],
  json: () => ({}),
};

/** The view of the first quorate node, else of the first that has one. */
function view(nodes: readonly NodeSaid<Said>[], all: readonly BundleNode[]): ClusterView {
  const knowing = reachedOf(nodes).flatMap((node) => {
    const quorum = valueOf(saidBy(node).quorum);
    return quorum === undefined ? [] : [{ host: node.host, quorum }];
  });
  const best = knowing.find(({ quorum }) => quorum.quorate) ?? knowing[0];
  const ids = new Set(best?.quorum.members.map(({ id }) => id));
  const known = new Set(all.map(({ nodeId }) => nodeId));
  const crm = bestCrm(reachedOf(nodes));
  return {
    quorate: best?.quorum.quorate ?? null,
    members: best === undefined ? null : all.filter(({ nodeId }) => ids.has(nodeId)).map(({ host }) => host),
    // Spare votes matter only for a rolling restart, which this stack does not support yet.
    spare: null,
    strangers: best?.quorum.members.flatMap(({ id, name }) => (known.has(id) ? [] : [{ name, says: best.host }])) ?? [],
    services: crm?.resources.map((one) => running(one, all)) ?? null,
  };
}

function running({ id, role, isFailed, isManaged, nodes }: CrmResource, all: readonly BundleNode[]): RunningService {
  const [node] = nodes;
  const owner = node === undefined ? null : (all.find(({ nodeName }) => nodeName === node)?.host ?? node);
  const state = isFailed ? 'failed' : role === 'Migrating' ? 'migrating' : role.toLowerCase();
  return { name: id, state, up: role === 'Started' && !isFailed, owner, lastOwner: null, frozen: !isManaged };
}

function stateOf(name: string, crm: CrmMon | undefined, all: readonly BundleNode[]): RunningService {
  const found = crm?.resources.find(({ id }) => id === name);
  if (found !== undefined) return running(found, all);
  const state = crm === undefined ? 'unknown' : 'absent';
  return { name, state, up: false, owner: null, lastOwner: null, frozen: false };
}

function guestsOf(name: string, nodes: readonly Reached[]): ServiceStatus['guests'] {
  return nodes.flatMap(({ host, guests }) =>
    (valueOf(guests) ?? [])
      .filter((guest) => guest.id !== null && guest.name === name)
      .map(({ state }) => ({ host, state })),
  );
}

/** Findings of one node. Without corosync there is no pacemaker to query. */
function* nodeFindings(node: Reached): Generator<Diagnostic> {
  const { quorum, crm } = saidBy(node);
  const at = { in: 'node', node: node.host } as const;
  const down = (daemon: string, reply: NoReply, loses: string) =>
    daemonDown(at, { node: node.host, daemon, installed: reply.is === 'not-running', loses });
  if (isDown(quorum)) yield down('corosync', quorum, 'it is not a member of the cluster');
  else if (isDown(crm)) yield down('pacemaker', crm, 'no service or VM can run there');
}

const SILENT: { readonly [S in NoReply['is']]: Cell } = {
  'not-asked': { text: '' },
  'not-installed': { text: 'not installed', paint: 'red' },
  'not-running': { text: 'does not run', paint: 'red' },
  'no-answer': { text: 'no answer', paint: 'red' },
  'not-understood': { text: 'not understood', paint: 'yellow' },
};

function membership({ quorum }: Said): Cell {
  if (quorum.is === 'answer')
    return quorum.value.quorate ? { text: 'member', paint: 'green' } : { text: 'member without quorum', paint: 'red' };
  return named('corosync', SILENT[quorum.is]);
}

/** With what the node itself says of its part in the cluster. */
function pacemakerCell(node: Reached): Cell {
  const { crm } = saidBy(node);
  if (crm.is !== 'answer') return named('pacemaker', SILENT[crm.is]);
  const self = crm.value.nodes.find(({ name }) => name === node.nodeName);
  if (self?.unclean === true) return { text: 'pacemaker: unclean', paint: 'red' };
  if (self?.online !== true) return { text: 'pacemaker: offline', paint: 'red' };
  if (self.maintenance) return { text: 'pacemaker: maintenance', paint: 'yellow' };
  return self.standby ? { text: 'pacemaker: standby', paint: 'yellow' } : { text: 'pacemaker' };
}

/** Of the node whose output is taken for the cluster's; links by each end. */
function* clusterFindings(nodes: readonly NodeSaid<Said>[]): Generator<Diagnostic> {
  const reached = reachedOf(nodes);
  const crm = bestCrm(reached);
  const says = reached.find((node) => valueOf(saidBy(node).crm) === crm);
  if (crm !== undefined && says !== undefined) {
    const at = { in: 'node', node: says.host } as const;
    for (const one of crm.nodes) if (one.unclean) yield unclean(at, { node: one.name, says: says.host });
    for (const one of crm.failures) yield failedOperation(at, one);
    for (const one of crm.resting) yield atRest(at, { name: '', operation: '', ...one, says: says.host });
  }
  for (const node of reached)
    for (const { link, node: id, isConnected } of valueOf(saidBy(node).links) ?? [])
      if (!isConnected)
        yield linkDown({ in: 'node', node: node.host }, { node: node.host, link, to: nameOf(id, nodes) });
}

function nameOf(id: number, nodes: readonly NodeSaid<Said>[]): string {
  return nodes.find(({ nodeId }) => nodeId === id)?.host ?? `node ${id}`;
}

function named(daemon: string, cell: Cell): Cell {
  return cell.text === '' ? cell : { ...cell, text: `${daemon}: ${cell.text}` };
}
