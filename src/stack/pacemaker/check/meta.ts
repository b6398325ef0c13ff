/** Checks that the oldest pacemaker of the cluster reads every meta attribute that is written. Change log of pacemaker. */
import type { SourcePath } from '../../../base/brand.ts';
import { own } from '../../../base/json.ts';
import type { Check } from '../../../check/check.ts';
import { defineDiagnostic, valueAt } from '../../../diag/diagnostic.ts';
import { below } from '../../../model/service.ts';
import { platformName } from '../../../platform/platform.ts';
import { META_ATTRIBUTES } from '../catalogue/metadata.gen.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';
import { lacking } from './options.ts';

export const unknownMeta = defineDiagnostic<{ name: string; key: string; release: string; since: string }>({
  code: 'pcmk/unknown-meta',
  severity: 'error',
  message: (f) => `${f.key} needs the meta attribute ${f.name} of pacemaker ${f.since}, and ${f.release} is older`,
  help: (f) => `remove ${f.key}, or update the hosts`,
  explain:
    'pacemaker ignores a meta attribute that it does not know, and crm_verify accepts it. Measured with pacemaker 2.1.5; change log of pacemaker.',
});

/** Keys of the site that are written as a meta attribute of a later version. */
type Use = { readonly at: SourcePath; readonly key: string; readonly name: string };

function usesIn({ services }: PacemakerModel): readonly Use[] {
  return services
    .flatMap((service) => below(service.resources))
    .filter(({ special }) => special.independentSubtree === 'non_critical')
    .map(({ at }) => ({ at, key: 'independent_subtree', name: 'critical' }));
}

function* metaAttributesAreRead(model: PacemakerModel) {
  for (const { at, key, name } of usesIn(model)) {
    const since = own(META_ATTRIBUTES, name) ?? '';
    const old = lacking(since, model);
    if (old !== undefined) yield unknownMeta(valueAt([...at, key]), { name, key, release: platformName(old), since });
  }
}

export const metaChecks: readonly Check<PacemakerOptions>[] = [metaAttributesAreRead];
