/** What the cluster's own simulator says of a CIB. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elementsIn, type XmlElement } from '../../../../src/base/xml.ts';
import { as, type FileId } from '../../../../src/base/brand.ts';
import { readXml } from '../../../../src/edge/xml/xml-read.ts';

const SIMULATOR = 'crm_simulate';

export type Said = {
  readonly actions: readonly string[];
  readonly operations: readonly string[];
  readonly after: string;
};

/** An object as one line, whatever the order of its keys. */
export function lineOf(values: object): string {
  return Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(' ');
}

export async function parsed(text: string): Promise<XmlElement> {
  const { root, diagnostics } = await readXml(as<FileId>('cib.xml'), new TextEncoder().encode(text));
  if (root === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return root;
}

/** Simulates the transition; null for a CIB that is refused. `after` is the CIB that it ends with. `now` in seconds since 1970. */
export async function simulate(cib: string, now: number): Promise<Said | null> {
  const folder = mkdtempSync(join(tmpdir(), 'clusterc-agree-'));
  try {
    const [before, after] = [join(folder, 'before.xml'), join(folder, 'after.xml')];
    writeFileSync(before, cib);
    const time = new Date(now * 1000).toISOString().replace('T', ' ').replace(/\..*/, 'Z');
    const args = ['-x', before, '-S', '-O', after, '-t', time, '--output-as=xml'];
    const { status, stdout: output } = spawnSync(SIMULATOR, args, {
      encoding: 'utf8',
      env: { ...process.env, TZ: 'UTC', PATH: `${process.env['PATH']}:/usr/sbin` },
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1 << 28,
    });
    if (status !== 0) return null;
    const root = await parsed(output);
    const actions = elementsIn(root, 'actions')
      .flatMap((list) => elementsIn(list))
      .map(asLine);
    const operations = elementsIn(root, 'transition')
      .flatMap((list) => elementsIn(list))
      .map((step) => lineOf({ kind: step.name, ...valuesOf(step) }));
    return { actions, operations, after: readFileSync(after, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function asLine(element: XmlElement): string {
  return lineOf(valuesOf(element));
}

function valuesOf(element: XmlElement): { readonly [name: string]: string } {
  return Object.fromEntries(element.attributes.map(({ name, value }) => [name, value]));
}
