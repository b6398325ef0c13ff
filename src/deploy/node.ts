/** Talking to the activator on a node. */
import { as, type HostName, type Millis, type SecretName } from '../base/brand.ts';
import { Sealed } from '../base/sealed.ts';
import { filesOf, type Bundle, type BundleNode, type OutputFile } from '../bundle/bundle.ts';
import { fill, secretsIn, waitsFor, type LateValues } from '../bundle/content.ts';
import { octal } from '../bundle/manifest.ts';
import type { Ports, Ran } from './ports.ts';

/** Longest time for one verb on one node; staging a thousand files takes about a second. Our choice. */
const VERB_TIMEOUT = as<Millis>(120_000);

export type SecretValues = ReadonlyMap<SecretName, Sealed>;

/** Runs a verb of the activator. The script travels as an argument: nothing has to be installed, and observing writes nothing. */
export function activate(
  node: BundleNode,
  call: readonly [verb: string, ...args: string[]],
  stdin: Sealed,
  ports: Ports,
): Promise<Ran> {
  const argv = ['sh', '-c', ports.activator, 'clusterc-node', rootOf(node), ...call];
  return ports.transport.run(node, argv, { stdin, timeout: VERB_TIMEOUT });
}

/** The folder that is `/` for the activator. */
export function rootOf({ connection }: BundleNode): string {
  return connection.via === 'local' ? connection.root : '/';
}

/** Standard input without a secret in it. */
export function plainInput(text: string): Sealed {
  return Sealed.of('plain text', text);
}

/** One line of the activator's index: `DIGEST MODE OWNER GROUP LATE FOLDERMODE PATH`. */
type IndexLine = { readonly line: Sealed; readonly name: string; readonly body: Sealed };

function indexLines(bundle: Bundle, node: HostName, secrets: SecretValues, late: LateValues): readonly IndexLine[] {
  return filesOf(bundle, node).map((file) => {
    const body = fill(file.content, secrets, late);
    return { line: body.digestLine(fieldsOf(file, bundle, node)), name: `files${file.path}`, body };
  });
}

/** A line without its digest. */
function fieldsOf(file: OutputFile, bundle: Bundle, node: HostName): string {
  const { path, mode, owner, group, folderMode } = file;
  return [octal(mode), owner, group, lateField(file, bundle, node), octal(folderMode), path].join(' ');
}

/** `carried`: an action brings it to its place. A folder that plays a node has no daemon for that, so there it is renamed. */
function lateField({ install, content }: OutputFile, { nodes }: Bundle, node: HostName): string {
  const real = nodes.some(({ host, connection }) => host === node && connection.via === 'ssh');
  if (real && install !== 'rename') return 'carried';
  return waitsFor(content, 'config-version') ? 'config_version' : '-';
}

/**
 * What a node should hold, as the activator's index with config_version 0; `unknown` for a file with a secret that is
 * not at hand. Sealed: a digest over a file with a short secret in it must not get into a log either.
 */
export function desiredIndex(bundle: Bundle, node: HostName, secrets: SecretValues): Sealed {
  const lines = filesOf(bundle, node).map((file) => {
    const fields = fieldsOf(file, bundle, node);
    const known = secretsIn(file.content).every((name) => secrets.has(name));
    return known ? fill(file.content, secrets, NO_VERSION).digestLine(fields) : `unknown ${fields}\n`;
  });
  return Sealed.join('index', lines);
}

const NO_VERSION = { 'config-version': 0 };

/**
 * The archive that `stage` unpacks: filled files, their index with a line for each file to remove, the record, and the
 * activator, with which the node puts the files back by itself.
 */
export async function stageArchive(
  bundle: Bundle,
  node: HostName,
  secrets: SecretValues,
  late: LateValues,
  removed: readonly string[],
  record: string,
  ports: Ports,
): Promise<Sealed> {
  const lines = indexLines(bundle, node, secrets, late);
  const removals = removed.map((path) => `- 0000 root root - 0755 ${path}\n`);
  const index = Sealed.join('index', [...lines.map(({ line }) => line), ...removals]);
  return ports.archive.pack(
    `files of ${node}`,
    new Map([
      ['index', index],
      ['installed.json', plainInput(record)],
      ['activator', plainInput(ports.activator)],
      ...lines.map(({ name, body }) => [name, body] as const),
    ]),
  );
}
