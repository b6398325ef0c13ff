/** `clusterc history`: the pushes recorded on this machine. */
import { canonicalJson } from '../../base/json.ts';
import { CLUSTER_NAME } from '../../base/names.ts';
import { hasError } from '../../diag/diagnostic.ts';
import { renderMistake } from '../../diag/text.ts';
import { isBundlePath, readBundle } from '../../edge/bundle/bundle-read.ts';
import { openJournal } from '../../edge/state/journal.ts';
import { historyJson, renderHistory } from '../../report/history.ts';
import { EXIT, located, remark, report, unlocated, type ExitCode, type Io, type ReadFormat } from '../io.ts';
import { memoryOf } from '../../edge/state/state-folder.ts';
import { analyseSite } from '../site/site.ts';

export type HistoryOptions = {
  readonly cluster: string | undefined;
  readonly last: string | undefined;
  readonly sandbox: string | undefined;
  readonly format: ReadFormat;
};

export async function history(
  site: string,
  { cluster, last = '20', sandbox, format }: HistoryOptions,
  io: Io,
): Promise<ExitCode> {
  const mistake = mistakeIn(site, cluster, last);
  if (mistake !== undefined) {
    io.err.write(renderMistake(mistake, 'clusterc help history', io.err.color));
    return EXIT.usage;
  }
  const name = cluster ?? (await clusterOf(site, io));
  if (name === undefined) return EXIT.failed;
  const { pushes, foreign, diagnostics } = openJournal(memoryOf(io.env, sandbox), name).read();
  const shown = pushes.toReversed().slice(0, Number(last));
  io.out.write(format === 'json' ? canonicalJson(historyJson(name, shown, foreign)) : renderHistory(shown, io.out));
  report(unlocated(diagnostics), io.err);
  if (hasError(diagnostics)) return EXIT.failed;
  if (pushes.length === 0)
    remark(`no push of ${name} is written down ${sandbox === undefined ? 'on this machine' : `in ${sandbox}`}`, io);
  return EXIT.done;
}

function mistakeIn(site: string, cluster: string | undefined, last: string): string | undefined {
  if (!/^[1-9][0-9]{0,5}$/.test(last)) return `--last ${last}: it is a number from 1 to 999999`;
  if (cluster === undefined) return undefined;
  if (!CLUSTER_NAME.test(cluster)) return `--cluster ${cluster}: it is no name of a cluster`;
  return site === '.' ? undefined : 'either a site or --cluster, not both';
}

/** Errors elsewhere in the site do not matter. */
async function clusterOf(site: string, io: Io): Promise<string | undefined> {
  if (isBundlePath(site)) {
    const { value, diagnostics } = await readBundle(site);
    report(unlocated(diagnostics), io.err);
    return value?.cluster;
  }
  const compilation = analyseSite(site, io);
  const name = compilation.spec?.cluster?.name;
  if (name !== undefined && CLUSTER_NAME.test(name)) return name;
  report(located(compilation), io.err);
  return undefined;
}
