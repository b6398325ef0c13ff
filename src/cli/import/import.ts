/** `clusterc import`: writes a site, a separate file of secrets and a report from the files of nodes. */
import { join } from 'node:path';
import { as, type SecretName } from '../../base/brand.ts';
import { canonicalJson, isMap } from '../../base/json.ts';
import { Sealed } from '../../base/sealed.ts';
import { masker } from '../../deploy/node/mask.ts';
import { hasError } from '../../diag/diagnostic.ts';
import { visible } from '../../diag/visible.ts';
import { noSuchPlatform } from '../../edge/import-findings.ts';
import { sshTransport } from '../../edge/node/ssh.ts';
import type { Transport } from '../../deploy/node/ports.ts';
import { usageError } from '../usage.ts';
import { writeNewFolder } from '../../edge/file/new-folder.ts';
import { importNodes, SECRETS, type Imported } from '../../import/import.ts';
import { redacted } from '../../import/masked.ts';
import { renderReport } from '../../import/site/report.ts';
import { siteFiles } from '../../import/site/site-files.ts';
import { DEFAULTS } from '../../resolve/defaults.ts';
import { readPlatform } from '../../platform/platform.ts';
import { macOf, uuidOf } from '../../resolve/vm/identity.ts';
import type { VmName } from '../../model/model.ts';
import { count } from '../../report/count.ts';
import { locate } from '../../source/locate.ts';
import { editorSchema } from '../../spec/editor-schema.ts';
import { admitted, examined, examinedJson, type Examined } from './examine.ts';
import { fitting } from './platform.ts';
import { fetchNodes, readNodes, type Read } from './read.ts';
import { fail } from '../nodes/nodes.ts';
import { EXIT, remark, report, type ExitCode, type Io, type ReadFormat } from '../io.ts';

export type ImportOptions = {
  readonly output: string;
  readonly platform: string | undefined;
  /** Nodes to fetch the files from, separated by commas. */
  readonly from?: string | undefined;
  readonly format: ReadFormat;
};

/** Runs the command: reads nodes, imports them, and writes the new folder. Returns the exit code. */
export async function importSite(folders: readonly string[], options: ImportOptions, io: Io): Promise<ExitCode> {
  const { platform } = options;
  if (platform !== undefined && readPlatform(platform) === undefined)
    return fail([noSuchPlatform(NOWHERE, { platform })], io);
  const hosts = (options.from ?? '')
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '');
  if ((hosts.length === 0) === (folders.length === 0)) return noSource(io);
  const read = hosts.length === 0 ? await readNodes(folders) : await fetchNodes(hosts, transportOf(io));
  tell(read, io);
  const { importer, nodes } = read;
  if (hasError(read.diagnostics) || importer === undefined) return EXIT.failed;
  const run = (guess?: string) =>
    importNodes(importer, nodes, { ...DERIVED, platform, ...(guess === undefined ? {} : { guess }) });
  const imported = admitted(fitting(run));
  io.hide(imported.secrets.values());
  const result = await examined(imported, { importer, nodes });
  const { cluster } = imported.site;
  const name = isMap(cluster) ? String(cluster['name']) : '';
  const sources = nodes.map(({ folder }) => folder);
  const text = renderReport({ cluster: name, sources, notes: imported.notes, ...result });
  const failed = writeNewFolder(options.output, outputOf(imported, text));
  if (failed.length > 0) return fail(failed, io);
  const said = { version: 1, cluster: name, folder: options.output, notes: imported.notes, ...examinedJson(result) };
  io.out.write(options.format === 'json' ? canonicalJson(said) : `${join(options.output, 'site.yaml')}\n`);
  return summed(imported, result, options.output, io);
}

function noSource({ err }: Io): ExitCode {
  err.write(
    usageError('name folders with the files of nodes, or --from HOST,HOST; one of the two', 'import', err.color),
  );
  return EXIT.usage;
}

function transportOf({ env, ports }: Io): Transport {
  const settings = {
    env,
    config: env['CLUSTERC_SSH_CONFIG'],
    forks: 32,
    group: 'ours',
  } as const;
  return ports?.transport ?? sshTransport(settings);
}

const NOWHERE = { in: 'nowhere', because: 'it is on the command line' } as const;

/** Defaults and derived values of the model. */
export const DERIVED = {
  defaults: DEFAULTS,
  uuid: (cluster: string, vm: string) => uuidOf(cluster, as<VmName>(vm)),
  mac: (cluster: string, vm: string, index: number) => macOf(cluster, as<VmName>(vm), index),
};

/** Prints diagnostics. Lines of excerpts that hold a password are masked. */
function tell({ texts, diagnostics }: Read, { err }: Io): void {
  const mask = masker([]);
  const hide = (line: string) => redacted(mask(line));
  const located = locate(texts, undefined, diagnostics).map((one) =>
    typeof one.where === 'string' ? one : { ...one, where: { ...one.where, excerpt: one.where.excerpt.map(hide) } },
  );
  report(located, err);
}

function outputOf({ site, remarks, secrets }: Imported, text: string): ReadonlyMap<string, string | Sealed> {
  const files = new Map<string, string | Sealed>([
    ...siteFiles(site, remarks),
    ['IMPORT.md', text],
    ['.clusterc/site.schema.json', canonicalJson(editorSchema())],
  ]);
  if (secrets.size === 0) return files;
  return files.set(SECRETS, secretsFile(secrets)).set('.gitignore', `${SECRETS}\n`);
}

/** The secrets by name, as JSON, which is valid YAML. */
function secretsFile(secrets: ReadonlyMap<SecretName, Sealed>): Sealed {
  const head = '# Values of secrets that stood in the imported files. Never commit this file.\n';
  const lines = [...secrets].flatMap(([name, value]) => [
    `${name}: `,
    value.map((secret) => JSON.stringify(secret)),
    '\n',
  ]);
  return Sealed.join('secrets of the imported site', [head, ...lines]);
}

/** The summary. Errors here are faults of the original files; the written site does not have them. */
function summed({ notes }: Imported, { comparison, findings }: Examined, folder: string, io: Io): ExitCode {
  const dangers = notes.filter(({ severity }) => severity === 'error');
  for (const { file, line, message } of dangers) io.err.write(`${visible(`error: ${file}:${line}: ${message}`)}\n`);
  const counted = (kind: string) => notes.filter((note) => note.kind === kind).length;
  const { deviations, notCompared } = comparison ?? {};
  const without =
    notCompared === undefined || notCompared.length === 0 ? '' : `, ${count(notCompared.length, 'file')} not compared`;
  const compared = deviations === undefined ? 'not compared' : `${count(deviations.length, 'difference')}${without}`;
  const words = `${counted('assumed')} to fill in, ${counted('lost')} left out, ${compared}`;
  remark(`imported: ${words}; read ${join(folder, 'IMPORT.md')}, then: clusterc check ${folder}`, io);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) remark(`check finds ${count(errors, 'error')} in it`, io);
  return EXIT.done;
}
