/** The files of a bundle: one table, then each file with the origin of its lines, within limits. Pure. */
import type { OutputFile } from '../../bundle/bundle.ts';
import { secretsIn, shown, shownPieces } from '../../bundle/content.ts';
import { octal } from '../../bundle/manifest.ts';
import type { Draft } from '../../emit/draft.ts';
import { commandLine } from '../plan/command-line.ts';
import { count } from '../count.ts';
import type { Built } from '../explain/file.ts';
import { code, codes, text, type Block, type Cell } from './document.ts';
import { fileLines, linesIn } from './file-lines.ts';
import { linePlaces } from './line-places.ts';
import { groupedBy, namesText } from './names.ts';

/** Above this many VMs one file of each kind is shown. */
const MANY_VMS = 200;
/** Most lines of one file, and of all. Our choice: a page that a browser opens at once. */
const LONGEST = 1500;
const ALL_LINES = 20_000;

type Pair = { readonly file: OutputFile; readonly draft: Draft };

export function fileBlocks(built: Built): readonly Block[] {
  const kinds = kindsOf(pairsOf(built), (built.model?.vms.length ?? 0) > MANY_VMS);
  const placeOf = linePlaces(built);
  let room = ALL_LINES;
  const folds = kinds.flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const total = lengthOf(first.file);
    const most = Math.min(LONGEST, room);
    const lines = fileLines(first.file, first.draft, { placeOf, templates: built.templates, most });
    room -= lines.length;
    return [foldOf(first, others, lines, total)];
  });
  return [tableOf(kinds), ...folds];
}

/** Files that only differ in names and numbers are one kind, where there are many. */
function kindsOf(pairs: readonly Pair[], grouped: boolean): readonly (readonly Pair[])[] {
  if (!grouped) return pairs.map((pair) => [pair]);
  const counts = new Map<string, number>();
  for (const pair of pairs) counts.set(placeOf(pair), (counts.get(placeOf(pair)) ?? 0) + 1);
  // A file that is alone in its folder is like no other, and need not be compared: the CIB is as long as all other files.
  return groupedBy(pairs, (pair) => `${placeOf(pair)} ${counts.get(placeOf(pair)) === 1 ? '' : shapeOf(pair)}`);
}

/** Emitter and folder. */
function placeOf({ draft: { emitter, path } }: Pair): string {
  return `${emitter} ${path.slice(0, path.lastIndexOf('/') + 1)}`;
}

function pairsOf({ bundle, drafts }: Built): readonly Pair[] {
  const byPlace = new Map(drafts.map((draft) => [`${draft.nodes[0]}${draft.path}`, draft]));
  return bundle.files.flatMap((file) => {
    const draft = byPlace.get(`${file.nodes[0]}${file.path}`);
    return draft === undefined ? [] : [{ file, draft }];
  });
}

/** Of XML the tags without their attributes, of other files the path and the number of lines. */
function shapeOf({ file, draft: { body, path } }: Pair): string {
  return 'xml' in body ? (shown(file.content).match(TAG) ?? []).join('') : `${path} ${lengthOf(file)}`;
}

/** No other `<` is in a file that we write, as values are escaped. */
const TAG = /<\/?[^\s<>/]+/g;

/** In lines. */
function lengthOf({ content }: Pick<OutputFile, 'content'>): number {
  const pieces = shownPieces(content);
  const rest = pieces.at(-1)?.endsWith('\n') === true ? 0 : 1;
  return pieces.reduce((sum, piece) => sum + linesIn(piece), rest);
}

function tableOf(kinds: readonly (readonly Pair[])[]): Block {
  const rows = kinds.map((pairs): readonly Cell[] => {
    const [first] = pairs;
    if (first === undefined) return [];
    const { path, nodes, mode, owner, group, check } = first.file;
    const others = pairs.length === 1 ? [] : [` and ${pairs.length - 1} more like it`];
    const secrets = [...new Set(pairs.slice(0, MANY_VMS).flatMap(({ file }) => secretsIn(file.content)))];
    return [
      [code(path), ...others],
      [namesText(pairs.length === 1 ? nodes : [...new Set(pairs.flatMap(({ file }) => file.nodes))])],
      [`${octal(mode)} ${owner}:${group}`],
      codes(secrets),
      check === null ? ['no validator'] : [code(commandLine(check))],
    ];
  });
  const head = ['File', 'Nodes', 'Mode and owner', 'Secrets, by name', 'Validated on the node by'];
  return { is: 'table', caption: 'Files on the nodes', head, rows };
}

function foldOf({ file }: Pair, others: readonly Pair[], lines: ReturnType<typeof fileLines>, total: number): Block {
  const { path, nodes } = file;
  const same =
    others.length === 0
      ? []
      : [text(`Of the same form: ${namesText(others.map((one) => one.file.path.replace(/^.*\//, '')))}.`)];
  const place = `nodes/${nodes[0]}${path}`;
  const rest = total - lines.length;
  const more = rest === 0 ? [] : [text(`${count(rest, 'more line')} are in `, code(place), '.')];
  return {
    is: 'fold',
    title: [code(path), ` on ${namesText(nodes)}, ${count(total, 'line')}`],
    blocks: [...same, { is: 'listing', name: `${path} on ${nodes.join(', ')}`, lines }, ...more],
    short: [],
  };
}
