/** `clusterc history`: the pushes that the nodes and this machine have recorded. */
import { canonicalJson } from '../../base/json.ts';
import { CLUSTER_NAME } from '../../base/names.ts';
import { together } from '../../deploy/push/histories.ts';
import { hasError } from '../../diag/diagnostic.ts';
import { renderMistake } from '../../diag/text.ts';
import { isBundlePath, readBundle } from '../../edge/bundle/bundle-read.ts';
import { linksIn } from '../../edge/node/sandbox-links.ts';
import { nodeOf } from '../../emit/node.ts';
import { openJournal } from '../../edge/state/journal.ts';
import { historyJson, renderHistory } from '../../report/history.ts';
import { EXIT, located, remark, report, unlocated, type ExitCode, type Io, type ReadFormat } from '../io.ts';
import { memoryOf } from '../../edge/state/state-folder.ts';
import { analyseSite } from '../subject/site.ts';
import { nodeJournals, type AskedNodes, type NodeJournals } from './node-journals.ts';

export type HistoryOptions = {
  readonly cluster: string | undefined;
  readonly last: string | undefined;
  /** Asks no node. */
  readonly local: boolean;
  readonly sandbox: string | undefined;
  readonly format: ReadFormat;
};

export async function history(
  site: string,
  { cluster, last = '20', local, sandbox, format }: HistoryOptions,
  io: Io,
): Promise<ExitCode> {
  const mistake = mistakeIn(site, cluster, last);
  if (mistake !== undefined) {
    io.err.write(renderMistake(mistake, 'clusterc help history', io.err.color));
    return EXIT.usage;
  }
  const planted = sandbox === undefined ? [] : linksIn(sandbox);
  report(unlocated(planted), io.err);
  if (planted.length > 0) return EXIT.failed;
  const about = cluster === undefined ? await clusterOf(site, io) : { name: cluster, nodes: [], providers: [] };
  if (about === undefined) return EXIT.failed;
  const { name } = about;
  const own = openJournal(memoryOf(io.env, sandbox), name).read();
  const { histories, diagnostics } = local ? NOT_ASKED : await nodeJournals(about, sandbox, io);
  const { pushes, foreign } = together(own, histories);
  const shown = pushes.toReversed().slice(0, Number(last));
  io.out.write(format === 'json' ? canonicalJson(historyJson(name, shown, foreign)) : renderHistory(shown, io.out));
  const found = [...own.diagnostics, ...diagnostics];
  report(unlocated(found), io.err);
  if (hasError(found)) return EXIT.failed;
  if (pushes.length === 0) remark(nothingOf(name, sandbox, histories.length > 0), io);
  return EXIT.done;
}

const NOT_ASKED: NodeJournals = { histories: [], diagnostics: [] };

function nothingOf(name: string, sandbox: string | undefined, asked: boolean): string {
  const where = sandbox === undefined ? `on this machine${asked ? ' or on a node' : ''}` : `in ${sandbox}`;
  return `no push of ${name} is recorded ${where}`;
}

function mistakeIn(site: string, cluster: string | undefined, last: string): string | undefined {
  if (!/^[1-9][0-9]{0,5}$/.test(last)) return `--last ${last}: it is a number from 1 to 999999`;
  if (cluster === undefined) return undefined;
  if (!CLUSTER_NAME.test(cluster)) return `--cluster ${cluster}: it is not a cluster name`;
  return site === '.' ? undefined : 'either a site or --cluster, not both';
}

type Cluster = AskedNodes & { readonly name: string };

/** Errors elsewhere in the site do not matter. */
async function clusterOf(site: string, io: Io): Promise<Cluster | undefined> {
  if (isBundlePath(site)) {
    const { value, diagnostics } = await readBundle(site);
    report(unlocated(diagnostics), io.err);
    return value && { name: value.cluster, nodes: value.nodes, providers: [] };
  }
  const compilation = analyseSite(site, io);
  const name = compilation.spec?.cluster?.name;
  const nodes = compilation.model?.hosts.map(nodeOf) ?? [];
  const providers = compilation.model?.secretProviders.map(({ provider }) => provider) ?? [];
  if (name !== undefined && CLUSTER_NAME.test(name)) return { name, nodes, providers };
  report(located(compilation), io.err);
  return undefined;
}
