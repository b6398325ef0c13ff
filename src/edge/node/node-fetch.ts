/** The files of nodes over ssh, in one round trip for each node, as if they had been copied into folders. It only reads. */
import { as, type FileId, type HostName, type Millis } from '../../base/brand.ts';
import { own } from '../../base/json.ts';
import type { Transport } from '../../deploy/node/ports.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import type { InputFile } from '../../source/tree.ts';
import { cutOff, unfetched, unreadableNode } from '../import-findings.ts';
import { FILES, FOLDERS, nameOf, type NodeRoot, type NodeRoots } from './node-root.ts';

/** `attributes`: of the XML file at `path`, those that name folders and files to fetch. */
export type Named = { readonly path: string; readonly attributes: readonly string[] };

export type Fetching = {
  readonly transport: Transport;
  readonly script: string;
  readonly files: readonly string[];
  readonly named: readonly Named[];
};

const TIMEOUT = as<Millis>(60_000);

/** `nodes`: as ssh names them, user@host. Codes `import/*`. */
export async function fetchNodeRoots(nodes: readonly string[], fetching: Fetching): Promise<NodeRoots> {
  const fetched = await Promise.all(nodes.map((node) => fetchNode(node, fetching)));
  return {
    roots: fetched.flatMap(({ root }) => root ?? []),
    diagnostics: fetched.flatMap(({ diagnostics }) => diagnostics),
  };
}

type Fetched = { readonly root?: NodeRoot; readonly diagnostics: readonly Diagnostic[] };

const NOWHERE = { in: 'nowhere', because: 'it is about a node' } as const;

async function fetchNode(target: string, { transport, script, files, named }: Fetching): Promise<Fetched> {
  const [, user = null, address = target] = /^(?:([^@]+)@)?(.+)$/.exec(target) ?? [];
  const host = as<HostName>(address);
  const connection = { via: 'ssh', address, user, port: null } as const;
  const words = [
    ...[...files, ...FILES].map((path) => `file=${path}`),
    ...FOLDERS.filter(([folder]) => folder !== '.').map(([folder, , depth]) => `folder=${depth}:${folder}`),
    ...named.flatMap(({ path, attributes }) => attributes.map((attribute) => `named=${attribute}:${path}`)),
    'guests',
  ];
  const argv = ['sh', '-c', script, 'clusterc-fetch', '/', ...words];
  const ran = await transport.run({ host, nodeName: address, nodeId: 0, connection }, argv, { timeout: TIMEOUT });
  if (ran.exitCode !== 0) return { diagnostics: [unfetched(NOWHERE, { node: target, why: firstLine(ran.stderr) })] };
  return readAnswer(ran.stdout, target, address);
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

function readAnswer(answer: string, target: string, address: string): Fetched {
  const [head, ...lines] = answer.split('\n');
  if (head !== 'clusterc-fetch 1' || !lines.includes('end'))
    return { diagnostics: [cutOff(NOWHERE, { node: target })] };
  const parts = new Map<string, string[]>();
  const diagnostics: Diagnostic[] = [];
  let current: string[] = [];
  for (const line of lines) {
    const [, word, path = ''] = /^(file|large|unreadable) (.+)$/.exec(line) ?? [];
    if (line.startsWith('|')) current.push(line.slice(1));
    else if (word === 'file') parts.set(path, (current = []));
    else if (word !== undefined)
      diagnostics.push(unreadableNode(NOWHERE, { path: `${target}:/${path}`, why: own(WHY, word) ?? word }));
  }
  const files = new Map([...parts].map(([path, pieces]) => [path, fileOf(target, path, pieces)] as const));
  return { root: { folder: target, name: nameOf(address, files), files }, diagnostics };
}

const WHY: { readonly [word: string]: string } = {
  large: 'it is larger than 4 MiB',
  unreadable: 'the user of ssh may not read it',
};

function fileOf(target: string, path: string, pieces: readonly string[]): InputFile {
  return { id: as<FileId>(`${target}:/${path}`), bytes: Buffer.from(pieces.join(''), 'base64') };
}
