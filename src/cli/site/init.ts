/** `clusterc init`: a commented two-host site that compiles, and the schema for the editor. */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canonicalJson } from '../../base/json.ts';
import { readAsset } from '../../edge/assets.ts';
import { makeFolders } from '../../edge/file/folders.ts';
import { exists, reasonOf, unwritable } from '../../edge/file/findings.ts';
import { editorSchema } from '../../spec/editor-schema.ts';
import { EXIT, remark, report, unlocated, type ExitCode, type Io } from '../io.ts';

/** A path that site readers skip; the editor finds it through the first line of site.yaml. */
const SCHEMA = '.clusterc/site.schema.json';
const NOWHERE = { in: 'nowhere', because: 'it is about a place to write to' } as const;

export function init(folder: string, io: Io): ExitCode {
  const files = new Map([
    ['site.yaml', readAsset('templates/init/site.yaml')],
    [SCHEMA, canonicalJson(editorSchema())],
  ]);
  const present = [...files.keys()].map((name) => join(folder, name)).find((path) => existsSync(path));
  if (present !== undefined) return fail(exists(NOWHERE, { path: present }), io.err);
  try {
    for (const [name, text] of files) write(join(folder, name), text);
  } catch (error) {
    return fail(unwritable(NOWHERE, { path: folder, why: reasonOf(error) }), io.err);
  }
  remark(`wrote a site of two hosts and two VMs; next: clusterc check ${folder}`, io);
  io.out.write(`${join(folder, 'site.yaml')}\n`);
  return EXIT.done;
}

function write(path: string, text: string): void {
  makeFolders(dirname(path));
  writeFileSync(path, text, { flag: 'wx' });
}

function fail(finding: ReturnType<typeof exists>, err: Io['err']): ExitCode {
  report(unlocated([finding]), err);
  return EXIT.failed;
}
