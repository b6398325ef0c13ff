/** The catalogues of pacemaker as they are read from schemas/catalogue/pacemaker: cluster options, meta attributes, agents. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { ClusterOption } from '../../src/stack/pacemaker/catalogue/cluster-option.ts';

const FOLDER = 'schemas/catalogue/pacemaker/';

/** What an agent's metadata says, by the agent's name. */
export type ResourceAgent = {
  readonly provider: 'heartbeat' | 'pacemaker';
  readonly parameters: readonly string[];
  /** Version of resource-agents -> parameters that are new in it. */
  readonly since?: { readonly [version: string]: readonly string[] };
  readonly required?: readonly string[];
  /** Seconds. */
  readonly times: { readonly [action: string]: number };
  readonly reload?: true;
};

export function readClusterOptions(): { readonly [name: string]: ClusterOption } {
  return read('cluster-options');
}

/** Name -> the version that introduced it. */
export function readMetaAttributes(): { readonly [name: string]: string } {
  return read('meta-attributes');
}

export function readResourceAgents(): { readonly [agent: string]: ResourceAgent } {
  return read('resource-agents');
}

function read(name: string) {
  return parse(readFileSync(`${FOLDER}${name}.yaml`, 'utf8'));
}

/** What the program needs of them. */
export function metadataData(notice: string): string {
  const agents = Object.entries(readResourceAgents()).map(([agent, { required = [] }]) => [agent, required]);
  return `// ${notice} Source: ${FOLDER}
import type { ClusterOption } from './cluster-option.ts';

export const CLUSTER_OPTIONS: { readonly [name: string]: ClusterOption } = ${JSON.stringify(readClusterOptions(), null, 2)};

export const META_ATTRIBUTES: { readonly [name: string]: string } = ${JSON.stringify(readMetaAttributes(), null, 2)};

export const REQUIRED_PARAMETERS: { readonly [agent: string]: readonly string[] } = ${JSON.stringify(Object.fromEntries(agents), null, 2)};
`;
}
