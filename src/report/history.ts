/** Recorded pushes in words and as JSON. Pure. */
import picocolors from 'picocolors';
import { greatest } from '../base/lists.ts';
import type { Json } from '../base/brand.ts';
import type { KnownPush } from '../deploy/push/histories.ts';
import { columnsOf, visible } from '../diag/visible.ts';
import { elapsed } from './elapsed.ts';
import { ranges, type Paint } from './rows.ts';

/** A line for each push, one for each host with another outcome than the push, and one for each error. */
export function renderHistory(pushes: readonly KnownPush[], { color }: { readonly color: boolean }): string {
  const paint = picocolors.createColors(color);
  const rows = pushes.map(cellsOf);
  const widths = WIDE.map((_, at) =>
    greatest(
      rows.map((cells) => columnsOf(cells[at] ?? '')),
      0,
    ),
  );
  const lines = pushes.flatMap((push, index) => [
    line(rows[index] ?? [], widths, paint[colourOf(push)]),
    ...unwell(push).map((one) => `  ${one}`),
  ]);
  return lines.map((one) => `${one}\n`).join('');
}

/** Columns that are padded to their widest cell; those after them are not. */
const WIDE = ['when', 'command', 'outcome', 'bundle', 'who', 'where', 'took'];
const OUTCOME = WIDE.indexOf('outcome');

function cellsOf({ begin, end }: KnownPush): readonly string[] {
  const took = end === null ? -1 : Date.parse(end.at) - Date.parse(begin.at);
  return [
    timeOf(begin.at),
    begin.command,
    outcomeOf(end),
    begin.bundle.slice(0, 12),
    begin.who,
    ranges(begin.nodes),
    took < 0 ? '' : elapsed(took),
    ...(begin.secretsOnly === true ? ['secrets only'] : []),
    ...(begin.allowed.length === 0 ? [] : [`allowed ${begin.allowed.join(', ')}`]),
    ...(begin.because === null ? [] : [`because: ${begin.because}`]),
  ].map(visible);
}

function outcomeOf(end: KnownPush['end']): string {
  if (end === null) return 'did not end';
  return end.interrupted ? `${end.outcome}, interrupted` : end.outcome;
}

function colourOf({ end }: KnownPush): 'green' | 'yellow' | 'red' {
  if (end === null || end.outcome === 'stuck') return 'red';
  return end.outcome === 'applied' || end.outcome === 'unchanged' ? 'green' : 'yellow';
}

function line(cells: readonly string[], widths: readonly number[], colour: Paint['red']): string {
  const padded = cells.map((cell, at) => {
    const room = ' '.repeat(Math.max(0, (widths[at] ?? 0) - columnsOf(cell)));
    return `${at === OUTCOME ? colour(cell) : cell}${room}`;
  });
  return padded.join('  ').trimEnd();
}

/** Recap words for a host in a state that is wanted. */
const WELL = new Set(['applied', 'up to date', 'untouched', 'reverted']);

function unwell({ end, alone }: KnownPush): readonly string[] {
  const hosts = Object.entries(end?.nodes ?? {}).filter(([, word]) => !WELL.has(word));
  const later = alone.map(({ node, at, did }) => `${node}: ${DID[did]} by itself at ${timeOf(at)}`);
  return [...hosts.map(([host, word]) => `${host}: ${word}`), ...(end?.errors ?? []), ...later].map(visible);
}

const DID: { readonly [D in KnownPush['alone'][number]['did']]: string } = { 'put-back': 'rolled back', kept: 'kept' };

/** In UTC, since the reader may be in another time zone. */
export function timeOf(at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')}Z`;
}

/** schemas/output/history.schema.json. */
export function historyJson(cluster: string, pushes: readonly KnownPush[], leftOut: number): Json {
  return { version: 1, cluster, pushes: pushes.map(pushJson), left_out: leftOut };
}

function pushJson({ begin, end, alone }: KnownPush): Json {
  const { at, id, who, command, bundle, plan, nodes, because, allowed } = begin;
  return {
    id,
    command,
    who,
    began: at,
    ended: end?.at ?? null,
    bundle,
    plan,
    nodes,
    because,
    allowed,
    outcome: end?.outcome ?? null,
    exit_code: end?.exit ?? null,
    interrupted: end?.interrupted ?? null,
    hosts: end?.nodes ?? {},
    errors: end?.errors ?? [],
    secrets_only: begin.secretsOnly === true,
    alone: alone.map(({ node, at, did }) => ({ node, at, did })),
  };
}
