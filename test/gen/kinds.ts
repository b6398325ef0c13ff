/** The modules that declare kinds of diagnostics, as lists that `src/kinds.ts` and each stack read. */
import { readdirSync, readFileSync } from 'node:fs';

const DECLARES = /\bcode: '[a-z]+\/[a-z0-9-]+'/;
const STACK = /^stack\/[^/]+\//;

/** Path -> text of the lists: one for what is common, and one in the folder of each stack. */
export function kindLists(notice: string): readonly (readonly [path: string, text: string])[] {
  const names = readdirSync('src', { recursive: true, encoding: 'utf8' }).sort();
  const declaring = names.filter((name) => name.endsWith('.ts') && DECLARES.test(readFileSync(`src/${name}`, 'utf8')));
  const folders = new Map<string, string[]>();
  for (const name of declaring) {
    const folder = STACK.exec(name)?.[0] ?? '';
    folders.set(folder, [...(folders.get(folder) ?? []), name.slice(folder.length)]);
  }
  return [...folders].map(([folder, names]) => [`src/${folder}kinds.gen.ts`, listOf(names, notice)] as const);
}

function listOf(names: readonly string[], notice: string): string {
  const imports = names.map((name, index) => `import * as m${index} from './${name}';\n`);
  const modules = names.map((_name, index) => `m${index}`);
  return `// ${notice} Source: the files that declare a code\n${imports.join('')}\nexport const MODULES: readonly object[] = [${modules.join(', ')}];\n`;
}
