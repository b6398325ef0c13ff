/**
 * Branded types and plain data that every stage shares. Nothing here depends on clusters, input or output.
 */
declare const brand: unique symbol;
/** A value that was recognised as more than its raw type; made only by the constructors of `base/` and `model/`. */
export type Brand<T, B extends string> = T & { readonly [brand]: B };

/** Bytes, a whole number. */
export type Bytes = Brand<number, 'Bytes'>;
/** Milliseconds, a whole number. */
export type Millis = Brand<number, 'Millis'>;
/** A file of the site as the user would name it: relative, forward slashes. */
export type FileId = Brand<string, 'FileId'>;
/** SHA-256 in lower-case hexadecimal. */
export type Digest = Brand<string, 'Digest'>;
/** The name of a secret, `fence/ilo-host1`; never its value. */
export type SecretName = Brand<string, 'SecretName'>;
/** Name of a host in the site (`host1`), which is also the name of its folder in a bundle. */
export type HostName = Brand<string, 'HostName'>;
/** Absolute path of a file on a node; only letters that neither a shell nor an index line can misread. */
export type RemotePath = Brand<string, 'RemotePath'>;
/** Name of an action in a bundle, `iscsi/login`. */
export type ActionId = Brand<string, 'ActionId'>;

/** A place in the site: `['vms', 'web01', 'memory']`. Names may hold dots, so it is never one string. */
export type SourcePath = readonly (string | number)[];

/** What may cross a stage: plain data, nothing else. `T extends Json` is the proof. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

type Unbranded<T> = T extends string ? string : T extends number ? number : never;

/** The one way to make a branded value. Call it where the meaning has just been checked, and nowhere else. */
export function as<T extends Brand<string | number, string>>(raw: Unbranded<T>): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place where a brand is put on
  return raw as unknown as T;
}
