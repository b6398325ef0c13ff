/**
 * Text -> YAML document, within limits that are checked while the library parses.
 *
 * The library composes recursively. 100,000 levels do more than overflow the stack, which it catches: on Node 20, a regular
 * expression compiled near the end of the stack ends the process ("RegExpCompiler Allocation failed").
 */
import { Composer, Lexer, Parser, type CST, type Document } from 'yaml';

/** Deeper than any site: the schema's deepest place is 8 levels down. */
export const MAX_DEPTH = 64;
/**
 * Most lexemes (punctuation, whitespace, values) in a file. 10,000 VMs have 0.86 million; a million in the worst arrangement
 * takes 560 MB.
 */
export const MAX_LEXEMES = 1_000_000;

export type Composed =
  | { readonly document: Document.Parsed; readonly second: number | undefined }
  | { readonly beyond: 'depth' | 'size'; readonly offset: number };

/** The first document of a text, and where a second one starts; or the place where a limit is exceeded. */
export function composeDocument(text: string): Composed {
  const tokens: CST.Token[] = [];
  const parser = new Parser();
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    lexemes += 1;
    // The parser's stack holds the document, the open collections and the current scalar.
    if (parser.stack.length > MAX_DEPTH + 2) return { beyond: 'depth', offset: parser.offset - lexeme.length };
    if (lexemes > MAX_LEXEMES) return { beyond: 'size', offset: parser.offset };
  }
  tokens.push(...parser.end());
  return composed(tokens, text);
}

function composed(tokens: readonly CST.Token[], text: string): Composed {
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, merge: false, logLevel: 'silent' });
  const [document, next] = composer.compose(tokens, true, text.length);
  if (document === undefined) throw new Error('bug/yaml: a text without a document');
  return { document, second: next?.range[0] };
}
