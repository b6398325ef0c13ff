/** `clusterc fmt --to-version 2`: a site whose derived names are those of version 2, and what that changes on nodes. */
import { analyse, type Compilation } from '../../analyse.ts';
import { edited } from '../../convert/edits.ts';
import { hasError } from '../../diag/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import { parse } from '../../source/parse.ts';
import type { SourceFile } from '../../source/tree.ts';

export type Renumbered = {
  readonly files: readonly SourceFile[];
  /** One sentence for each name that changes on nodes. */
  readonly changes: readonly string[];
};

/** The result, or the findings of a site with errors: what changes on nodes can only be said of a site that can be built. */
export function inVersion2(files: readonly SourceFile[]): Renumbered | Compilation {
  const before = analysed(files);
  const { value } = parse(files);
  if (before.model === undefined || value === undefined || hasError(before.diagnostics)) return before;
  const fresh = edited(files, value, [{ kind: 'replace', path: ['version'], text: '2' }]);
  const after = analysed(fresh);
  if (after.model === undefined || hasError(after.diagnostics)) return after;
  return {
    files: fresh,
    changes: [...macChanges(before.model, after.model), ...domainChanges(before.model, after.model)],
  };
}

function analysed(files: readonly SourceFile[]): Compilation {
  return analyse(files.map(({ id, text }) => ({ id, bytes: Buffer.from(text) })));
}

function macChanges(before: Model, after: Model): readonly string[] {
  return before.vms.flatMap(({ name, nics }, index) =>
    nics.flatMap(({ mac }, card) => {
      const fresh = after.vms[index]?.nics[card]?.mac ?? mac;
      return fresh === mac
        ? []
        : [`${name}: network card ${card + 1} has ${fresh} in place of ${mac} when it starts next`];
    }),
  );
}

function domainChanges(before: Model, after: Model): readonly string[] {
  const named = [...before.vms, ...before.services].map(({ name, failoverDomain }, index) => ({
    name,
    failoverDomain,
    fresh: [...after.vms, ...after.services][index]?.failoverDomain ?? failoverDomain,
  }));
  const renamed = named.filter(({ failoverDomain, fresh }) => fresh !== failoverDomain);
  return renamed.map(
    ({ name, failoverDomain, fresh }) => `${name}: its failover domain is ${fresh} in place of ${failoverDomain}`,
  );
}
