/** corosync.conf with lines: its values by path, such as `nodelist.node[2].ring0_addr`. coroparse.c of corosync 3.1. */
import { own } from '../../../base/json.ts';

/** `line`: from 1. */
export type CorosyncValue = { readonly key: string; readonly text: string; readonly line: number };

export type CorosyncSection = {
  readonly name: string;
  readonly line: number;
  readonly values: readonly CorosyncValue[];
  readonly sections: readonly CorosyncSection[];
};

export type CorosyncText =
  | { readonly root: CorosyncSection; readonly fault: null }
  | { readonly root: null; readonly fault: { readonly line: number; readonly because: string } };

type Open = {
  readonly name: string;
  readonly line: number;
  readonly values: CorosyncValue[];
  readonly sections: Open[];
};

/** The sections; or the first line that corosync refuses. A later value of a key replaces an earlier one. */
export function corosyncTree(text: string): CorosyncText {
  const root: Open = { name: '', line: 1, values: [], sections: [] };
  const open: Open[] = [root];
  for (const [index, raw] of text.split('\n').entries()) {
    const because = read(raw.trim(), index + 1, open);
    if (because !== null) return { root: null, fault: { line: index + 1, because } };
  }
  const last = open.at(-1) ?? root;
  if (last !== root)
    return { root: null, fault: { line: last.line, because: `the section ${last.name} is not closed` } };
  return { root, fault: null };
}

function read(text: string, line: number, open: Open[]): string | null {
  const here = open.at(-1);
  if (here === undefined || text === '' || text.startsWith('#')) return null;
  if (text.endsWith('{')) {
    const section: Open = { name: text.slice(0, -1).trim(), line, values: [], sections: [] };
    here.sections.push(section);
    open.push(section);
    return null;
  }
  if (text === '}') {
    open.pop();
    return open.length === 0 ? 'a section is closed that was not opened' : null;
  }
  const colon = text.indexOf(':');
  if (colon <= 0) return 'this is neither a section nor a key with a value';
  const key = text.slice(0, colon).trim();
  const at = here.values.findIndex((one) => one.key === key);
  const value = { key, text: text.slice(colon + 1).trim(), line };
  if (at < 0) here.values.push(value);
  else here.values[at] = value;
  return null;
}

/** The key that identifies a section among its kind, and what it is where it is not written. */
const IDENTITY: { readonly [section: string]: readonly [key: string, absent: string] } = {
  node: ['nodeid', '?'],
  interface: ['linknumber', '0'],
  logger_subsys: ['subsys', '?'],
};

/** All values by path. Undefined where corosync refuses the text. */
export function corosyncValues(text: string): readonly CorosyncValue[] | undefined {
  const { root } = corosyncTree(text);
  return root === null ? undefined : valuesIn(root, '');
}

function valuesIn({ values, sections }: CorosyncSection, prefix: string): readonly CorosyncValue[] {
  const inner = sections.flatMap((section) => valuesIn(section, `${prefix}${section.name}${identityOf(section)}.`));
  return [...values.map((value) => ({ ...value, key: `${prefix}${value.key}` })), ...inner];
}

function identityOf(section: CorosyncSection): string {
  const identity = own(IDENTITY, section.name);
  if (identity === undefined) return '';
  const [key, absent] = identity;
  return `[${valueIn(section, key) ?? absent}]`;
}

/** The text of a key directly in a section. */
export function valueIn(section: CorosyncSection | undefined, key: string): string | undefined {
  return section?.values.find((one) => one.key === key)?.text;
}

/** Sections of a name, directly in one. */
export function sectionsIn(section: CorosyncSection | undefined, name: string): readonly CorosyncSection[] {
  return (section?.sections ?? []).filter((one) => one.name === name);
}
