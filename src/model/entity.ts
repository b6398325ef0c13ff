/** What every entity of the model carries: where it was written, and where its values came from. */
import type { Json, SourcePath, SecretName } from '../base/brand.ts';

export type Written = { readonly at: SourcePath };

/** A thing with such attributes, sorted by name. */
export type Open = { readonly raw: readonly RawAttribute[] };

/** An attribute that is written as it is: the site's own answer to what clusterc does not know. */
export type RawAttribute = { readonly name: string; readonly text: string };

/**
 * Where a value came from that is not written in its place, and the value as a site would say it. The key is the path with slashes.
 * `layer`: a profile or a group says it at `from`, for a VM that takes it.
 */
export type Origin =
  | { readonly kind: 'layer'; readonly value: Json; readonly from: SourcePath }
  | { readonly kind: 'default'; readonly value: Json; readonly because: string }
  | { readonly kind: 'derived'; readonly value: Json; readonly because: string; readonly from: readonly SourcePath[] };

export type Secret = { readonly secret: SecretName };
