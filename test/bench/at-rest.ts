/** Writes the CIB of a built bundle with the status of a cluster at rest, and the same with one or all VMs changed: FILE FOLDER. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { as, type FileId } from '../../src/base/brand.ts';
import { readXml } from '../../src/edge/xml/xml-read.ts';
import { atRest, membersIn } from '../../src/stack/pacemaker/impact/at-rest.ts';
import { xmlText } from '../../src/stack/pacemaker/impact/xml.ts';

const [file = '', folder = ''] = process.argv.slice(2);
const text = readFileSync(file, 'utf8').replaceAll(/\$\{secret:[^}]*\}/g, 'a-value');
const { root } = await readXml(as<FileId>(file), Buffer.from(text));
if (root === undefined) throw new Error(`${file} cannot be read`);
const live = xmlText(atRest(root, membersIn(root))).replaceAll('><', '>\n<');
const changed = (vms: RegExp) => live.replaceAll(vms, (path) => path.replace('vms', 'guests'));
const documents = {
  live,
  one: changed(/\/etc\/cluster\/vms\/vm500\.xml/g),
  all: changed(/\/etc\/cluster\/vms\/vm[0-9]+\.xml/g),
};
for (const [name, document] of Object.entries(documents)) writeFileSync(join(folder, `${name}.xml`), document);
