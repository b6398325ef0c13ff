/** A simulation as SVG: a row for each step, a column for each host, and VMs as blocks as high as their memory. Pure. */
import { firstNames } from '../../base/names.ts';
import type { HostName } from '../../base/brand.ts';
import type { Load } from '../../placement/load.ts';
import type { Workload } from '../../placement/placement.ts';
import type { Step } from '../../placement/simulate.ts';
import { gibibytes } from './size.ts';
import { titleOf, type Simulation } from './simulation.ts';

const COLUMN = 130;
const GAP = 14;
const HEIGHT = 150;
const HEAD = 44;
const FOOT = 22;
const LEFT = 20;
/** Most letters of a title are narrower. */
const LETTER = 8;
/** The smallest block with a readable name. */
const READABLE = 11;
/** A lower block would be all of its white border. */
const BORDERED = 3;
/** Height of a service, which has no memory of its own. */
const SERVICE = 12;

/** Hosts by node_id. */
export function pictureOf({ steps }: Simulation, hosts: readonly HostName[]): string {
  const memories = steps.flatMap(({ loads }) => loads.map(({ used, room }) => Math.max(used, room)));
  const most = memories.reduce((largest, each) => Math.max(largest, each), 1);
  const letters = steps.reduce((longest, step) => Math.max(longest, headOf(step).length), 0);
  const width = LEFT * 2 + Math.max(hosts.length * (COLUMN + GAP), letters * LETTER);
  const row = HEAD + HEIGHT + FOOT;
  const parts = steps.flatMap((step, index) => rowParts(step, { top: index * row, hosts, scale: HEIGHT / most }));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${steps.length * row + 10 + LEGEND.length * LINE}" role="img" font-family="sans-serif" font-size="11">`,
    `<title>Where VMs and services run: ${steps.map((step) => text(titleOf(step))).join('; ')}</title>`,
    `<style>${STYLE}</style>`,
    ...parts,
    ...LEGEND.map(([kind, words], index) => legendPart(kind, words, steps.length * row + 10 + index * LINE)),
    '</svg>',
    '',
  ].join('\n');
}

const STYLE =
  '.host{fill:#f4f4f4;stroke:#888}.gone{fill:#fff;stroke:#bbb;stroke-dasharray:4 3}.vm{fill:#9ec5e8;stroke:#fff}' +
  '.moved{fill:#f2b866}.thin{stroke:none}.service{fill:#b9d8b0}.over{fill:none;stroke:#c00;stroke-width:2}.room{stroke:#555;stroke-dasharray:3 2}' +
  '.bad{fill:#c00}.step{font-weight:bold;font-size:13px}';

/** Height of a line of the legend. */
const LINE = 16;
const LEGEND: readonly (readonly [kind: string, words: string])[] = [
  ['vm moved', 'starts, moves or restarts'],
  ['vm', 'a VM that stays'],
  ['vm service', 'a service that stays'],
  ['room', 'memory for guests'],
];

function legendPart(kind: string, words: string, top: number): string {
  const mark =
    kind === 'room'
      ? `<line class="room" x1="${LEFT}" x2="${LEFT + LINE}" y1="${top}" y2="${top}"/>`
      : `<rect class="${kind}" x="${LEFT}" y="${top - 6}" width="${LINE}" height="12"/>`;
  return `${mark}<text x="${LEFT + LINE + 6}" y="${top + 4}">${words}</text>`;
}

type At = { readonly top: number; readonly hosts: readonly HostName[]; readonly scale: number };

function rowParts(step: Step, { top, hosts, scale }: At): readonly string[] {
  const style = step.votes.quorate ? 'step' : 'step bad';
  const title = `<text class="${style}" x="${LEFT}" y="${top + 18}">${text(headOf(step))}</text>`;
  const columns = hosts.flatMap((host, index) => {
    const left = LEFT + index * (COLUMN + GAP);
    const load = step.loads.find((one) => one.host === host);
    return columnParts(host, load, step, { left, top: top + HEAD, scale });
  });
  return [title, ...columns, ...homelessParts(step, top + HEAD + HEIGHT + 16)];
}

function headOf(step: Step): string {
  const { present, needed, quorate } = step.votes;
  if (needed === 0) return titleOf(step);
  const votes = `${present} ${present === 1 ? 'vote' : 'votes'}, ${needed} needed`;
  return `${titleOf(step)}: ${votes}${quorate ? '' : ', not quorate'}`;
}

type Box = { readonly left: number; readonly top: number; readonly scale: number };

function columnParts(host: HostName, load: Load | undefined, step: Step, box: Box): readonly string[] {
  const { left, top } = box;
  const missing = load?.missing ?? 0;
  const about = load === undefined ? ' is out' : missing > 0 ? `: ${gibibytes(missing)} GiB missing` : '';
  const label = `<text${missing > 0 ? ' class="bad"' : ''} x="${left}" y="${top - 6}">${text(host)}${about}</text>`;
  const frame = `<rect class="${load === undefined ? 'gone' : 'host'}" x="${left}" y="${top}" width="${COLUMN}" height="${HEIGHT}"/>`;
  return load === undefined ? [label, frame] : [label, frame, ...blocks(load, step, box), ...limitParts(load, box)];
}

/** From the bottom up. */
function blocks({ workloads }: Load, { outcomes }: Step, { left, top, scale }: Box): readonly string[] {
  let bottom = top + HEIGHT;
  return workloads.map((workload) => {
    const height = workload.memory === 0 ? SERVICE : workload.memory * scale;
    bottom -= height;
    const moved = outcomes.get(workload.name)?.move !== 'stay';
    return block(workload, { left: left + 2, top: bottom, height, moved });
  });
}

function block(
  { name, memory }: Workload,
  { left, top, height, moved }: { left: number; top: number; height: number; moved: boolean },
): string {
  const state = moved ? 'vm moved' : memory === 0 ? 'vm service' : 'vm';
  const kind = height < BORDERED ? `${state} thin` : state;
  const about = memory === 0 ? name : `${name}, ${gibibytes(memory)} GiB`;
  const label =
    height < READABLE
      ? ''
      : `<text x="${left + 4}" y="${fixed(top + height / 2 + 4)}">${text(name.slice(name.indexOf('/') + 1))}</text>`;
  return `<g><title>${text(about)}</title><rect class="${kind}" x="${left}" y="${fixed(top)}" width="${COLUMN - 4}" height="${fixed(height)}"/>${label}</g>`;
}

/** A line at the memory for guests, and a red frame where that is exceeded. */
function limitParts({ room, used, missing }: Load, { left, top, scale }: Box): readonly string[] {
  const y = fixed(top + HEIGHT - room * scale);
  const line = `<line class="room" x1="${left}" x2="${left + COLUMN}" y1="${y}" y2="${y}"/>`;
  if (missing === 0) return [line];
  const high = fixed(used * scale);
  const over = `<rect class="over" x="${left}" y="${fixed(top + HEIGHT - used * scale)}" width="${COLUMN}" height="${high}"/>`;
  return [line, over];
}

const SHOWN = 8;

/** What does not run, although something would start it. */
function homelessParts({ outcomes }: Step, y: number): readonly string[] {
  const names = [...outcomes].flatMap(([name, { host, because }]) =>
    host === null && because !== 'autostart is off' ? [name.slice(name.indexOf('/') + 1)] : [],
  );
  if (names.length === 0) return [];
  return [`<text class="bad" x="${LEFT}" y="${y}">without a host: ${text(firstNames(names, SHOWN))}</text>`];
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Names of a site have no control characters. */
function text(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
