/** One YAML document -> one Tree: aliases, tags and limits. The other half of parse.ts; also independent of the schema. */
import { Alias, Document, isMap, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import type { FileId, Json } from '../base/brand.ts';
import type { Diagnostic, Place, Result } from '../diag/diagnostic.ts';
import * as finding from './findings.ts';
import { lookAlikeIn } from './look-alikes.ts';
import { uniqueEntries } from './merge.ts';
import { Mistakes } from './mistakes.ts';
import { isAboutTag } from './syntax.ts';
import type { ScalarNode, SourceFile, Span, Tree, TreeEntry } from './tree.ts';

/** Our choice: more than any site needs, and less than an alias bomb. */
const MAX_ALIASES = 100;
/** With aliases expanded. A thousand VMs are about 30,000 values. */
const MAX_VALUES = 1_000_000;
/** C0 and C1 controls but tab, LF and CR; halves of surrogate pairs, which escapes can bring in; the private use area; the two non-characters that XML 1.0 excludes. */
const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]/u;
const RESERVED = /\$\{(?:secret|late):/;

type Composed = Pick<Document, 'contents' | 'warnings'>;

/** The tree of a document; undefined if it is empty, not a map, or too large. Codes `yaml/*`. */
export function buildTree(file: SourceFile, document: Composed, mistakes: Mistakes): Tree | undefined {
  return new Builder(file, mistakes).build(document);
}

/** A site that a program made, as the tree that its text as JSON would give; places have no lines. Codes `yaml/*`. */
export function treeOf(value: Json, id: FileId): Result<Tree> {
  const mistakes = new Mistakes();
  // The quote says that each value is quoted, as JSON has them.
  const file = { id, text: '"' };
  const tree = buildTree(file, new Document(value, { aliasDuplicateObjects: false }), mistakes);
  const diagnostics = mistakes.all();
  return tree === undefined || mistakes.tooMany ? { diagnostics } : { value: tree, diagnostics };
}

/** The first character that a site must not contain, if any. */
export function findForbidden(text: string): { readonly index: number; readonly codePoint: string } | undefined {
  const found = FORBIDDEN.exec(text);
  return found === null ? undefined : { index: found.index, codePoint: codePoint(found[0]) };
}

/** Builds the tree of one file; holds the anchors seen so far and the weight of each value with aliases expanded. */
class Builder {
  readonly #file: SourceFile;
  readonly #mistakes: Mistakes;
  readonly #anchors = new Map<string, Tree>();
  readonly #weights = new WeakMap<Tree, number>();
  #aliases = 0;

  constructor(file: SourceFile, mistakes: Mistakes) {
    this.#file = file;
    this.#mistakes = mistakes;
  }

  build(document: Composed): Tree | undefined {
    for (const { pos, message } of document.warnings.filter(isAboutTag)) {
      this.#mistakes.add(finding.tag(this.#place(pos[0], pos[1]), { tag: /!\S*/.exec(message)?.[0] ?? 'here' }));
    }
    const { contents } = document;
    if (contents === null || (isScalar(contents) && contents.value === null)) return undefined;
    const tree = this.#node(contents);
    const problem = this.#unusable(tree);
    if (problem !== undefined) this.#mistakes.add(problem);
    return problem === undefined ? tree : undefined;
  }

  /** With one of these there is nothing to validate. */
  #unusable(tree: Tree): Diagnostic | undefined {
    const at = placeOf(tree.span);
    if (tree.kind !== 'map') return finding.notAMap(at, { kind: tree.kind === 'list' ? 'a list' : 'one value' });
    const isTooLarge = (this.#weights.get(tree) ?? 0) > MAX_VALUES;
    return isTooLarge ? finding.tooLarge(at, { limit: MAX_VALUES }) : undefined;
  }

  #node(node: unknown): Tree {
    if (node instanceof Alias) return this.#alias(node);
    const tree = this.#weighed(this.#content(node));
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, tree);
    return tree;
  }

  #content(node: unknown): Tree {
    if (isSeq(node))
      return {
        kind: 'list',
        items: node.items.map((item) => this.#node(item)),
        span: this.#span(node.range),
      };
    if (isMap(node)) return this.#map(node);
    return this.#scalar(node);
  }

  #map(node: YAMLMap): Tree {
    const entries = node.items.flatMap((pair) => this.#entry(pair));
    return { kind: 'map', entries: uniqueEntries(entries, this.#mistakes), span: this.#span(node.range) };
  }

  #entry(pair: Pair): readonly TreeEntry[] {
    const key = this.#key(pair.key);
    if (key === undefined) return [];
    const value = pair.value === null ? emptyAt(key.span) : this.#node(pair.value);
    return [{ key: key.value, keySpan: key.span, value }];
  }

  #key(node: unknown): { value: string; span: Span } | undefined {
    const span = isScalar(node) || isMap(node) || isSeq(node) ? this.#span(node.range) : this.#span(undefined);
    if (!isScalar(node) || typeof node.value !== 'string') {
      this.#mistakes.add(finding.keyNotText(placeOf(span), { key: this.#file.text.slice(span.start, span.end) }));
      return undefined;
    }
    if (node.value === '<<') {
      this.#mistakes.add(finding.mergeKey(placeOf(span), {}));
      return undefined;
    }
    this.#checkText(node.value, span);
    this.#lookAlikes(node.value, span);
    return { value: node.value, span };
  }

  #scalar(node: unknown): ScalarNode {
    const span = isScalar(node) ? this.#span(node.range) : this.#span(undefined);
    const value = isScalar(node) ? plainValue(node.value, node.source) : null;
    if (typeof value === 'string') this.#checkText(value, span);
    if (typeof value === 'string') this.#lookAlikes(value, span);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return { kind: 'scalar', value, span };
    return { kind: 'scalar', value: null, span };
  }

  /** At the ends of a text that no quotes of YAML surround. */
  #lookAlikes(value: string, span: Span): void {
    if (/^["'|>]/.test(this.#file.text[span.start] ?? '')) return;
    const found = lookAlikeIn(value);
    if (found !== undefined) this.#mistakes.add(finding.lookAlike(placeOf(span), found));
  }

  /** Escapes in double quotes can add characters that the text does not show. */
  #checkText(value: string, span: Span): void {
    const forbidden = findForbidden(value);
    if (forbidden !== undefined)
      this.#mistakes.add(finding.forbiddenCharacter(placeOf(span), { codePoint: forbidden.codePoint }));
    const reserved = RESERVED.exec(value);
    if (reserved !== null) this.#mistakes.add(finding.reservedText(placeOf(span), { text: reserved[0] }));
  }

  #alias(node: Alias): Tree {
    const span = this.#span(node.range);
    this.#aliases += 1;
    if (this.#aliases === MAX_ALIASES + 1)
      this.#mistakes.add(finding.tooManyAliases(placeOf(span), { limit: MAX_ALIASES }));
    const target = this.#anchors.get(node.source);
    if (target !== undefined && this.#aliases <= MAX_ALIASES) return target;
    if (target === undefined) this.#mistakes.add(finding.badAlias(placeOf(span), { alias: node.source }));
    return { kind: 'scalar', value: null, span };
  }

  #weighed<T extends Tree>(tree: T): T {
    const children =
      tree.kind === 'list' ? tree.items : tree.kind === 'map' ? tree.entries.map(({ value }) => value) : [];
    this.#weights.set(
      tree,
      children.reduce((sum, child) => sum + (this.#weights.get(child) ?? 1), 1),
    );
    return tree;
  }

  #span(range: readonly number[] | null | undefined): Span {
    return { file: this.#file.id, start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
  }

  #place(start: number, end: number): Place {
    return textPlace(this.#file, start, end);
  }
}

/**
 * Values without a JSON form stay as written (.inf, .nan). So does a number with zeros in front: 010 is 8 in YAML 1.1 and 10 in YAML 1.2, and the
 * outlet 03 is not 3. -0 is 0.
 */
function plainValue(value: unknown, source: string | undefined): unknown {
  if (typeof value !== 'number') return value;
  const asWritten = !Number.isFinite(value) || /^[-+]?0[0-9]/.test(source ?? '');
  return asWritten ? (source ?? null) : value + 0;
}

function emptyAt(span: Span): ScalarNode {
  return { kind: 'scalar', value: null, span: { ...span, start: span.end } };
}

function textPlace(file: SourceFile, start: number, end: number): Place {
  return { in: 'text', file: file.id, start, end };
}

function placeOf(span: Span): Place {
  return { in: 'text', ...span };
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
