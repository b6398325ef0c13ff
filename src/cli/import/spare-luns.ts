/** LUNs that no file shows a use of: the imported site accepts them, so that the nodes can be built as they are. */
import type { Json } from '../../base/brand.ts';
import { isList } from '../../base/json.ts';
import { unusedLun } from '../../check/devices/unused-luns.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import type { Imported } from '../../import/import.ts';
import { inOrder } from '../../import/site/order.ts';

/** The reason in the site. */
const REASON = 'a spare LUN: no file that was imported shows what uses it';

/** The import with an acceptance and a note for each spare LUN among the findings about its site. */
export function withSpareLuns(imported: Imported, found: readonly Diagnostic[]): Imported {
  const spare = found.flatMap(({ code, at }) =>
    code === unusedLun.code && at.in === 'model' ? [at.path.join('/')] : [],
  );
  if (spare.length === 0) return imported;
  const { site, notes, file } = imported;
  const own = site['accept'];
  const accept: readonly Json[] = [
    ...(isList(own) ? own : []),
    ...spare.map((at) => ({ code: unusedLun.code, at, because: REASON })),
  ];
  const noted = spare.map((at) => ({
    kind: 'assumed' as const,
    severity: 'warning' as const,
    file,
    line: 0,
    message: `${at}: no file shows what uses this LUN; accepted as a spare one`,
  }));
  return { ...imported, site: inOrder({ ...site, accept }), notes: [...notes, ...noted] };
}
