/** Sources of secret values, as in the site and in a bundle's manifest. Plain data, never a value. */

/** Password of an Ansible Vault: the first line of a file, or the output of a command. */
export type VaultPassword = { readonly file: string } | { readonly command: readonly string[] };

/** Paths are relative to the folder of the site, absolute, or below `~/`; commands are argument arrays without a shell. */
export type SecretProvider =
  | { readonly type: 'environment'; readonly prefix: string }
  | { readonly type: 'file'; readonly file: string }
  /** At most one password; without one, CLUSTERC_VAULT_PASSWORD_FILE must name it. */
  | { readonly type: 'vault'; readonly file: string; readonly passwords: readonly VaultPassword[] }
  /** Without an identity, CLUSTERC_AGE_IDENTITY must name it. */
  | { readonly type: 'age'; readonly file: string; readonly identity: string | null }
  /** `{name}` in it is replaced by the name of the secret. */
  | { readonly type: 'command'; readonly command: readonly string[] };
