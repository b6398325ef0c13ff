/** What is in a folder. */
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** State of the activator, secrets that were made up on first use, and what clusterc remembers: files of no one. */
const OWN = /^(?:desk\/|nodes\/(?:[^/]+\/var\/lib\/clusterc\/|\.history\/|secrets\.json$))/;

const LARGE = 16 * 1024 ** 2;

/** Path -> mode and bytes, or where a link points to. */
export function contentOf(folder: string): { readonly [path: string]: string } {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => !OWN.test(name));
  return Object.fromEntries(
    names.sort().flatMap((name) => {
      const content = describe(join(folder, name));
      return content === undefined ? [] : [[name, content]];
    }),
  );
}

function describe(path: string): string | undefined {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return `-> ${readlinkSync(path)}`;
  if (!found.isFile()) return undefined;
  // One that was only made large has nothing in it to compare.
  const content = found.size > LARGE ? `${found.size} bytes` : readFileSync(path, 'base64');
  return `${(found.mode & 0o7777).toString(8)} ${content}`;
}
