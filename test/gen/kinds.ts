/** Kinds of diagnostics: the modules that declare them, as lists for `src/kinds.ts` and each stack, and their codes for `src/codes.ts`. */
import { readdirSync, readFileSync } from 'node:fs';
import { kindsIn } from '../../src/diag/diagnostic.ts';

const DECLARES = /\bcode: '[a-z]+\/[a-z0-9-]+'/;
const STACK = /^stack\/[^/]+\//;

/** Path -> text of the lists: one for what is common, and one in the folder of each stack. */
export function kindLists(notice: string): readonly (readonly [path: string, text: string])[] {
  const folders = new Map<string, string[]>();
  for (const name of declaring()) {
    const folder = STACK.exec(name)?.[0] ?? '';
    folders.set(folder, [...(folders.get(folder) ?? []), name.slice(folder.length)]);
  }
  return [...folders].map(([folder, names]) => [`src/${folder}kinds.gen.ts`, listOf(names, notice)] as const);
}

/** Every code with its severity and with who may waive it. */
export async function codeList(notice: string): Promise<string> {
  const modules: readonly object[] = await Promise.all(declaring().map((name) => import(`../../src/${name}`)));
  const kinds = kindsIn(modules).toSorted((a, b) => (a.code < b.code ? -1 : 1));
  const lines = kinds.map(({ code, severity, acceptable, allowable }) => {
    const waived = [...(acceptable ? ['acceptable'] : []), ...(allowable ? ['allowable'] : [])];
    return `  '${code}': [${[severity, ...waived].map((word) => `'${word}'`).join(', ')}],\n`;
  });
  return `// ${notice} Source: the files that declare a code
import type { Severity } from './diag/diagnostic.ts';

/** What the site may accept with a reason, and what an operator may allow for one run. */
type Entry = readonly [severity: Severity, ...waived: readonly ('acceptable' | 'allowable')[]];

export const CODES: { readonly [code: string]: Entry } = {
${lines.join('')}};
`;
}

/** The files that declare a kind, by their path below src. */
function declaring(): readonly string[] {
  const names = readdirSync('src', { recursive: true, encoding: 'utf8' }).sort();
  return names.filter((name) => name.endsWith('.ts') && DECLARES.test(readFileSync(`src/${name}`, 'utf8')));
}

function listOf(names: readonly string[], notice: string): string {
  const imports = names.map((name, index) => `import * as m${index} from './${name}';\n`);
  const modules = names.map((_name, index) => `m${index}`);
  return `// ${notice} Source: the files that declare a code\n${imports.join('')}\nexport const MODULES: readonly object[] = [${modules.join(', ')}];\n`;
}
