/**
 * Files of `key = value` lines as open-iscsi reads them: initiatorname.iscsi, iscsid.conf, node records.
 * Sources: open-iscsi, usr/idbm.c (idbm_recinfo_config) and utils/sysdeps.c (cfg_get_string_param). Pure.
 */
export type Line = { readonly key: string; readonly value: string; readonly line: number };

/**
 * The lines of iscsid.conf or of a node record. A comment has `#` in the first column. The value is the text after the first
 * `=`, stripped and without quoting. The last of several values wins.
 */
export function readSettings(text: string): ReadonlyMap<string, Line> {
  const lines = text.split('\n').flatMap((line, index) => settingIn(line, index + 1));
  return new Map(lines.map((line) => [line.key, line]));
}

function settingIn(text: string, line: number): readonly Line[] {
  if (text.startsWith('#')) return [];
  const [, key, value] = /^\s*([^=\s][^=]*?)\s*=(.*)$/.exec(text) ?? [];
  return key === undefined || value === undefined ? [] : [{ key, value: value.trim(), line }];
}

/**
 * The name in initiatorname.iscsi: the first line with the key that is not a comment. A `#` after the `=` is part of the value,
 * and a second InitiatorName is ignored.
 */
export function readInitiatorName(text: string): Line | undefined {
  for (const [index, line] of text.split('\n').entries()) {
    const [, value] = /^[^#]*?InitiatorName\s*=(.*)$/.exec(line) ?? [];
    if (value !== undefined) return { key: 'InitiatorName', value: value.trim(), line: index + 1 };
  }
  return undefined;
}
