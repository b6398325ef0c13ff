/** The documentation as a static site: `npm run docs` writes it to build/docs. Titles are those of the pages. */
import { readFileSync } from 'node:fs';
import { defineConfig, type DefaultTheme } from 'vitepress';

/** Every page, in the order of the side bar; test/docs-site.test.ts finds a missing one. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  Start: ['tutorial', 'editor', 'terminal', 'glossary'],
  'Describe a cluster': ['site', 'secrets', 'facts', 'platforms'],
  Use: ['review', 'plan-and-push', 'diff', 'simulate'],
  Operate: ['adoption', 'migration', 'push', 'runbook', 'ssh', 'ci', 'json'],
  Reference: ['reference/commands.gen', 'reference/keys.gen', 'reference/codes.gen'],
  'Trust it': ['threats', 'speed', 'SECURITY'],
  'Work on it': ['contributing', 'machines', 'architecture', 'decisions', 'CHANGELOG'],
};

const folder = new URL('../', import.meta.url);

function titleOf(page: string): string {
  const [, title = page] = /^# (.+)$/m.exec(readFileSync(new URL(`${page}.md`, folder), 'utf8')) ?? [];
  return title;
}

const sidebar: DefaultTheme.SidebarItem[] = Object.entries(SECTIONS).map(([text, pages]) => ({
  text,
  items: pages.map((page) => ({ text: titleOf(page), link: `/${page}` })),
}));

export default defineConfig({
  title: 'clusterc',
  description: 'A configuration compiler for high-availability KVM clusters',
  outDir: '../build/docs',
  cacheDir: '../node_modules/.cache/vitepress',
  cleanUrls: false,
  themeConfig: { sidebar, search: { provider: 'local' }, outline: [2, 3] },
  vite: { build: { chunkSizeWarningLimit: 4000 } },
});
