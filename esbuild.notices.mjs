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
  if (files.length === 0) throw new Error(`${name} has no licence text: decide by hand`);
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return `# ${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}
