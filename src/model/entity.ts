/** What every entity of the model has: its place in the site, and the origins of its values. */
import type { Json, SourcePath, SecretName } from '../base/brand.ts';

export type Written = { readonly at: SourcePath };

/** A thing with raw attributes, sorted by name. */
export type Open = { readonly raw: readonly RawAttribute[] };

/** An attribute that is written as it is, for what clusterc does not know. */
export type RawAttribute = { readonly name: string; readonly text: string };

/**
 * The origin of a value that is not set in its place, with the value as a site would write it. `layer`: a profile or group that a
 * VM uses sets it at `from`.
 */
export type Origin =
  | { readonly kind: 'layer'; readonly value: Json; readonly from: SourcePath }
  | { readonly kind: 'default'; readonly value: Json; readonly because: string }
  | { readonly kind: 'derived'; readonly value: Json; readonly because: string; readonly from: readonly SourcePath[] };

export type Secret = { readonly secret: SecretName };
