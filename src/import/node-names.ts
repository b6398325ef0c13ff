/** Derives host names and the cluster's domain from node names. Hosts keep the names of their nodes. */

export type NodeNames = {
  readonly domain: string | undefined;
  /** Name in the cluster's files -> host name in the site. */
  readonly hosts: ReadonlyMap<string, string>;
};

/**
 * Host names and the domain. `folders`: names of the node folders. A folder whose name begins a node name gives the host name.
 */
export function namesOf(names: readonly string[], folders: readonly string[]): NodeNames {
  const hosts = new Map<string, string>();
  for (const name of names) {
    const wanted = hostNameOf(name, folders, names);
    hosts.set(name, free(wanted, new Set(hosts.values())));
  }
  return { domain: commonDomain(names), hosts };
}

/** The part after the first dot that most nodes share. */
function commonDomain(names: readonly string[]): string | undefined {
  const named = names.filter((name) => !/^[0-9.]+$/.test(name));
  const domains = named.map((name) => name.slice(shortName(name).length + 1).toLowerCase()).filter((one) => one !== '');
  const often = (domain: string) => domains.filter((one) => one === domain).length;
  return domains.toSorted((a, b) => often(b) - often(a))[0];
}

function hostNameOf(node: string, folders: readonly string[], nodes: readonly string[]): string {
  const short = shortName(node);
  const isOwn = (folder: string) => folder === short || (short.startsWith(`${folder}-`) && !nodes.includes(folder));
  const folder = folders.filter(isOwn).toSorted((a, b) => b.length - a.length)[0];
  const legal = (folder ?? (/^[0-9.]+$/.test(node) ? `node-${node}` : short)).toLowerCase().replace(/[^a-z0-9-]/g, '-');
  return legal.replace(/^-+|-+$/g, '').slice(0, 63) || 'host';
}

function free(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`;
  return name;
}

/** The first label of a node name. */
export function shortName(node: string): string {
  return node.split('.')[0] ?? node;
}

/** True if a site accepts this node name. schemas/common.schema.json, dns_name. */
export function isNodeName(name: string): boolean {
  return /^(?=.{1,254}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?([.][a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(name);
}
