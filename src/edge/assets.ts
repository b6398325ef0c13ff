/** Files shipped with the program: templates and node scripts. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's folder: the nearest parent folder that has the templates, whether the code is bundled or not. */
function packageRoot(folder = dirname(fileURLToPath(import.meta.url))): string {
  return readdirSync(folder).includes('templates') ? folder : packageRoot(dirname(folder));
}

const SUFFIX = '.hbs';

/** All templates: name without `.hbs` (`common/etc/iscsi/iscsid.conf`) -> text. */
export function readTemplates(): ReadonlyMap<string, string> {
  const root = join(packageRoot(), 'templates');
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(SUFFIX));
  return new Map(
    names.map((name) => [
      relative(root, join(root, name)).slice(0, -SUFFIX.length),
      readFileSync(join(root, name), 'utf8'),
    ]),
  );
}

/** The script that runs on a node. */
export function readActivator(): string {
  return readAsset('templates/node/clusterc-node.sh');
}

/** The read-only script that asks a node questions. */
export function readLooker(): string {
  return readAsset('templates/node/clusterc-look.sh');
}

/** The script that prints the files of a node for an import. */
export function readFetcher(): string {
  return readAsset('templates/node/clusterc-fetch.sh');
}

/** The text of a file of the package, by its path in the package. */
export function readAsset(path: string): string {
  return readFileSync(join(packageRoot(), path), 'utf8');
}

/** The version of the package. */
export function readVersion(): string {
  const { version }: { readonly version: string } = JSON.parse(readAsset('package.json'));
  return version;
}
