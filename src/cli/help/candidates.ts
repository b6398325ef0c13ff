/** Candidates of each kind for the Tab key. What takes time to load is loaded on demand. */
import type { Json } from '../../base/brand.ts';
import { platformNames } from '../../platform/platform.ts';
import type { Completes } from '../command.ts';
import { memoryOf } from '../../edge/state/state-folder.ts';
import { ALL } from './about.ts';
import type { Expected } from './typed.ts';

export type Candidate = readonly [word: string, description: string];

type Source = (wanted: Expected) => Promise<readonly Candidate[]> | readonly Candidate[];

const NOTHING: Source = () => [];

const SOURCES: { readonly [What in Completes]: Source } = {
  command: () => ALL.map(({ name, summary }) => [name, summary]),
  host: named('hosts', 'host'),
  service: named('services', 'service'),
  vm: named('vms', 'VM'),
  platform: () => platformNames().map((name) => [name, 'platform']),
  path: async ({ choice, site, typed }) => pathsIn(await (await names()).stageValue(choice ?? 'model', site), typed),
  key: keys,
  'node-file': nodeFiles,
  bundle: bundles,
  cluster: async () => (await states()).clustersIn(process.env).map((name) => [name, 'cluster']),
  code: () => codesWhere(() => true),
  allowable: () => codesWhere(({ allowable }) => allowable),
  folder: NOTHING,
  file: NOTHING,
  site: NOTHING,
  nothing: NOTHING,
};

/** Rejects where a site cannot be read. */
export async function candidatesFor(what: Completes, wanted: Expected): Promise<readonly Candidate[]> {
  return SOURCES[what](wanted);
}

function names(): Promise<typeof import('./names.ts')> {
  return import('./names.ts');
}

function states(): Promise<typeof import('../../edge/state/kept.ts')> {
  return import('../../edge/state/kept.ts');
}

function named(section: 'hosts' | 'services' | 'vms', word: string): Source {
  return async ({ site }) => (await names()).namesIn(section, site).map((name) => [name, word]);
}

async function pathsIn(value: Json | undefined, typed: string): Promise<readonly Candidate[]> {
  if (value === undefined) return [];
  return (await import('../subject/paths.ts')).pathsFrom(value, typed).map((path) => [path, '']);
}

/** What is written at a place of the site, and what could be. */
async function keys({ site, typed }: Expected): Promise<readonly Candidate[]> {
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  const [{ writtenIn }, { keysBelow }] = await Promise.all([names(), import('../../spec/schema-key.ts')]);
  const { siteSchema } = await import('../../spec/site-schema.ts');
  const written = await pathsIn(writtenIn(site), typed);
  const known = new Set(written.map(([path]) => path.replace(/\/$/, '')));
  const could = keysBelow(folder, siteSchema).map(({ name, description }): Candidate => [
    `${folder}${name}`,
    description,
  ]);
  return [...written, ...could.filter(([path]) => !known.has(path))];
}

/** Hosts first, as `host:`, then the paths of one. */
async function nodeFiles({ site, typed }: Expected): Promise<readonly Candidate[]> {
  if (!typed.includes(':')) return (await names()).namesIn('hosts', site).map((name) => [`${name}:`, 'host']);
  const { bundle } = (await import('../subject/compiled-site.ts')).compileSite(site);
  return (bundle?.files ?? []).flatMap(({ nodes, path }) => nodes.map((host): Candidate => [`${host}:${path}`, '']));
}

/** Those that `revert --to` finds by their id, newest first. */
async function bundles({ site, sandbox }: Expected): Promise<readonly Candidate[]> {
  const cluster = (await names()).clusterIn(site);
  const { bundlesOf } = await states();
  const kept = cluster === undefined ? [] : bundlesOf(memoryOf(process.env, sandbox), cluster);
  return kept.map(({ id, pushed }) => [
    id.slice(0, 12),
    `pushed ${pushed.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  ]);
}

async function codesWhere(which: (kind: { readonly allowable: boolean }) => boolean): Promise<readonly Candidate[]> {
  const { codes } = await import('../../codes.ts');
  return [...codes.values()].filter(which).map(({ code, severity }) => [code, severity]);
}
