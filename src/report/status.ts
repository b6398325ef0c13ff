/** What stands on the nodes and what runs there, in words. Pure; only shows. The findings are shown by whoever shows diagnostics. */
import picocolors from 'picocolors';
import type { RenderOptions } from '../diag/located.ts';
import { visible } from '../diag/visible.ts';
import { isUp } from '../stack/cman/impact/clustat-services.ts';
import type { Drifted } from '../status/drift.ts';
import type { ReachedStatus } from '../status/node.ts';
import type { ServiceStatus } from '../status/services.ts';
import type { ClusterStatus } from '../status/status.ts';
import { count } from './count.ts';
import { ranges, rowLines, FEW, type Cell, type Paint } from './rows.ts';
import { nodeCells } from './status-node.ts';

/** The cluster in one line, then a line per node, the services, what is missing, and what has drifted. */
export function renderStatus(status: ClusterStatus, { color }: Pick<RenderOptions, 'color'>): string {
  const paint = picocolors.createColors(color);
  const rows = status.nodes.map((node) => ({ name: node.host, cells: nodeCells(node, status) }));
  return [
    verdict(status, paint),
    ...rowLines(rows, paint),
    ...serviceLines(status, paint),
    ...missingLines(status, paint),
    ...driftLines(status, paint),
    '',
  ].join('\n');
}

/** `kvmha: quorate, 2 of 2 members, config_version 12 everywhere` */
function verdict(
  { cluster, all, nodes, quorate, members, outcome, diagnostics, reached }: ClusterStatus,
  paint: Paint,
): string {
  const lost = nodes.length - reached.length;
  const asked = reached.filter(({ cman }) => cman.is !== 'not-asked');
  const parts = [
    ...(asked.length === 0
      ? ['the running cluster was not asked']
      : [quorumWords(quorate), memberWords(members, all.length)]),
    ...versionWords(reached, all.length),
    ...(lost === 0 ? [] : [`${count(lost, 'node')} cannot be looked at`]),
  ];
  const bad = outcome === 'unreachable' || diagnostics.some(({ severity }) => severity === 'error');
  const color = bad ? paint.red : outcome === 'healthy' ? paint.green : paint.yellow;
  return `${paint.bold(color(visible(cluster)))}: ${visible(parts.join(', '))}`;
}

function quorumWords(quorate: boolean | null): string {
  if (quorate === null) return 'not known to run';
  return quorate ? 'quorate' : 'not quorate';
}

function memberWords(members: ClusterStatus['members'], all: number): string {
  return members === null ? 'members not known' : `${members.length} of ${count(all, 'member')}`;
}

/** Of what runs, or else of what is on disk. */
function versionWords(nodes: readonly ReachedStatus[], all: number): readonly string[] {
  const running = nodes.flatMap(({ configVersion }) => configVersion.running ?? []);
  const found = running.length > 0 ? running : nodes.flatMap(({ configVersion }) => configVersion.file ?? []);
  const versions = [...new Set(found)].sort((a, b) => a - b);
  if (versions.length === 0) return [];
  const where = found.length === all && versions.length === 1 ? ' everywhere' : '';
  return [`config_version ${versions.join(' and ')}${where}${running.length > 0 ? '' : ' on disk'}`];
}

function serviceLines({ services }: ClusterStatus, paint: Paint): readonly string[] {
  if (services === null || services.length === 0) return [];
  return [
    paint.bold('services'),
    ...rowLines(
      services.map((one) => ({ name: one.name, cells: serviceCells(one) })),
      paint,
    ),
  ];
}

function serviceCells(service: ServiceStatus): readonly Cell[] {
  const { state, owner, lastOwner, frozen, guests } = service;
  const elsewhere = guests.filter(({ host }) => host !== owner).map(({ host, state: how }) => `${how} on ${host}`);
  return [
    { text: state === 'absent' ? 'not in the running cluster' : state, paint: colourOf(service) },
    { text: owner ?? (lastOwner === null ? '' : `(${lastOwner})`), ...(owner === null ? { paint: 'dim' } : {}) },
    { text: frozen ? 'frozen' : '', paint: 'yellow' },
    {
      text: elsewhere.length === 0 ? '' : `guest ${elsewhere.join(', ')}`,
      paint: state === 'migrating' ? 'yellow' : 'red',
    },
  ];
}

function colourOf(service: ServiceStatus): 'green' | 'yellow' | 'red' | 'dim' {
  const { name, state, frozen } = service;
  if (state === 'failed') return 'red';
  if (state === 'started') return 'green';
  return state !== 'absent' && isUp({ name, state, frozen }) ? 'yellow' : 'dim';
}

function missingLines({ reached }: ClusterStatus, paint: Paint): readonly string[] {
  const gone = reached.flatMap(({ host, missing }) =>
    (missing ?? []).map(({ address, port, iqn }) => ({ host, what: `${address} port ${port} of ${iqn}` })),
  );
  if (gone.length === 0) return [];
  return [
    paint.bold('missing iSCSI sessions'),
    ...together(gone).map(([what, hosts]) => `  ${paint.red(visible(what))}  ${paint.dim(visible(ranges(hosts)))}`),
  ];
}

const DRIFTED: { readonly [D in Drifted]: string } = {
  outdated: 'not what the site says any more',
  new: 'not there yet',
  'left-over': 'not in the site any more',
  edited: 'changed by hand',
  removed: 'removed by hand',
  'not-ours': 'never installed by clusterc',
  'not-a-file': 'no regular file',
  attributes: 'another mode or owner',
  unrecorded: 'as desired, but not recorded',
};

function driftLines({ reached }: ClusterStatus, paint: Paint): readonly string[] {
  const drifted = reached.flatMap(({ host, drift }) =>
    drift.files.map(({ path, drift: how }) => ({ host, what: `${path} ${DRIFTED[how]}`, path, how })),
  );
  if (drifted.length === 0) return [];
  const lines = together(drifted).map(([, hosts, { path, how }]) => {
    return `  ${paint.yellow('~')} ${visible(path)}  ${paint.dim(visible(`${ranges(hosts)} (${DRIFTED[how]})`))}`;
  });
  const more = lines.length - MOST;
  return [
    paint.bold('drift'),
    ...lines.slice(0, MOST),
    ...(more > 0 ? [paint.dim(`  and ${count(more, 'file')} more`)] : []),
  ];
}

/** Files that are listed; the JSON has them all. */
const MOST = 4 * FEW;

type Found = { readonly host: string; readonly what: string };

/** What several hosts have alike, once, with the hosts and the first of them. */
function together<T extends Found>(
  found: readonly T[],
): readonly (readonly [what: string, hosts: readonly string[], first: T])[] {
  const groups = new Map<string, [string, string[], T]>();
  for (const one of found) {
    const group = groups.get(one.what);
    if (group === undefined) groups.set(one.what, [one.what, [one.host], one]);
    else group[1].push(one.host);
  }
  return [...groups.values()];
}
