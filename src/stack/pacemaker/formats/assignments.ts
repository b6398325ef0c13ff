/** Files of assignments: dlm.conf and the settings of sbd, which a shell reads. dlm.conf(5), sbd(8). */
export type Assignment = { readonly key: string; readonly text: string; readonly line: number };

/** Each `key=value`, without quotes. Other lines, such as comments and lockspaces of dlm.conf, are left out. */
export function assignments(text: string): readonly Assignment[] {
  return text.split('\n').flatMap((raw, index) => {
    const [, key, value = ''] = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(raw) ?? [];
    return key === undefined ? [] : [{ key, text: unquoted(value), line: index + 1 }];
  });
}

/** Those of dlm.conf, which DLM reads only if nothing is in front of the key. Measured with dlm_controld 4.2.0. */
export function dlmSettings(text: string): readonly Assignment[] {
  return assignments(text.replaceAll(/^[ \t].*$/gm, ''));
}

function unquoted(value: string): string {
  const [, quote, inner] = /^(["'])(.*)\1$/.exec(value) ?? [];
  return quote === undefined || inner === undefined ? value : inner;
}
