/**
 * The files of a bundle -> the bundle. The inverse of `bundleFiles`. Nothing is trusted: anything that `build` would write in
 * another way is refused, and the identity is computed again.
 */
import { as, type ActionId, type Digest, type HostName, type Json, type RemotePath } from '../base/brand.ts';
import { canonicalPieces, isMap, parsedJson, sha256 } from '../base/json.ts';
import { memoized } from '../base/memoize.ts';
import { CLUSTER_NAME } from '../base/names.ts';
import { DAYS, isTimeZone, type Window } from '../base/window.ts';
import {
  bundleId,
  FORMAT,
  SSH_OPTIONS,
  type Bundle,
  type BundleNode,
  type OutputFile,
  type Validator,
  type ReportFile,
} from './bundle.ts';
import { shown, type Content } from './content.ts';
import { Fields } from './fields.ts';
import { actionFrom, commandFrom, orNone, PATH } from './read-actions.ts';
import { runtimeFrom } from './read-runtime.ts';
import { contentOf, manifestOf, type ManifestSlot } from './manifest.ts';

export type BundleProblem =
  | { readonly wrong: 'no-manifest' }
  | { readonly wrong: 'format'; readonly format: string }
  | { readonly wrong: 'manifest'; readonly problem: string }
  | { readonly wrong: 'missing' | 'extra' | 'digest'; readonly path: string }
  | { readonly wrong: 'identity'; readonly said: string; readonly computed: string };

export type ReadBundle = { readonly bundle: Bundle } | { readonly problems: readonly BundleProblem[] };

/** Relative path -> bytes. */
export function bundleFrom(files: Files): ReadBundle {
  const bytes = files.get('manifest.json');
  if (bytes === undefined) return { problems: [{ wrong: 'no-manifest' }] };
  const text = new TextDecoder().decode(bytes);
  const json = parsedJson(text);
  if (!isMap(json)) return { problems: [{ wrong: 'manifest', problem: 'it is not a JSON map' }] };
  if (json['format'] !== FORMAT)
    return { problems: [{ wrong: 'format', format: JSON.stringify(json['format'] ?? null) }] };
  return fromManifest(json, text, files);
}

function fromManifest(json: Json, text: string, files: Files): ReadBundle {
  const complaints: string[] = [];
  const manifest = new Fields(json, 'manifest.json', (problem) => complaints.push(problem));
  const nodes = manifest.maps('nodes', nodeFrom);
  const described = manifest.maps('files', fileFrom);
  const actions = manifest.maps('actions', actionFrom);
  const windows = manifest.maps('windows', windowFrom);
  const reports = manifest.maps('reports', reportFrom);
  const id = as<Digest>(manifest.text('bundle', DIGEST));
  const [cluster, platform] = [manifest.text('cluster', CLUSTER_NAME), manifest.text('platform', PLATFORM)];
  const stack = manifest.text('stack', STACK);
  const runtime = runtimeFrom(manifest);
  if (complaints.length > 0) return { problems: complaints.map((problem) => ({ wrong: 'manifest', problem })) };
  const problems = [...misfits(described, reports, files)];
  if (problems.length > 0) return { problems };
  const contents = described.map(({ file, slots }) => withContent(file, slots, files));
  const texts = reports.map(({ path }): ReportFile => ({ path, text: textOf(path, files) }));
  const rest = { ...runtime, stack, windows, reports: texts };
  const bundle: Bundle = { id, cluster, platform, nodes, files: contents, actions, ...rest };
  return judged(bundle, text);
}

/** Refuses a manifest that would be written in another way, as it contains something unknown. */
function judged(bundle: Bundle, text: string): ReadBundle {
  const { id, ...rest } = bundle;
  const computed = bundleId(rest);
  if (computed !== id) return { problems: [{ wrong: 'identity', said: id, computed }] };
  return isWritten(text, canonicalPieces(manifestOf(bundle)))
    ? { bundle }
    : { problems: [{ wrong: 'manifest', problem: 'it holds something that no build writes' }] };
}

/** Is a text what these pieces make? */
function isWritten(text: string, pieces: Iterable<string>): boolean {
  let at = 0;
  for (const piece of pieces) {
    if (!text.startsWith(piece, at)) return false;
    at += piece.length;
  }
  return at === text.length;
}

type Files = ReadonlyMap<string, Uint8Array>;
type Report = { readonly path: string; readonly digest: string };
type Described = {
  readonly file: Omit<OutputFile, 'content'>;
  readonly digest: string;
  readonly slots: readonly ManifestSlot[];
};

/** Files that are missing, not described, or different from the manifest. */
function* misfits(described: readonly Described[], reports: readonly Report[], files: Files): Generator<BundleProblem> {
  const known = new Map([
    ['manifest.json', null],
    ['activate.sh', null],
    ...reports.map(({ path, digest }) => [path, digest] as const),
    ...described.flatMap(({ file, digest }) => placesOf(file).map((place) => [place, digest] as const)),
  ]);
  const digestOf = memoized((bytes: Uint8Array) => sha256(bytes)); // files of several nodes may be one
  for (const [path, digest] of known) {
    const bytes = files.get(path);
    if (bytes === undefined) yield { wrong: 'missing', path };
    else if (digest !== null && digestOf(bytes) !== digest) yield { wrong: 'digest', path };
  }
  for (const path of files.keys()) if (!known.has(path)) yield { wrong: 'extra', path };
}

