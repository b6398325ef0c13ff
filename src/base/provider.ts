/** Where values of secrets come from, as the site and a bundle's manifest say it. Plain data, never a value. */

/** Password of an Ansible Vault: the first line of a file, or what a command prints. */
export type VaultPassword = { readonly file: string } | { readonly command: readonly string[] };

/** Paths are relative to the folder of the site, absolute, or below `~/`; commands are words for no shell. */
export type SecretProvider =
  | { readonly type: 'environment'; readonly prefix: string }
  | { readonly type: 'file'; readonly file: string }
  /** At most one password; without it CLUSTERC_VAULT_PASSWORD_FILE has to say it. */
  | { readonly type: 'vault'; readonly file: string; readonly passwords: readonly VaultPassword[] }
  /** Without an identity: CLUSTERC_AGE_IDENTITY has to say it. */
  | { readonly type: 'age'; readonly file: string; readonly identity: string | null }
  /** `{name}` in it is replaced by the name of the secret. */
  | { readonly type: 'command'; readonly command: readonly string[] };
