/** Parses corosync.conf: `name {`, `}`, `key: value`, and whole-line comments with `#`. coroparse.c of corosync 3.1. */
import { own } from '../../../../base/json.ts';

export type Section = {
  readonly name: string;
  readonly values: ReadonlyMap<string, string>;
  /** Of each value, from 1. */
  readonly lines: ReadonlyMap<string, number>;
  readonly sections: readonly Section[];
};
export type CorosyncFile =
  | { readonly root: Section; readonly problem: null }
  | { readonly root: null; readonly problem: { readonly line: number; readonly message: string } };

type Open = {
  readonly name: string;
  readonly line: number;
  readonly values: Map<string, string>;
  readonly lines: Map<string, number>;
  readonly sections: Open[];
};

/** The parsed file; the last of equal keys counts. For a file that corosync rejects: the line, from 1, and the fault. */
export function readCorosync(text: string): CorosyncFile {
  const root: Open = { name: '', line: 1, values: new Map(), lines: new Map(), sections: [] };
  const open: Open[] = [root];
  for (const [index, raw] of text.split('\n').entries()) {
    const message = readLine(raw.trim(), index + 1, open);
    if (message !== null) return { root: null, problem: { line: index + 1, message } };
  }
  const last = open.at(-1) ?? root;
  if (last !== root) return { root: null, problem: { line: last.line, message: `section ${last.name} is not closed` } };
  return { root, problem: null };
}

function readLine(text: string, line: number, open: Open[]): string | null {
  const here = open.at(-1);
  if (here === undefined || text === '' || text.startsWith('#')) return null;
  if (text.endsWith('{')) {
    const section: Open = { name: text.slice(0, -1).trim(), line, values: new Map(), lines: new Map(), sections: [] };
    here.sections.push(section);
    open.push(section);
    return null;
  }
  if (text === '}') {
    if (open.length === 1) return 'a section is closed that was not opened';
    open.pop();
    return null;
  }
  const colon = text.indexOf(':');
  if (colon <= 0) return 'this is neither a section nor a key with a value';
  const key = text.slice(0, colon).trim();
  here.values.set(key, text.slice(colon + 1).trim());
  here.lines.set(key, line);
  return null;
}

/** All values by path. Nodes are identified by nodeid, links by number: `nodelist.node[2].ring0_addr`. */
export function flattened(root: Section): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  each(root, '', (section, prefix) => {
    for (const [key, value] of section.values) found.set(`${prefix}${key}`, value);
  });
  return found;
}

/** The line of each value by the same path. */
export function linesIn(root: Section): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  each(root, '', (section, prefix) => {
    for (const [key, line] of section.lines) found.set(`${prefix}${key}`, line);
  });
  return found;
}

/** The key that identifies a section among others of its kind. */
const IDENTITY: { readonly [section: string]: { readonly key: string; readonly absent: string } } = {
  node: { key: 'nodeid', absent: '?' },
  interface: { key: 'linknumber', absent: '0' },
  logger_subsys: { key: 'subsys', absent: '?' },
};

function each(section: Section, prefix: string, visit: (section: Section, prefix: string) => void): void {
  visit(section, prefix);
  for (const child of section.sections) {
    const identity = own(IDENTITY, child.name);
    const id = identity === undefined ? '' : `[${child.values.get(identity.key) ?? identity.absent}]`;
    each(child, `${prefix}${child.name}${id}.`, visit);
  }
}