function placesOf({ nodes, path }: Pick<OutputFile, 'nodes' | 'path'>): readonly string[] {
  return nodes.map((node) => `nodes/${node}${path}`);
}

function withContent(file: Described['file'], slots: readonly ManifestSlot[], files: Files): OutputFile {
  const text = textOf(placesOf(file)[0] ?? '', files);
  const content: Content = contentOf(text, slots);
  // Slots in another place than the manifest says would fill a file wrongly; the identity then differs.
  return { ...file, content: shown(content) === text ? content : [text] };
}

function textOf(path: string, files: Files): string {
  return new TextDecoder().decode(files.get(path));
}

const PLATFORM = /^[a-z0-9.]{1,20}$/;
const STACK = /^[a-z][a-z0-9-]{0,30}$/;
const DIGEST = /^[0-9a-f]{64}$/;
const HOST = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const MODE = /^[0-7]{4}$/;
const PERSON = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const SECRET = /^[A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/;

const ADDRESS = /^[A-Za-z0-9][A-Za-z0-9.:-]*$/;
/** A value without characters that a shell interprets: ssh passes ProxyJump to a shell. */
const OPTION = /^[A-Za-z0-9_.~/+^*@,:%[\]-]+$/;

function nodeFrom(fields: Fields): BundleNode {
  const at = fields.map('connection');
  const connection = {
    // A folder of this machine is never written into a bundle: a sandbox puts it in while it plays.
    via: at.oneOf('via', ['ssh']),
    address: at.text('address', ADDRESS),
    user: at.textOrNull('user', PERSON),
    port: at.numberOrNull('port'),
    ...(at.has('options') ? { options: at.textMap('options', SSH_OPTIONS, OPTION) } : {}),
  };
  return {
    host: as<HostName>(fields.text('host', HOST)),
    nodeName: fields.text('nodeName'),
    nodeId: fields.number('nodeId'),
    ...(fields.has('groups') ? { groups: fields.texts('groups') } : {}),
    connection,
  };
}

function fileFrom(fields: Fields): Described {
  const file = {
    path: as<RemotePath>(fields.text('path', PATH)),
    nodes: fields.texts('nodes').map((host) => as<HostName>(host)),
    mode: Number.parseInt(fields.text('mode', MODE), 8),
    folderMode: Number.parseInt(fields.text('folderMode', MODE), 8),
    owner: fields.text('owner', PERSON),
    group: fields.text('group', PERSON),
    install: installFrom(fields),
    check: orNone('check', fields, validatorFrom),
    from: fields.texts('from').map(sourcePath),
    needs: fields.texts('needs').map((action) => as<ActionId>(action)),
  };
  return { file, digest: fields.text('digest', DIGEST), slots: fields.maps('slots', slotFrom) };
}

function validatorFrom(fields: Fields): Validator {
  const reads = fields.has('reads') ? { reads: fields.texts('reads').map((path) => as<RemotePath>(path)) } : {};
  return { ...commandFrom(fields), ...reads };
}

function installFrom(fields: Fields): OutputFile['install'] {
  if (fields.isText('install')) return fields.oneOf('install', ['rename'] as const);
  const way = fields.map('install');
  return way.has('document') ? { document: way.text('document') } : { action: as<ActionId>(way.text('action')) };
}

/** The path of a place. Numeric steps are indices into lists. */
function sourcePath(place: string): OutputFile['from'][number] {
  return place.split('/').map((step) => (/^(0|[1-9][0-9]*)$/.test(step) ? Number(step) : step));
}

function slotFrom(fields: Fields): ManifestSlot {
  const offset = fields.number('offset');
  if (fields.has('late')) return { offset, late: fields.oneOf('late', ['config-version']) };
  const encode = fields.oneOf('encode', ['raw', 'xml-text', 'xml-attribute', 'iscsid-value', 'long-key']);
  return { offset, secret: fields.text('secret', SECRET), encode };
}

/** A name in the folder of the manifest, and none that a build needs itself. */
const REPORT = /^(?!(?:nodes|manifest\.json|activate\.sh)$)[A-Za-z0-9_][A-Za-z0-9._-]*$/;

function reportFrom(fields: Fields): Report {
  return { path: fields.text('path', REPORT), digest: fields.text('digest', DIGEST) };
}

const TIME = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/;
const END = /^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/;
const TIME_ZONE = { test: isTimeZone };

/** Reports a window that starts when it ends, which no site can have. */
function windowFrom(fields: Fields): Window {
  const from = fields.text('from', TIME);
  const to = fields.text('to', { test: (text) => END.test(text) && text !== from });
  return { days: fields.someOf('days', DAYS), from, to, timezone: fields.text('timezone', TIME_ZONE) };
}
