/** A review as one HTML page without scripts: it asks for nothing, and its policy allows nothing but its own styles. */
import { createHash } from 'node:crypto';
import type { Review, Section } from '../document.ts';
import { blockOf, inline } from './blocks.ts';
import type { LayOut } from './layout.ts';
import { markup, Markup } from './markup.ts';
import { STYLE } from './style.ts';

/** CSP Level 3, hashes of inline styles. The icon is empty, so that browsers do not ask for one. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'none'`;

export function renderPage({ title, facts, sections }: Review, layOut: LayOut): string {
  const links = sections.map((one) => markup`<li><a href="#${one.id}">${one.title}</a></li>`);
  const bodies = sections.map((one) => sectionOf(one, layOut));
  const about = facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${inline(value)}</dd></div>`);
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(STYLE)}</style>
</head>
<body>
<a class="skip" href="#${sections[0]?.id ?? ''}">Skip to the content</a>
<header>
<h1>${title}</h1>
<dl class="facts">${about}</dl>
</header>
<nav aria-label="Sections"><ul>${links}</ul></nav>
<main>
${bodies}
</main>
</body>
</html>
`;
  return page.text;
}

function sectionOf({ id, title, blocks }: Section, layOut: LayOut): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${blocks.map((block) => blockOf(block, layOut))}
</section>
`;
}
