/** Checks that cluster options exist and are safe, which crm_verify does not. Measured with pacemaker 2.1.5. */
import type { SourcePath } from '../../../base/brand.ts';
import { own as ownOf } from '../../../base/json.ts';
import { similar } from '../../../base/similar.ts';
import type { Check } from '../../../check/check.ts';
import { defineDiagnostic, keyAt, valueAt, type Place } from '../../../diag/diagnostic.ts';
import { platformName } from '../../../platform/platform.ts';
import type { Platform } from '../../../platform/release-id.ts';
import { isFrom } from '../../../platform/version.ts';
import { CLUSTER_OPTIONS } from '../catalogue/metadata.gen.ts';
import { NEVER, SAID_ELSEWHERE, clusterOption, oldName } from '../catalogue/options.ts';
import { pacemakerDialectOf, releasesOf } from '../dialect.ts';
import { hasSharedGroups } from '../emit/storage.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';

export const unknownProperty = defineDiagnostic<{
  name: string;
  /** The key of the site that sets it. */
  key: string;
  release: string;
  suggestion: string | null;
}>({
  code: 'pcmk/unknown-property',
  severity: 'error',
  message: (f) =>
    `the pacemaker of ${f.release} knows no option ${f.name}${f.suggestion === null ? '' : `; did you mean ${f.suggestion}?`}`,
  help: (f) => (f.suggestion === null ? `remove ${f.key}` : `write ${f.suggestion}`),
  explain:
    'pacemaker ignores an option that it does not know, and crm_verify accepts it. Measured with pacemaker 2.1.5 and 3.0.0.',
});

export const propertyElsewhere = defineDiagnostic<{ name: string; key: string }>({
  code: 'pcmk/property-key',
  severity: 'error',
  message: (f) => `${f.name} is set by cluster.pacemaker.${f.key}`,
  help: (f) => `write ${f.key} there, and remove ${f.name}`,
  explain: 'The option would be in the CIB twice, and which of the two counts depends on their order.',
});

export const dangerousProperty = defineDiagnostic<{ name: string; because: string }>({
  code: 'pcmk/dangerous-property',
  severity: 'error',
  message: (f) => `${f.name} is never written: ${f.because}`,
  help: (f) => `remove ${f.name}`,
  explain:
    'These options switch off what keeps data safe, or stop everything at once. Red Hat article 2881341; measured with pacemaker 2.1.5.',
});

export const quorumIgnored = defineDiagnostic({
  code: 'pcmk/quorum-ignore',
  severity: 'error',
  message: () => 'no_quorum_policy ignore lets both halves of a split continue',
  help: () => 'leave it out; two hosts and a quorum device are handled',
  explain: 'Each half fences and starts what the other one runs. Pacemaker Explained, no-quorum-policy.',
});

export const quorumPolicyDlm = defineDiagnostic<{ policy: string }>({
  code: 'pcmk/quorum-policy-dlm',
  severity: 'warning',
  acceptable: true,
  message: (f) => `no_quorum_policy is ${f.policy}, but DLM keeps its locks until quorum is back`,
  help: () => 'write no_quorum_policy: freeze, or leave it out',
  explain:
    'Without quorum DLM releases no lock, so a guest cannot be stopped, and the node is fenced instead. Red Hat, "Configuring GFS2".',
});

const AT: SourcePath = ['cluster', 'pacemaker'];

function* propertiesAreKnown(model: PacemakerModel) {
  for (const { at, name } of model.own.properties) {
    const key = ownOf(SAID_ELSEWHERE, name);
    const because = ownOf(NEVER, name);
    if (because !== undefined) yield dangerousProperty(keyAt(at), { name, because });
    else if (key !== undefined) yield propertyElsewhere(keyAt(at), { name, key });
    else yield* unknownOption(name, keyAt(at), model);
  }
}

/** An option that is a key of its own. */
function* priorityDelayIsKnown(model: PacemakerModel) {
  if (model.own.priorityFencingDelay !== null)
    yield* unknownOption('priority-fencing-delay', keyAt([...AT, 'priority_fencing_delay']), model);
}

function* unknownOption(name: string, at: Place, model: PacemakerModel) {
  const since = clusterOption(name)?.since;
  const old = since === undefined ? model.cluster.platform : lacking(since, model);
  if (old === undefined) return;
  const suggestion = oldName(name) ?? similar(name, Object.keys(CLUSTER_OPTIONS)) ?? null;
  const key = at.in === 'model' ? String(at.path.at(-1)) : name;
  const release = platformName(old);
  yield unknownProperty(at, { name, key, release, suggestion: since === undefined ? suggestion : null });
}

/** A release of the cluster whose pacemaker is older than a version. */
export function lacking(since: string, model: PacemakerModel): Platform | undefined {
  return releasesOf(model).find((platform) => !isFrom(pacemakerDialectOf(platform).pacemaker, since));
}

function* quorumCounts(model: PacemakerModel) {
  const policy = model.own.noQuorumPolicy;
  const at = valueAt([...AT, 'no_quorum_policy']);
  if (policy === 'ignore') yield quorumIgnored(at, {});
  else if (policy !== null && policy !== 'freeze' && hasSharedGroups(model)) yield quorumPolicyDlm(at, { policy });
}

export const optionChecks: readonly Check<PacemakerOptions>[] = [
  propertiesAreKnown,
  priorityDelayIsKnown,
  quorumCounts,
];
