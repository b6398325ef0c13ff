/** The state of nodes and cluster in words, without findings, which are shown as diagnostics. Pure. */
import picocolors from 'picocolors';
import type { RenderOptions } from '../../diag/located.ts';
import { visible } from '../../diag/visible.ts';
import type { Drifted } from '../../status/drift.ts';
import type { ClusterView, ServiceStatus } from '../../status/reader.ts';
import type { ClusterStatus } from '../../status/status.ts';
import { count } from '../count.ts';
import type { Cell } from '../../base/cell.ts';
import { ranges, rowLines, FEW, type Paint } from '../rows.ts';
import { nodeCells } from './node.ts';

/** One line for the cluster, one per node, then services, what is missing and what has drifted. */
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

/** `kvmha: quorate, 2 of 2 members`, and the version of the configuration. */
function verdict(status: ClusterStatus, paint: Paint): string {
  const { cluster, nodes, outcome, diagnostics, reached } = status;
  const lost = nodes.length - reached.length;
  const parts = [
    ...clusterWords(status),
    ...versionWords(status),
    ...(lost === 0 ? [] : [`${count(lost, 'node')} cannot be inspected`]),
  ];
  const bad = outcome === 'unreachable' || diagnostics.some(({ severity }) => severity === 'error');
  const color = bad ? paint.red : outcome === 'healthy' ? paint.green : paint.yellow;
  return `${paint.bold(color(visible(cluster)))}: ${visible(parts.join(', '))}`;
}

function clusterWords({ view, all, reached }: ClusterStatus): readonly string[] {
  if (view === null) return [`${count(all.length, 'host')} without a cluster`];
  if (reached.length === 0) return ['nothing is known'];
  if (reached.every(({ said }) => said === null)) return ['the running cluster was not asked'];
  return [quorumWords(view.quorate), memberWords(view.members, all.length)];
}

function quorumWords(quorate: boolean | null): string {
  if (quorate === null) return 'not known to run';
  return quorate ? 'quorate' : 'not quorate';
}

function memberWords(members: ClusterView['members'], all: number): string {
  return members === null ? 'members not known' : `${members.length} of ${count(all, 'member')}`;
}

/** The running versions, else those on disk. */
function versionWords({ reached: nodes, all, versionName }: ClusterStatus): readonly string[] {
  const running = nodes.flatMap(({ configVersion }) => configVersion.running ?? []);
  const found = running.length > 0 ? running : nodes.flatMap(({ configVersion }) => configVersion.file ?? []);
  const versions = [...new Set(found)].sort((a, b) => a - b);
  if (versions.length === 0 || versionName === null) return [];
  const where = found.length === all.length && versions.length === 1 ? ' everywhere' : '';
  return [`${versionName} ${versions.join(' and ')}${where}${running.length > 0 ? '' : ' on disk'}`];
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
  const { state, up } = service;
  if (state === 'failed') return 'red';
  if (state === 'started') return 'green';
  return up ? 'yellow' : 'dim';
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
  other: 'not what the site says',
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

/** Most files listed; the JSON has all of them. */
const MOST = 4 * FEW;

type Found = { readonly host: string; readonly what: string };

/** Groups by `what`, each with its hosts and its first entry. */
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
