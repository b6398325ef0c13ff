/** A picture of a topology: where its boxes and links are. Graphviz places them. */
import { isList, isMap, own, parsedJson } from '../../../base/json.ts';
import type { Json } from '../../../base/brand.ts';
import type { Box, Link, Topology } from '../topology/box.ts';
import { dotOf, sizesOf, type Size } from './dot.ts';

export type Point = readonly [x: number, y: number];
/** `x` and `y`: the upper left corner. Pixels. */
export type PlacedBox = Size & { readonly box: Box; readonly x: number; readonly y: number };
/** Points of a Bézier curve; `tip`: where its arrow ends. `label`: the middle of its label. */
export type PlacedLink = {
  readonly link: Link;
  readonly curve: readonly Point[];
  readonly tip: Point | null;
  readonly label: Point | null;
};
export type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

export type Layout = {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly links: readonly PlacedLink[];
  /** Around all hosts; null if there is none. */
  readonly frame: Area | null;
};

/** A graph in Graphviz's language -> the JSON of its layout. */
export type LayOut = (graph: string) => string;

export function layoutOf(topology: Topology, layOut: LayOut): Layout {
  return readLayout(parsedJson(layOut(dotOf(topology))) ?? null, topology);
}

function readLayout(json: Json, topology: Topology): Layout {
  const [x = 0, y = 0, right = 0, top = 0] = numbersIn(textOf(json, 'bb'));
  const flip = ([across, up]: Point): Point => [round(across - x), round(top - up)];
  const boxes = [...topology.above, ...topology.hosts, ...topology.below];
  const objects = listOf(json, 'objects');
  const sizes = sizesOf(topology);
  const placed = boxes.flatMap((box, index) => {
    const size = sizes.get(box.id);
    const found = objects.find((one) => textOf(one, 'name') === `b${index}`);
    if (found === undefined || size === undefined) return [];
    return [placedBox(box, size, flip(pointIn(textOf(found, 'pos'))))];
  });
  const edges = listOf(json, 'edges');
  const links = topology.links.flatMap((link, index) => {
    const found = edges.find((one) => textOf(one, 'id') === `l${index}`);
    return found === undefined ? [] : [placedLink(link, found, flip)];
  });
  const cluster = objects.find((one) => textOf(one, 'name') === 'cluster_hosts');
  const frame = cluster === undefined ? null : areaOf(textOf(cluster, 'bb'), flip);
  return { width: Math.ceil(right - x), height: Math.ceil(top - y), boxes: placed, links, frame };
}

function placedBox(box: Box, size: Size, [x, y]: Point): PlacedBox {
  return { ...size, box, x: round(x - size.width / 2), y: round(y - size.height / 2) };
}

/** `e,x,y s,x,y x,y ...`: Graphviz, attribute type splineType. */
function placedLink(link: Link, edge: Json, flip: (point: Point) => Point): PlacedLink {
  const words = textOf(edge, 'pos').split(' ');
  const end = words.find((word) => word.startsWith('e,'));
  const curve = words.filter((word) => /^[-0-9.]/.test(word)).map((word) => flip(pointIn(word)));
  const label = textOf(edge, 'lp');
  return {
    link,
    curve,
    tip: end === undefined ? null : flip(pointIn(end.slice(2))),
    label: label === '' ? null : flip(pointIn(label)),
  };
}

function areaOf(bb: string, flip: (point: Point) => Point): Area {
  const [left = 0, bottom = 0, right = 0, top = 0] = numbersIn(bb);
  const [x, y] = flip([left, top]);
  return { x, y, width: round(right - left), height: round(top - bottom) };
}

function pointIn(text: string): Point {
  const [x = 0, y = 0] = numbersIn(text);
  return [x, y];
}

function numbersIn(text: string): readonly number[] {
  return text.split(',').map(Number);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function textOf(json: Json, key: string): string {
  const value = isMap(json) ? own(json, key) : undefined;
  return typeof value === 'string' ? value : '';
}

function listOf(json: Json, key: string): readonly Json[] {
  const value = isMap(json) ? own(json, key) : undefined;
  return isList(value) ? value : [];
}
