/** What is written into a CIB, for tests: its document, and its resources. */
import { shown } from '../../../src/bundle/content.ts';
import type { Compilation } from '../../../src/compile.ts';

export type Primitive = {
  readonly id: string;
  readonly class: string;
  readonly type: string;
  readonly parameters: readonly string[];
  readonly meta: readonly string[];
  /** `name interval` of each operation. */
  readonly ops: readonly string[];
};

/** The text of a file of any node. */
export function textOf({ bundle }: Compilation, path: string): string {
  const found = bundle?.files.find((file) => file.path === path);
  if (found === undefined) throw new Error(`there is no ${path}`);
  return shown(found.content);
}

export function cibOf(site: Compilation): string {
  return textOf(site, '/var/lib/pacemaker/cib/cib.xml');
}

export function primitivesIn(site: Compilation): readonly Primitive[] {
  const found = cibOf(site).matchAll(
    /<primitive id="([^"]*)" class="([^"]*)"[^>]*type="([^"]*)">([\s\S]*?)<\/primitive>/g,
  );
  return [...found].map(([, id = '', kind = '', type = '', inner = '']) => ({
    id,
    class: kind,
    type,
    parameters: namesIn(inner, 'instance_attributes'),
    meta: namesIn(inner, 'meta_attributes'),
    ops: [...inner.matchAll(/<op [^>]*name="([^"]*)" interval="([^"]*)"/g)].map(
      ([, op, interval]) => `${op} ${interval}`,
    ),
  }));
}

function namesIn(text: string, block: string): readonly string[] {
  const blocks = [...text.matchAll(new RegExp(`<${block} [\\s\\S]*?</${block}>`, 'g'))].join('');
  return [...blocks.matchAll(/<nvpair [^>]*name="([^"]*)"/g)].map(([, name = '']) => name);
}
