/** Calls the activator on a node, and makes its input. */
import { as, type HostName, type Millis, type SecretName } from '../../base/brand.ts';
import { Sealed } from '../../base/sealed.ts';
import { filesOf, type Bundle, type BundleNode, type OutputFile } from '../../bundle/bundle.ts';
import { fill, secretsIn, waitsFor, type Content, type LateValues } from '../../bundle/content.ts';
import { octal } from '../../bundle/manifest.ts';
import type { Ports, Ran } from './ports.ts';
import { runningLines, versionField, type NodeProfile } from './profile.ts';

/** Timeout of a verb on one node; staging a thousand files takes about a second. Our choice. */
export const VERB_TIMEOUT = as<Millis>(120_000);

export type SecretValues = ReadonlyMap<SecretName, Sealed>;

/**
 * Runs a verb of the activator. The script is passed as an argument, so nothing needs to be installed. Only the read-only part
 * of the script is sent for `observe`, so it cannot change anything.
 */
export function activate(
  node: BundleNode,
  call: readonly [verb: string, ...args: string[]],
  stdin: Sealed,
  ports: Ports,
  timeout: Millis = VERB_TIMEOUT,
  connection: 'new' | 'kept' = 'kept',
): Promise<Ran> {
  const script = call[0] === 'observe' ? readOnlyPart(ports.activator) : ports.activator;
  const argv = ['sh', '-c', script, 'clusterc-node', rootOf(node), ...call];
  return ports.transport.run(node, argv, { stdin, timeout, connection });
}

/** The read-only part of the activator without comments: a quarter of the size to send and to parse. */
export function readOnlyPart(activator: string): string {
  return activator.replace(/^# === changes ===$.*^# === the call ===$/ms, '').replace(/^ *#.*\n/gm, '');
}

/** The activator as it is sent: each node parses it with every request. The lines that bound its parts stay. */
export function withoutComments(activator: string): string {
  return activator.replace(/^ *#(?! ===).*\n/gm, '');
}

/** The folder that is `/` for the activator. */
export function rootOf({ connection }: BundleNode): string {
  return connection.via === 'local' ? connection.root : '/';
}

/** Standard input without secrets. */
export function plainInput(text: string): Sealed {
  return Sealed.of('plain text', text);
}

/** One line of the activator's index: `DIGEST MODE OWNER GROUP LATE FOLDERMODE PATH`. */
type IndexLine = { readonly line: Sealed; readonly name: string; readonly body: Sealed };

function indexLines(
  bundle: Bundle,
  node: HostName,
  { secrets, late, isMember }: Staging,
  profile: NodeProfile,
): readonly IndexLine[] {
  return filesOf(bundle, node).map((file) => {
    const body = fill(file.content, secrets, late);
    return { line: body.digestLine(fieldsOf(file, isMember, profile)), name: `files${file.path}`, body };
  });
}

/** An index line without its digest. */
function fieldsOf(file: OutputFile, isMember: boolean, profile: NodeProfile): string {
  const { path, mode, owner, group, folderMode } = file;
  return [octal(mode), owner, group, lateField(file, isMember, profile), octal(folderMode), path].join(' ');
}

/** `carried`: an action puts the file in place while the cluster runs. Otherwise no daemon does, and it is renamed. */
function lateField({ install, content }: OutputFile, isMember: boolean, { announced }: NodeProfile): string {
  if (announced === null || !waitsFor(content, 'config-version')) return '-';
  return `${isMember && install !== 'rename' ? 'carried' : 'version'}/${versionField(announced)}`;
}

/**
 * The input of `observe`: the questions to the cluster, then the desired files as an index with version 0; `unknown` for a file
 * with a secret whose value is unknown. Sealed, since the digest of a file with a short secret must not get into a log.
 */
export function desiredIndex(bundle: Bundle, node: HostName, secrets: SecretValues, profile: NodeProfile): Sealed {
  const lines = filesOf(bundle, node).map((file) => {
    const fields = fieldsOf(file, false, profile);
    const known = secretsIn(file.content).every((name) => secrets.has(name));
    return known ? fill(file.content, secrets, NO_VERSION).digestLine(fields) : `unknown ${fields}\n`;
  });
  return Sealed.join('index', [...runningLines(profile).map((line) => `${line}\n`), ...lines]);
}

const NO_VERSION = { 'config-version': 0 };

/** What a node gets of a bundle, and how. */
export type Staging = {
  readonly secrets: SecretValues;
  readonly late: LateValues;
  readonly isMember: boolean;
};

/** What concerns the files of one node. */
type Local = {
  readonly removed: readonly string[];
  readonly own: readonly string[];
  readonly record: string;
  /** Of the document that the cluster keeps, in order. */
  readonly patches?: readonly Content[];
};

/**
 * The archive for `stage`: filled files, an index that also lists files to remove, and the record. `own`: paths whose text on
 * the node stays, and is not sent.
 */
export async function stageArchive(
  bundle: Bundle,
  node: HostName,
  { removed, own, record, patches = [], ...staging }: Staging & Local,
  ports: Ports,
): Promise<Sealed> {
  const lines = indexLines(bundle, node, staging, ports.profile);
  const removals = removed.map((path) => `- 0000 root root - 0755 ${path}\n`);
  const kept = new Set(own.map((path) => `files${path}`));
  const index = Sealed.join('index', [...lines.map(({ line }) => line), ...removals]);
  return ports.archive.pack(
    `files of ${node}`,
    new Map([
      ['index', index],
      ['installed.json', plainInput(record)],
      ['activator', plainInput(ports.activator)],
      ['own', plainInput(own.map((path) => `${path}\n`).join(''))],
      ...patches.map((patch, at) => [`patch.${at + 1}`, fill(patch, staging.secrets, staging.late)] as const),
      ...lines.filter(({ name }) => !kept.has(name)).map(({ name, body }) => [name, body] as const),
    ]),
  );
}
