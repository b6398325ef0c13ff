/** Checks that only cman, rgmanager and clvmd need. */
import type { Check } from '../../check/check.ts';
import { defineDiagnostic, valueAt } from '../../diag/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import { lvmChecks } from './lvm-checks.ts';
import { lvmFilterChecks } from './lvm-filter-checks.ts';

export const clusterName = defineDiagnostic<{ name: string; length: number }>({
  code: 'cluster/name',
  severity: 'error',
  message: (f) =>
    f.length > 15
      ? `cluster name "${f.name}" has ${f.length} characters; cman accepts at most 15`
      : `"${f.name}" cannot be the name of a cluster`,
  help: () => 'use 1 to 15 letters, digits, hyphens and underscores, not a hyphen first',
  explain:
    'cman refuses to start with a longer name, although the schema of cluster.conf lets it pass. Seen on cman 3.2: "Invalid cluster name".',
});

function* clusterNameIsAccepted({ cluster }: Model) {
  const { name } = cluster;
  if (!/^[A-Za-z0-9_][A-Za-z0-9_-]{0,14}$/.test(name))
    yield clusterName(valueAt(['cluster', 'name']), { name, length: [...name].length });
}

export const cmanChecks: readonly Check[] = [clusterNameIsAccepted, ...lvmChecks, ...lvmFilterChecks];
