/**
 * What the simulated daemons take from a cluster.conf. Not a copy of the compiler's own reader, on purpose: a mistake
 * there must not hide here.
 */
export type Conf = {
  readonly name: string;
  readonly version: number;
  readonly twoNode: boolean;
  /** null: the sum of all votes. */
  readonly expectedVotes: number | null;
  readonly nodes: readonly { readonly name: string; readonly id: number; readonly votes: number }[];
  readonly services: readonly ConfService[];
};

/** A service or vm; `prefers`: names of the nodes of its failover domain, best first; null: all nodes. */
export type ConfService = {
  readonly name: string;
  readonly autostart: boolean;
  readonly prefers: readonly string[] | null;
  /** Where vm.sh looks for the definition of a guest; empty where cluster.conf does not say. */
  readonly definitions: readonly string[];
};

type Element = { readonly path: string; readonly attributes: Readonly<Record<string, string>> };

/** What a daemon reads in a cluster.conf; undefined: it cannot load it. Seen: "31x" is taken as 31. */
export function readConf(text: string | undefined): Conf | undefined {
  const elements = text === undefined ? undefined : elementsOf(text);
  const root = elements?.[0];
  const version = Number.parseInt(root?.attributes['config_version'] ?? '', 10);
  if (elements === undefined || root?.path !== 'cluster' || Number.isNaN(version)) return undefined;
  const at = (path: string) => elements.filter((element) => element.path === path).map(({ attributes }) => attributes);
  const cman = at('cluster/cman')[0] ?? {};
  return {
    name: root.attributes['name'] ?? '',
    version,
    twoNode: cman['two_node'] === '1',
    expectedVotes: cman['expected_votes'] === undefined ? null : Number(cman['expected_votes']),
    nodes: at('cluster/clusternodes/clusternode').map((node) => ({
      name: node['name'] ?? '',
      id: Number(node['nodeid']),
      votes: Number(node['votes'] ?? 1),
    })),
    services: ['service', 'vm'].flatMap((type) =>
      at(`cluster/rm/${type}`).map((service) => ({
        name: `${type}:${service['name']}`,
        autostart: !['0', 'no'].includes(service['autostart'] ?? '1'),
        prefers: service['domain'] === undefined ? null : domainOf(elements, service['domain']),
        definitions: type === 'vm' ? definitionsOf(service) : [],
      })),
    ),
  };
}

/** NAME or NAME.xml in each folder of `path`, which has colons between them, or `xmlfile`. Source of vm.sh. */
function definitionsOf({ name = '', path = '', xmlfile }: Element['attributes']): readonly string[] {
  if (xmlfile !== undefined) return [xmlfile];
  const folders = path.split(':').filter((folder) => folder !== '');
  return folders.flatMap((folder) => [`${folder}/${name}`, `${folder}/${name}.xml`]);
}

function domainOf(elements: readonly Element[], name: string): readonly string[] {
  const path = 'cluster/rm/failoverdomains/failoverdomain';
  const start = elements.findIndex((element) => element.path === path && element.attributes['name'] === name);
  const rest = elements.slice(start + 1);
  const end = rest.findIndex((element) => element.path !== `${path}/failoverdomainnode`);
  return (start === -1 ? [] : rest.slice(0, end === -1 ? rest.length : end))
    .map(({ attributes }) => attributes)
    .sort((a, b) => Number(a['priority'] ?? 0) - Number(b['priority'] ?? 0))
    .map((attributes) => attributes['name'] ?? '');
}

const MARKUP = /<!--[^]*?-->|<\?[^]*?\?>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/g;

export function isWellFormed(text: string): boolean {
  return (elementsOf(text) ?? []).length > 0;
}

/** Elements in the order of the text; undefined: not well-formed. */
function elementsOf(text: string): readonly Element[] | undefined {
  if (/[<>]/.test(text.replace(MARKUP, ''))) return undefined;
  const found: Element[] = [];
  const open: string[] = [];
  for (const [, closing, name = '', attributes = '', empty] of text.matchAll(MARKUP)) {
    if (name === '') continue;
    if (closing === '/') {
      if (open.pop() !== name) return undefined;
      continue;
    }
    if (open.length === 0 && found.length > 0) return undefined;
    found.push({ path: [...open, name].join('/'), attributes: attributesOf(attributes) });
    if (empty !== '/') open.push(name);
  }
  return open.length === 0 ? found : undefined;
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)];
  return Object.fromEntries(pairs.map(([, name, double, single]) => [name, double ?? single ?? '']));
}
