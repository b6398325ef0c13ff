import { describe, expect, it } from 'vitest';
import { as, type SecretName } from '../../src/base/brand.ts';
import { auditTemplate, leavesOf } from '../../src/emit/audit.ts';
import type { ViewMap } from '../../src/emit/draft.ts';
import { parseTemplate, renderTemplate } from '../../src/emit/template.ts';
import { everyCluster, compileFixture, templates } from '../support/fixtures.ts';

const SECRET = { $secret: as<SecretName>('a/b') };
const TEXT =
  'a = {{name}}\n{{#if flag}}\nb = {{map.value}}\n{{/if}}\n{{#each list}}\nc = {{item}} {{../name}}\n{{/each}}\n';
const VIEW: ViewMap = { name: 'x', flag: true, map: { value: 1 }, list: [{ item: 'p' }, { item: 'q' }] };

function rendered(text: string, view: ViewMap) {
  return renderTemplate(new Map([['t', text]]), 't', view, 'raw');
}

function problems(text: string, view: ViewMap): readonly string[] {
  const result = rendered(text, view);
  return 'problems' in result ? result.problems.map(({ line, column, problem }) => `${line}:${column} ${problem}`) : [];
}

describe('a template that fits its view', () => {
  it('is filled, without a blank line for its blocks', () => {
    expect(rendered(TEXT, VIEW)).toEqual({ content: ['a = x\nb = 1\nc = p x\nc = q x\n'] });
  });

  it('escapes nothing: it is no HTML', () => {
    expect(rendered('{{a}}', { a: `<&>"'` })).toEqual({ content: [`<&>"'`] });
  });

  it('has holes where the secrets and late values stand', () => {
    expect(rendered('x={{a}},{{b}}{{a}}', { a: SECRET, b: { $late: 'config-version' } })).toEqual({
      content: [
        'x=',
        { secret: 'a/b', encode: 'raw' },
        ',',
        { late: 'config-version' },
        { secret: 'a/b', encode: 'raw' },
      ],
    });
  });
});

describe('a misfit is found at its line and column, before anything is rendered', () => {
  it.each<[string, string, ViewMap, string]>([
    ['a misspelled name', 'a\n b={{nmae}}', VIEW, '2:5 the view has no nmae'],
    ['a misspelled name in a map', '{{map.valeu}}', VIEW, '1:2 the view has no map.valeu'],
    ['a misspelled name in a list', '{{#each list}}{{itme}}{{/each}}', VIEW, '1:16 the view has no itme'],
    ['a misspelled name outside of a list', '{{#each list}}{{../nmae}}{{/each}}', VIEW, '1:16 the view has no ../nmae'],
    ['a misspelled list', '{{#each lsit}}{{/each}}', VIEW, '1:8 the view has no lsit'],
    ['a misspelled condition', '{{#if falg}}{{/if}}', VIEW, '1:6 the view has no falg'],
    ['a condition that is a number', '{{#if map.value}}{{/if}}', VIEW, '1:3 map.value is not true or false'],
    ['a condition that is a list', '{{#if list}}{{/if}}', VIEW, '1:3 list is not true or false'],
    ['a map where a list is meant', '{{#each map}}x{{/each}}', VIEW, '1:13 map is not a list'],
    ['a map printed', '{{map}}', VIEW, '1:2 map is a map, not a value'],
    ['a list printed', '{{list}}', VIEW, '1:2 list is a list, not a value'],
    ['NaN', '{{a}}', { a: Number.NaN }, '1:2 a is not a finite number'],
    ['infinity', '{{a}}', { a: Infinity }, '1:2 a is not a finite number'],
    ['a line break in a value', '{{a}}', { a: 'x\ny = 1' }, '1:2 a holds a line break or a control character'],
    ['a name that every object inherits', '{{constructor}}', VIEW, '1:2 the view has no constructor'],
    ['the inside of a secret', '{{a.$secret}}', { a: SECRET }, '1:2 the view has no a.$secret'],
    ['another block', '{{#with map}}{{value}}{{/with}}', VIEW, '1:3 the block with is not used in our templates'],
    ['a partial', '{{> other}}', VIEW, '1:0 PartialStatement is not used in our templates'],
    ['a literal', '{{"x"}}', VIEW, '1:2 only names are used in our templates'],
  ])('%s', (_what, text, view, expected) => {
    expect(problems(text, view)).toContain(expected);
  });

  it('each of them, not only the first', () => {
    expect(problems('{{x}}{{y}}', VIEW)).toHaveLength(2);
  });

  it('but not in the branch that is not taken: its names are not there then', () => {
    expect(problems('{{#if flag}}{{else}}{{nmae}}{{/if}}', VIEW)).toEqual([]);
    expect(problems('{{#if flag}}{{else}}{{nmae}}{{/if}}', { flag: false })).toHaveLength(1);
  });
});

it('a template that is missing is a mistake of ours', () => {
  expect(() => renderTemplate(new Map(), 't', {}, 'raw')).toThrow('bug/template');
});

it('the leaves of a view are named as the audit names what it read', () => {
  const { read } = auditTemplate(parseTemplate(TEXT), VIEW);
  expect(leavesOf(VIEW).filter((leaf) => !read.has(leaf))).toEqual([]);
  expect(leavesOf({ ...VIEW, more: 1 }).filter((leaf) => !read.has(leaf))).toEqual(['more']);
});

it('no view of a site holds something that its template never reads', () => {
  const drafts = everyCluster.flatMap((cluster) => compileFixture(cluster).drafts ?? []);
  const leaves = new Set<string>();
  const read = new Set<string>();
  for (const { body } of drafts) {
    if (!('template' in body)) continue;
    const audit = auditTemplate(parseTemplate(templates.get(body.template) ?? ''), body.view);
    for (const leaf of leavesOf(body.view)) leaves.add(`${body.template}: ${leaf}`);
    for (const name of audit.read) read.add(`${body.template}: ${name}`);
  }
  expect(leaves.size).toBeGreaterThan(0);
  expect([...leaves].filter((leaf) => !read.has(leaf))).toEqual([]);
});
