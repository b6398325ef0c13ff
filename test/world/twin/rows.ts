/** The input of an activator, read as the script reads it. */
export type Row = {
  readonly digest: string;
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  readonly late: string;
  readonly path: string;
};

export type Archive = {
  readonly index: readonly Row[];
  /** Text by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly record: string;
  /** Paths that are staged as they are on the node. */
  readonly own: readonly string[];
};

export type UndoLine = { readonly where: string; readonly exits: readonly number[]; readonly argv: readonly string[] };

export type Intent = {
  readonly owner: string;
  readonly deadline: number;
  readonly version: { readonly next: number; readonly back: number } | null;
  readonly fuse: number;
  /** Does every node leave the cluster for it? */
  readonly whole: boolean;
  readonly announce: readonly string[];
  readonly first: readonly UndoLine[];
  readonly undo: readonly UndoLine[];
};

export function rowsOf(text: string): readonly Row[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('running '))
    .map((line) => {
      const [digest = '', mode = '', owner = '', group = '', late = '', , path = ''] = line.split(' ');
      return { digest, mode, owner, group, late: late.replace(/\/.*/, ''), path };
    });
}

/** The archive of the world is JSON: name -> text. */
export function archiveOf(text: string): Archive {
  const all: { readonly [name: string]: string } = JSON.parse(text);
  const files = Object.entries(all).flatMap(([name, body]) =>
    name.startsWith('files/') ? [[name.slice('files'.length), body] as const] : [],
  );
  const own = (all['own'] ?? '').split('\n').filter((path) => path !== '');
  return { index: rowsOf(all['index'] ?? ''), files: new Map(files), record: all['installed.json'] ?? '', own };
}

export function intentIn(text: string): Intent {
  const lines = text.split('\n');
  const all = (key: string) =>
    lines.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  const [version] = all('version');
  const [next, back] = (version ?? '').split(' ').map(Number);
  const undo = (key: string): readonly UndoLine[] =>
    all(key).map((line) => {
      const [head = '', ...argv] = line.split('\t');
      const [where = '', exits = ''] = head.split(' ');
      return { where, exits: exits.split(',').map(Number), argv };
    });
  return {
    owner: all('owner')[0] ?? '',
    deadline: Number(all('deadline')[0] ?? 0),
    version: version === undefined || next === undefined || back === undefined ? null : { next, back },
    whole: lines.includes('leaving all'),
    fuse: Number(all('fuse')[0] ?? 0),
    announce: (all('announce')[0] ?? '').split('\t'),
    first: undo('undo-first'),
    undo: undo('undo'),
  };
}

/** The start tag of the root element up to its version, in three parts; undefined where there is none, or it cannot be read. */
const VERSIONED =
  /^((?:\uFEFF)?(?:\s|<\?[^]*?\?>|<!--[^]*?-->)*<cluster\s+(?:(?!config_version)[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*')\s+)*config_version\s*=\s*["'])([^"'<&]*)(["'](?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*\/?>[^]*)$/;

/** Another version; the same text where it has none. */
export function withVersion(version: number, text: string): string {
  return text.replace(VERSIONED, (_all, before: string, _version, after: string) => `${before}${version}${after}`);
}

/** As files are compared: with 0 in the place of a number. */
export function masked(text: string): string {
  return /^[0-9]+$/.test(VERSIONED.exec(text)?.[2] ?? '') ? withVersion(0, text) : text;
}

/** The digits that its version begins with; undefined where it has none. */
export function versionOf(text: string): string | undefined {
  return /^[0-9]*/.exec(VERSIONED.exec(text)?.[2] ?? 'none')?.[0];
}
