/** A text of names and values -> sealed values. Errors name the line, never its content. */
import { as, type FileId } from '../../base/brand.ts';
import { Sealed } from '../../base/sealed.ts';
import type { Diagnostic, Result } from '../../diag/diagnostic.ts';
import { empty } from '../../source/findings.ts';
import { parse } from '../../source/parse.ts';
import type { SourceFile, Tree } from '../../source/tree.ts';
import { refused, sourceOf, type OpenProvider, type World } from './provider.ts';

const CURE =
  'write a name and a value per line, such as fence/ilo-host1: ..., with quotes around what YAML would misread';

/** Parses values; `fence/ilo: x` and `fence: { ilo: x }` are the same. A value is the text as written: 0123 stays 0123. */
export function readValues(bytes: Uint8Array, world: World): Result<OpenProvider> {
  const text = textOf(bytes);
  if (text === undefined) return refused(world, 'it is not UTF-8', CURE);
  const file: SourceFile = { id: as<FileId>('values'), text };
  const { value: tree, diagnostics } = parse([file]);
  if (diagnostics.some(({ code }) => code === empty.code)) return { value: sourceOf(new Map()), diagnostics: [] };
  if (tree === undefined || diagnostics.length > 0)
    return refused(world, `it is no YAML map of names and values${lineOf(diagnostics[0], text)}`, CURE);
  return collected([...leaves(tree, [], file)], world);
}

/** Undefined for text that is not UTF-8: replaced characters would change a value. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\ufffd') ? undefined : text;
  } catch {
    return undefined;
  }
}

function lineOf(found: Diagnostic | undefined, text: string): string {
  return found?.at.in === 'text' ? ` (line ${text.slice(0, found.at.start).split('\n').length})` : '';
}

type Leaf = { readonly name: string; readonly value: Sealed | undefined };

/** All leaves of the tree. A list in place of a value is a leaf without a value. */
function* leaves(tree: Tree, steps: readonly string[], file: SourceFile): Generator<Leaf> {
  const name = steps.join('/');
  if (tree.kind === 'map') for (const { key, value } of tree.entries) yield* leaves(value, [...steps, key], file);
  else if (tree.kind === 'list') yield { name, value: undefined };
  else yield { name, value: Sealed.of(name, written(tree.value, file.text.slice(tree.span.start, tree.span.end))) };
}

function written(value: string | number | boolean | null, spelled: string): string {
  return typeof value === 'string' ? value : spelled;
}

function collected(found: readonly Leaf[], world: World): Result<OpenProvider> {
  const values = new Map<string, Sealed>();
  for (const { name, value } of found) {
    if (value === undefined) return refused(world, `${name} has a list in place of a value`, CURE);
    if (values.has(name))
      return refused(world, `${name} is in it twice, flat and nested`, 'keep the one that is meant');
    values.set(name, value);
  }
  return { value: sourceOf(values), diagnostics: [] };
}
