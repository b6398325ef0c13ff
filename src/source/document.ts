/**
 * Text -> YAML document, within limits that are checked while the library parses.
 *
 * The library composes recursively. 100,000 levels do more than overflow the stack, which it catches: on Node 20, a regular
 * expression compiled near the end of the stack ends the process ("RegExpCompiler Allocation failed").
 */
import { Composer, Lexer, Parser, type CST, type Document } from 'yaml';
import { addAll } from '../base/lists.ts';
import { MAX_WEIGHT, weightOf, type Load } from './weights.ts';

/** Deeper than any site: the schema's deepest place is 8 levels down. */
export const MAX_DEPTH = 64;
export type Composed =
  | { readonly document: Document.Parsed; readonly second: number | undefined }
  | { readonly beyond: 'depth' | 'size'; readonly offset: number };

/** The first document of a text, and where a second one starts; or the place where a limit is exceeded. */
export function composeDocument(text: string, load: Load): Composed {
  const tokens: CST.Token[] = [];
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    addAll(tokens, parser.next(lexeme));
    load.weight += weightOf(lexeme);
    // The parser's stack holds the document, the open collections and the current scalar.
    if (parser.stack.length > MAX_DEPTH + 2) return { beyond: 'depth', offset: parser.offset - lexeme.length };
    if (load.weight > MAX_WEIGHT) return { beyond: 'size', offset: parser.offset };
  }
  addAll(tokens, parser.end());
  return composed(tokens, text);
}

function composed(tokens: readonly CST.Token[], text: string): Composed {
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, merge: false, logLevel: 'silent' });
  const [document, next] = composer.compose(tokens, true, text.length);
  if (document === undefined) throw new Error('bug/yaml: a text without a document');
  return { document, second: next?.range[0] };
}
