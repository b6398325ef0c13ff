// The licences of everything that ends up in dist/: they ask for their text to be kept.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One text for all packages that a bundle was made from, by name. `inputs`: the paths of esbuild's metafile. */
export function noticesOf(inputs) {
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  const notices = [...new Set(folders)].sort((a, b) => (a < b ? -1 : 1)).map(noticeOf);
  return `clusterc is bundled with the packages below.\n\n${notices.join('\n')}`;
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  // More than one where a package carries what others wrote, as libxml2-wasm does.
  const files = readdirSync(folder).filter((entry) => /^licen[cs]e/i.test(entry));
  if (files.length === 0 && name in WITHOUT_TEXT) return `# ${name} ${version} (${license})\n\n${WITHOUT_TEXT[name]}\n`;
  if (files.length === 0) throw new Error(`${name} has no licence text: decide by hand`);
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return `# ${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR
ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH
THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** Packages whose archive carries no licence text: decided by hand, from the repositories that they are built from. */
const WITHOUT_TEXT = {
  '@viz-js/viz': `Copyright (c) 2014-2016 Michael Daines

${MIT}

The package contains, compiled to WebAssembly:

Graphviz 16.1.0, under the Eclipse Public License: https://graphviz.org/license/. It is unchanged; its source is the release 16.1.0 of
https://gitlab.com/graphviz/graphviz. Its contributors disclaim all warranties, and all liability for damages.

Expat 2.8.5, under the licence above: Copyright (c) 1998-2000 Thai Open Source Software Center Ltd and Clark Cooper; Copyright (c)
2001-2025 Expat maintainers.`,
};
