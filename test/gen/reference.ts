/** docs/reference: every key of a site from the schema, and every code from its declaration. */
import type { AnyKind } from '../../src/diag/diagnostic.ts';
import type { Schema } from '../../src/spec/schema.ts';
import { schemaKeyAt, schemaPaths, type SchemaKey } from '../../src/spec/schema-key.ts';
import { platformsOf } from '../../src/stack/stacks.ts';

/** VMs in part, with the keys of a VM. */
const LIKE_VMS = ['profiles', 'groups'];

export function keysPage(schema: Schema, notice: string): string {
  const paths = [...schemaPaths(schema)].filter((path) => !LIKE_VMS.some((section) => path.startsWith(`${section}/`)));
  const lines = paths.flatMap((path) => {
    const key = schemaKeyAt(path, schema);
    return key === undefined ? [] : keyLines(key);
  });
  return page('Keys of a site', notice, [
    '`*` is the name of an entry, or its place in a list. `clusterc explain KEY` prints the same. The source is `schemas/`.',
    '',
    ...lines,
  ]);
}

function keyLines({ path, description, form, stacks, instead, example, unset, ...rest }: SchemaKey): readonly string[] {
  const others = Object.entries(instead).map(([stack, key]) => `with ${stack}: \`${key.replaceAll('.', '/')}\``);
  return [
    `${path.includes('/') ? '###' : '##'} ${path.replaceAll('*', '\\*')}`,
    '',
    `${plain(description).replace(/\.+$/, '')}.`,
    '',
    `- form: ${plain(form)}`,
    ...(rest.default === undefined ? listed('default', unset) : [`- default: \`${JSON.stringify(rest.default)}\``]),
    `- platforms: ${[stacks === null ? 'all' : platformsOf(stacks).join(', '), ...others].join('; ')}`,
    ...(example === null ? [] : [`- example: \`${path.slice(path.lastIndexOf('/') + 1)}: ${example}\``]),
    '',
  ];
}

function listed(what: string, text: string | null): readonly string[] {
  return text === null ? [] : [`- ${what}: ${plain(text)}`];
}

export function codesPage(kinds: Iterable<AnyKind>, notice: string): string {
  const sorted = [...kinds].sort((a, b) => (a.code < b.code ? -1 : 1));
  return page('Codes of messages', notice, [
    'Errors stop a build or a push, warnings fail with `--strict` only, notes never. `clusterc explain CODE` prints the same. A rule of a daemon or a vendor ends with its source; any other reason is our own.',
    '',
    ...sorted.flatMap(codeLines),
  ]);
}

function codeLines({ code, severity, acceptable, allowable, explain }: AnyKind): readonly string[] {
  const ways = [
    acceptable ? 'a site can accept it' : [],
    allowable ? `\`--allow ${code}\` allows it for one run` : [],
  ].flat();
  return [`## ${code}`, '', [severity, ...ways].join('; ') + '.', '', plain(explain), ''];
}

export function page(title: string, notice: string, lines: readonly string[]): string {
  return `<!-- ${notice} -->\n\n# ${title}\n\n${lines.join('\n').trimEnd()}\n`;
}

/** Signs that would mean something in Markdown. */
export function plain(text: string): string {
  return text.replaceAll(/[<>*_|]/g, (sign) => `\\${sign}`);
}
