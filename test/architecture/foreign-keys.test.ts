/**
 * No value is looked up in an object literal by a name from outside: every object has `constructor` and `__proto__`, too.
 * `own` (src/base/json.ts) and `Map` are the ways. The type checker says what a key can be; see also docs/threats.md.
 */
import { SyntaxKind, type Expression, type Node, type SourceFile } from 'typescript/unstable/ast';
import { isBinaryExpression, isElementAccessExpression } from 'typescript/unstable/ast/is';
import { API, isIntersectionType, isUnionType, TypeFlags, type Checker, type Type } from 'typescript/unstable/sync';
import { describe, expect, it } from 'vitest';
import { filesBelow } from '../support/fixtures.ts';

type Lookup = { readonly key: Expression; readonly text: string; readonly line: number };

function lookupsIn(file: SourceFile): readonly Lookup[] {
  const found: Lookup[] = [];
  const add = (node: Node, key: Expression) => {
    const line = file.text.slice(0, key.getStart()).split('\n').length;
    found.push({ key, text: node.getText(), line });
  };
  const visit = (node: Node): void => {
    if (isElementAccessExpression(node)) add(node, node.argumentExpression);
    if (isBinaryExpression(node) && node.operatorToken.kind === SyntaxKind.InKeyword) add(node, node.left);
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

/** Any text: neither a number nor one of a few literals, nor a key that the types know the object to have. */
function isAnyText(type: Type | undefined): boolean {
  if (type === undefined) return false;
  if (isUnionType(type) || isIntersectionType(type)) return type.getTypes().some(isAnyText);
  return (type.flags & (TypeFlags.String | TypeFlags.TemplateLiteral | TypeFlags.StringMapping)) !== 0;
}

function foreignKeys(checker: Checker, file: SourceFile): readonly string[] {
  const lookups = lookupsIn(file);
  const types = lookups.length === 0 ? [] : checker.getTypeAtLocation(lookups.map(({ key }) => key));
  return lookups.flatMap(({ text, line }, index) => (isAnyText(types[index]) ? [`${line}: ${text}`] : []));
}

describe('names of built-in properties', () => {
  it('are never found in an object by a key from outside', () => {
    const api = new API({ cwd: process.cwd() });
    try {
      const snapshot = api.updateSnapshot({ openProjects: ['tsconfig.json'] });
      const [project] = snapshot.getProjects();
      if (project === undefined) throw new Error('no project');
      const names = filesBelow('src').filter((name) => name.endsWith('.ts') && name !== 'base/json.ts');
      const found = names.flatMap((name) => {
        const file = project.program.getSourceFile(`src/${name}`);
        if (file === undefined) throw new Error(name);
        return foreignKeys(project.checker, file).map((one) => `src/${name}:${one}`);
      });
      expect(found).toEqual([]);
    } finally {
      api.close();
    }
  });
});
