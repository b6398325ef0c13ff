/** The documentation as a static site: it builds, every page is in its side bar, and no page loads anything from elsewhere. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesBelow } from './support/fixtures.ts';

const pages = filesBelow('docs')
  .filter((file) => file.endsWith('.md'))
  .map((file) => file.replace(/\.md$/, ''));
const site = mkdtempSync(join(tmpdir(), 'clusterc-docs-'));
afterAll(() => rmSync(site, { recursive: true }));

/** VitePress itself fails for a link to a page that is not there. */
beforeAll(() => {
  execFileSync(process.execPath, ['node_modules/vitepress/bin/vitepress.js', 'build', 'docs', '--outDir', site], {
    stdio: 'pipe',
    env: { PATH: process.env['PATH'], CI: 'true' },
  });
});

function html(page: string): string {
  return readFileSync(join(site, `${page}.html`), 'utf8');
}

it('has every page, and each is in the side bar', () => {
  expect(pages.length).toBeGreaterThan(25);
  const linked = new Set([...html('tutorial').matchAll(/href="\/([^"#]+)\.html"/g)].map(([, page]) => page));
  for (const page of pages.filter((name) => name !== 'index')) {
    expect(html(page), page).toContain('<main');
    expect(linked, 'docs/.vitepress/config.ts').toContain(page);
  }
});

it('loads nothing from elsewhere', () => {
  const loads =
    /<(?:script|img|link|iframe|source)\b[^>]*\b(?:src|href)="(?:https?:)?\/\/[^"]*"|url\(["']?(?:https?:)?\/\//g;
  const files = filesBelow(site).filter((file) => /\.(html|css)$/.test(file));
  expect(files.length).toBeGreaterThan(pages.length);
  for (const file of files) expect(readFileSync(join(site, file), 'utf8').match(loads), file).toBeNull();
});

describe('links to a heading', () => {
  const links = pages.flatMap((page) =>
    [...readFileSync(`docs/${page}.md`, 'utf8').matchAll(/\]\(([^)\s:]*)#([^)\s]+)\)/g)].map(
      ([, to = '', heading = '']) => ({
        page,
        target: to === '' ? page : join(page, '..', to.replace(/\.md$/, '')),
        heading,
      }),
    ),
  );

  it('exist', () => {
    expect(links.length).toBeGreaterThan(0);
  });

  it.each(links)('$page: $target#$heading', ({ target, heading }) => {
    expect(html(target)).toContain(`id="${heading}"`);
  });
});
