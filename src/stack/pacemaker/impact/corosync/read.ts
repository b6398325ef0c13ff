/** corosync.conf as plain data. coroparse.c of corosync 3.1: `name {`, `}`, `key: value`; comments are whole lines with `#`. */
import { own } from '../../../../base/json.ts';

export type Section = {
  readonly name: string;
  readonly values: ReadonlyMap<string, string>;
  readonly sections: readonly Section[];
};
export type CorosyncFile =
  | { readonly root: Section; readonly problem: null }
  | { readonly root: null; readonly problem: { readonly line: number; readonly message: string } };

type Open = {
  readonly name: string;
  readonly line: number;
  readonly values: Map<string, string>;
  readonly sections: Open[];
};

/** The last of two equal keys wins. A file that corosync would refuse gives the line, from 1, and what is wrong there. */
export function readCorosync(text: string): CorosyncFile {
  const root: Open = { name: '', line: 1, values: new Map(), sections: [] };
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
    const section: Open = { name: text.slice(0, -1).trim(), line, values: new Map(), sections: [] };
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
  here.values.set(text.slice(0, colon).trim(), text.slice(colon + 1).trim());
  return null;
}

/** All values by path. Nodes go by their nodeid, links by their number: `nodelist.node[2].ring0_addr`. */
export function flattened(root: Section): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  walk(root, '', found);
  return found;
}

/** The value that names a section among others of its kind. */
const IDENTITY: { readonly [section: string]: { readonly key: string; readonly absent: string } } = {
  node: { key: 'nodeid', absent: '?' },
  interface: { key: 'linknumber', absent: '0' },
  logger_subsys: { key: 'subsys', absent: '?' },
};

function walk(section: Section, prefix: string, into: Map<string, string>): void {
  for (const [key, value] of section.values) into.set(`${prefix}${key}`, value);
  for (const child of section.sections) {
    const identity = own(IDENTITY, child.name);
    const id = identity === undefined ? '' : `[${child.values.get(identity.key) ?? identity.absent}]`;
    walk(child, `${prefix}${child.name}${id}.`, into);
  }
}
