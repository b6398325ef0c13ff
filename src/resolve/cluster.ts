/** Spec -> the cluster as a whole: name and platform here, the rest by its stack. */
import type { Json, SourcePath } from '../base/brand.ts';
import type { Cluster } from '../model/model.ts';
import { platformOf } from '../platform/platform.ts';
import type { Platform } from '../platform/release-id.ts';
import type * as Spec from '../spec/spec.gen.ts';
import type { Ledger } from './ledger.ts';
import { platformAt } from './platform.ts';
import type { Referable, StackResolver } from './stack-resolver.ts';

/** Replaces an invalid cluster section, so that the rest can still be checked. Nothing is emitted then. */
const STAND_IN: Spec.Cluster = { name: 'unknown', platform: 'rhel6', domain: 'invalid' };

/** The cluster with derived values and its stack's own options. Reports what the stack's resolver reports. */
export function resolveCluster(
  site: Spec.Site,
  referable: Referable,
  ledger: Ledger,
  resolverOf: (platform: Platform) => StackResolver,
): { readonly cluster: Cluster; readonly own: Json } {
  const at: SourcePath = ['cluster'];
  const value = site.cluster ?? STAND_IN;
  if (ledger.hasLost('hosts')) ledger.doubt(at);
  const platform = platformAt(value.platform, [...at, 'platform'], at, ledger) ?? platformOf(STAND_IN.platform);
  const { own, ...part } = resolverOf(platform)(value, at, referable, ledger);
  return { cluster: { at, name: value.name, domain: value.domain, platform, ...part }, own };
}
