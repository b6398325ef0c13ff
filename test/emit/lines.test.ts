/** Lines of rendered files and what gave them: each fixture's files, held against the text that was really rendered. */
import { describe, expect, it } from 'vitest';
import { shown } from '../../src/bundle/content.ts';
import type { Draft } from '../../src/emit/draft.ts';
import { templateLines } from '../../src/emit/template-lines.ts';
import { renderTemplate } from '../../src/emit/template.ts';
import { elementLines } from '../../src/emit/xml-lines.ts';
import { renderXml } from '../../src/emit/xml.ts';
import { everyCluster, compileFixture, templates } from '../support/fixtures.ts';

const drafts = everyCluster.flatMap((cluster) =>
  (compileFixture(cluster).drafts ?? []).map((draft) => ({
    title: `${cluster} ${draft.nodes[0]}${draft.path}`,
    draft,
  })),
);
const of = (kind: 'xml' | 'template') => drafts.filter(({ draft }) => kind in draft.body);

describe('an XML file', () => {
  it.each(of('xml'))('$title: each line holds a tag of the element that is named', ({ draft }) => {
    const lines = linesOf(draft);
    const named = elements(draft);
    expect(named.length).toBe(lines.length);
    for (const [index, text] of lines.entries()) {
      const name = named[index]?.element.replace(/\[\d+\]$/, '').replace(/^.*\//, '');
      if (index > 1) expect(text).toMatch(new RegExp(`^ *</?${name}[ />]`));
    }
  });
});

describe('a text file', () => {
  it.each(of('template'))('$title: each line holds the words of its line of the template', ({ draft }) => {
    const lines = linesOf(draft);
    const sources = linesOfTemplate(draft);
    expect(sources.length).toBe(lines.length);
    for (const [index, text] of lines.entries()) expect(text).toMatch(pattern(draft, sources[index]));
  });

  it('names what a line reads: values, lists, conditions', () => {
    const template =
      'a {{b}}\n{{#each list}}\n\n  {{name}}{{#if more}},{{/if}}\n{{/each}}\n{{#if flag}}\nx\n{{/if}}\nz';
    const view = {
      b: 1,
      list: [
        { name: 'n', more: true },
        { name: 'm', more: false },
      ],
      flag: true,
    };
    const item = { line: 4, reads: ['list.*.name', 'list.*.more'] };
    expect(templateLines(template, view)).toEqual([
      [{ line: 1, reads: ['b'] }],
      [{ line: 3, reads: [] }],
      [item],
      [{ line: 3, reads: [] }],
      [item],
      [{ line: 7, reads: ['flag'] }],
      [{ line: 9, reads: [] }],
    ]);
  });
});

function linesOf({ body }: Draft): readonly string[] {
  const text = 'xml' in body ? shown(renderXml(body.xml, body.comment)) : filled(body);
  return text.replace(/\n$/, '').split('\n');
}

function filled({ template, view, encode }: Extract<Draft['body'], { template: string }>): string {
  const rendered = renderTemplate(templates, template, view, encode);
  return 'content' in rendered ? shown(rendered.content) : '';
}

function elements({ body }: Draft) {
  return 'xml' in body ? elementLines(body.xml) : [];
}

function linesOfTemplate({ body }: Draft) {
  return 'template' in body ? templateLines(templates.get(body.template) ?? '', body.view) : [];
}

/** What the lines of a template can become: their first and last words, anything in place of expressions. */
function pattern({ body }: Draft, sources: ReturnType<typeof linesOfTemplate>[number] = []): RegExp {
  const lines = ('template' in body ? (templates.get(body.template) ?? '') : '').split('\n');
  const words = sources.map(({ line }) => (lines[line - 1] ?? '').replace(/\{\{.*\}\}/g, '\u0000'));
  const escaped = words.join('').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('\u0000', '.*')}$`);
}
