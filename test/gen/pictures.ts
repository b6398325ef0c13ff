/** docs/pictures: the picture of the README, as the review of `fixtures/pair` has it, with the styles that it needs. */
import { graphviz } from '../../src/edge/graphviz.ts';
import { pictureOf } from '../../src/report/review/html/picture.ts';
import { STYLE } from '../../src/report/review/html/style.ts';
import { topologyOf } from '../../src/report/review/topology/topology.ts';
import { compileFixture } from '../support/fixtures.ts';

export async function topologyPicture(notice: string): Promise<string> {
  const { model } = compileFixture('pair');
  if (model === undefined) throw new Error('the fixture pair has no model');
  const picture = pictureOf(topologyOf(model), await graphviz()).text;
  const start = picture.indexOf('<svg ');
  const svg = picture.slice(start, picture.indexOf('</svg>') + '</svg>'.length);
  const opened = svg.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ');
  const style = `<style>${styles().join('')}svg{background:var(--bg)}</style>`;
  return `<!-- ${notice} -->\n${opened.replace('>', `>${style}`)}\n`;
}

/** The colours, and from `.topology` to `.chip` what draws the picture. */
function styles(): readonly string[] {
  const lines = STYLE.split('\n');
  const drawing = lines.slice(
    lines.findIndex((line) => line.startsWith('.topology{')),
    lines.findIndex((line) => line.startsWith('.chip{')) + 1,
  );
  return [...lines.filter((line) => line.includes(':root{')), ...drawing];
}
