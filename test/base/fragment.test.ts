import { describe, expect, it } from 'vitest';
import { readFragment } from '../../src/base/fragment.ts';

describe('a fragment of XML', () => {
  it('becomes its elements, with layout left out', () => {
    expect(
      readFragment(`<sound model="ac97"/>\n  <rng a='1' b = "&lt;&amp;'">\n <backend> /dev/random </backend>\n</rng >`),
    ).toEqual([
      { name: 'sound', attributes: { model: 'ac97' }, children: [] },
      {
        name: 'rng',
        attributes: { a: '1', b: "<&'" },
        children: [{ name: 'backend', attributes: {}, children: ['/dev/random'] }],
      },
    ]);
  });

  it('may be empty', () => {
    expect(readFragment(' \n')).toEqual([]);
  });

  it.each([
    ['text', 'text outside of an element', 0],
    ['<a/>text', 'text next to elements', 8],
    ['<a>text<b/></a>', 'text next to elements', 11],
    ['<a', 'not the name of an element', 1],
    ['<a ', 'the tag a does not end', 2],
    ['<a>', 'the element a does not end', 3],
    ['<a></b>', 'the element a does not end', 3],
    ['</a>', 'an end tag without a start', 0],
    ['<a></a></a>', 'an end tag without a start', 7],
    ['< a/>', 'not the name of an element', 1],
    ['<x:a/>', 'not the name of an element', 1],
    ['<a b/>', 'the attribute b has no value in quotes on one line', 3],
    ['<a 1="b"/>', 'not the name of an attribute', 3],
    ['<a b=1/>', 'the attribute b has no value in quotes on one line', 3],
    ['<a b="1" b="2"/>', 'the attribute b appears twice', 9],
    ['<a b="<"/>', 'the attribute b has no value in quotes on one line', 3],
    ['<a b="1"c="2"/>', 'the tag a does not end', 8],
    ['<a b="x\ny"/>', 'the attribute b has no value in quotes on one line', 3],
    ['<!-- a -->', 'only elements, attributes and text are allowed', 0],
    ['<![CDATA[a]]>', 'only elements, attributes and text are allowed', 0],
    ['<!DOCTYPE a>', 'only elements, attributes and text are allowed', 0],
    ['<?php?>', 'only elements, attributes and text are allowed', 0],
    ['<a>&nbsp;</a>', '&nbsp; is not one of &amp; &lt; &gt; &quot; &apos;', 3],
    ['<a>&#65;</a>', '&#65; is not one of &amp; &lt; &gt; &quot; &apos;', 3],
    ['<a>a & b</a>', '& is not one of &amp; &lt; &gt; &quot; &apos;', 3],
    ['<a>\u0001</a>', 'a forbidden character', 3],
    ['<a>\ud800</a>', 'a forbidden character', 3],
    [`${'<a>'.repeat(33)}${'</a>'.repeat(33)}`, 'more than 32 nested elements', 96],
  ])('%j is refused', (text, problem, offset) => {
    expect(readFragment(text)).toEqual({ problem, offset });
  });

  it('is read in time that grows with its length', () => {
    const text = `<a ${Array.from({ length: 2000 }, (_, index) => `b${index}="${' '.repeat(20)}"`).join(' ')}/>`.repeat(
      10,
    );
    expect(readFragment(text)).toHaveLength(10);
    expect(readFragment(`<a>${' &'.repeat(500)}</a>`)).toHaveProperty('problem');
  });
});
