/** A bundle -> the files of nodes -> an imported site -> a build of it, and the comparison of both. */
import { as, type FileId, type SecretName } from '../../../../src/base/brand.ts';
import { Sealed, unseal } from '../../../../src/base/sealed.ts';
import type { Bundle } from '../../../../src/bundle/bundle.ts';
import { fill, secretsIn } from '../../../../src/bundle/content.ts';
import { admitted, examined, type Examined } from '../../../../src/cli/import/examine.ts';
import { DERIVED } from '../../../../src/cli/import/import.ts';
import { fitting } from '../../../../src/cli/import/platform.ts';
import { formatOf, type Node } from '../../../../src/cli/import/read.ts';
import { readXml } from '../../../../src/edge/xml/xml-read.ts';
import { importNodes, type Imported } from '../../../../src/import/import.ts';
import type { TextFile } from '../../../../src/import/node-files.ts';
import type { XmlFile } from '../../../../src/import/xml.ts';
import { importer } from '../../../../src/stack/pacemaker/import/index.ts';

/** Long enough for the key of corosync. */
export function secretValue(name: SecretName): string {
  return `canary-${name}-`.padEnd(140, 'k');
}

/** The files of each node as a push leaves them, with made-up secrets. */
export async function nodesOf(bundle: Bundle): Promise<readonly Node[]> {
  const all = bundle.nodes.map(async ({ host }): Promise<Node> => {
    const texts = new Map<string, TextFile>();
    const xml = new Map<string, XmlFile>();
    for (const { nodes, path, content } of bundle.files) {
      if (!nodes.includes(host)) continue;
      const values = new Map(secretsIn(content).map((name) => [name, Sealed.of(name, secretValue(name))]));
      const text = String(unseal(fill(content, values, { 'config-version': 1 })));
      await addFile({ texts, xml }, { path: path.slice(1), file: `${host}${path}`, text });
    }
    return { name: host, folder: host, texts, xml };
  });
  return Promise.all(all);
}

type Files = { readonly texts: Map<string, TextFile>; readonly xml: Map<string, XmlFile> };

export async function addFile(
  { texts, xml }: Files,
  { path, file, text }: { readonly path: string; readonly file: string; readonly text: string },
): Promise<void> {
  if (formatOf(path, importer.files) === 'text') {
    texts.set(path, { file, text });
    return;
  }
  const { root } = await readXml(as<FileId>(file), Buffer.from(text));
  if (root !== undefined) xml.set(path, { file, root });
}

/** The imported site, and what a build of it does otherwise. */
export async function importedFrom(nodes: readonly Node[], platform?: string): Promise<Imported & Examined> {
  const run = (guess?: string) =>
    importNodes(importer, nodes, { ...DERIVED, platform, ...(guess === undefined ? {} : { guess }) });
  const site = admitted(fitting(run));
  return { ...site, ...(await examined(site, { importer, nodes })) };
}
