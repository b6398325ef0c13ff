/** `clusterc list`: names for scripts, one per line; with --format json also the fields to select by. */
import { canonicalJson } from '../../base/json.ts';
import type { Json } from '../../base/brand.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { manifestOf } from '../../bundle/manifest.ts';
import type { Compilation } from '../../analyse.ts';
import { hasError } from '../../diag/diagnostic.ts';
import { below } from '../../model/service.ts';
import type { Model } from '../../model/model.ts';
import { EXIT, located, pressing, report, type ExitCode, type Io, type ReadFormat } from '../io.ts';
import type { Listed } from './listable.ts';
import { compileSite } from '../subject/compiled-site.ts';

export type ListOptions = { readonly site: string; readonly format: ReadFormat };

/** Exits 1 if the site has an error, but prints what is known. Files are listed only if the site compiles. */
export function list(what: Listed, { site, format }: ListOptions, io: Io): ExitCode {
  const compilation = compileSite(site, io);
  report(pressing(located(compilation)), io.err);
  const entries = LISTS[what](compilation);
  if (entries === undefined) return EXIT.failed;
  io.out.write(format === 'json' ? canonicalJson(entries.map(({ facts }) => facts)) : lines(entries));
  return hasError(compilation.diagnostics) ? EXIT.failed : EXIT.done;
}

type Entry = { readonly name: string; readonly facts: Json };

function lines(entries: readonly Entry[]): string {
  return entries.map(({ name }) => `${name}\n`).join('');
}

const LISTS: { readonly [L in Listed]: (compilation: Compilation) => readonly Entry[] | undefined } = {
  hosts: ({ model }) => model?.hosts.map(hostEntry),
  services: ({ model }) => model?.services.map(serviceEntry),
  vms: ({ model }) => model?.vms.map(vmEntry),
  files: ({ bundle }) => (bundle === undefined ? undefined : fileEntries(bundle)),
};

/** By node_id. */
function hostEntry({ name, nodeName, nodeId, login }: Model['hosts'][number]): Entry {
  return { name, facts: { name, node_name: nodeName, node_id: nodeId, address: login.address } };
}

/** By name; hosts in order of preference. */
function serviceEntry({ name, runOn, failoverDomain, resources }: Model['services'][number]): Entry {
  const all = below(resources).map(({ type, name: own }) => `${type}/${own}`);
  return { name, facts: { name, run_on: runOn, failover_domain: failoverDomain, resources: all } };
}

/** By name; memory in bytes, hosts in order of preference. */
function vmEntry({ name, memory, runOn, failoverDomain }: Model['vms'][number]): Entry {
  return { name, facts: { name, memory, run_on: runOn, failover_domain: failoverDomain } };
}

/** By node_id, then path; the digest is that of the file in the bundle, as in its manifest. */
function fileEntries(bundle: Bundle): readonly Entry[] {
  const { nodes, files } = manifestOf(bundle);
  return nodes.flatMap(({ host }) =>
    files
      .filter((file) => file.nodes.includes(host))
      .map(({ path, mode, digest }) => ({ name: `${host}:${path}`, facts: { node: host, path, mode, digest } })),
  );
}
