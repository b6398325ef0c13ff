/** What happens to the files of a scenario while clusterc does not look. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { packTar } from 'modern-tar';
import { readBundle } from '../../src/edge/bundle/bundle-read.ts';
import type { FileEdit } from './step.ts';

export function applyEdit(edit: FileEdit, folder: string): void {
  const at = (path: string) => join(folder, path);
  if ('write' in edit) for (const [path, text] of Object.entries(edit.write)) write(at(path), text);
  if ('append' in edit) for (const [path, text] of Object.entries(edit.append)) appendFileSync(at(path), text);
  if ('replace' in edit)
    for (const [path, [text, by]] of Object.entries(edit.replace))
      write(at(path), readFileSync(at(path), 'utf8').replace(text, by));
  if ('mode' in edit)
    for (const [path, octal] of Object.entries(edit.mode)) chmodSync(at(path), Number.parseInt(octal, 8));
  if ('link' in edit) for (const [path, target] of Object.entries(edit.link)) symlinkSync(target, at(path));
  if ('repeat' in edit)
    for (const [path, [text, times]] of Object.entries(edit.repeat)) write(at(path), repeated(text, times));
  if ('crowd' in edit) for (const [path, count] of Object.entries(edit.crowd)) crowd(at(path), count);
  if ('size' in edit) for (const [path, bytes] of Object.entries(edit.size)) enlarge(at(path), bytes);
  if ('git' in edit)
    for (const words of edit.git) execFileSync('git', [...IDENTITY, ...words.split(' ')], { cwd: folder });
  if ('remove' in edit) rmSync(at(edit.remove), { recursive: true });
  if ('make-folder' in edit) mkdirSync(at(edit['make-folder']), { recursive: true });
}

/** Takes its time, unlike the others, so it cannot happen during a command. */
export async function pack(edit: FileEdit, folder: string): Promise<void> {
  if ('identify' in edit) await identify(join(folder, edit.identify));
  if (!('pack' in edit)) return;
  for (const [path, entries] of Object.entries(edit.pack)) writeFileSync(join(folder, path), await packed(entries));
}

/** Gives a forged bundle the identity of what is in it. */
async function identify(path: string): Promise<void> {
  const { diagnostics } = await readBundle(path);
  const { said, computed } = diagnostics.find(({ code }) => code === 'bundle/wrong-id')?.facts ?? {};
  const manifest = join(path, 'manifest.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replaceAll(String(said), String(computed)));
}

/** Whose commits they are, whichever user runs the test. */
const IDENTITY = ['-c', 'user.name=a test', '-c', 'user.email=test@example.com'];

function enlarge(path: string, bytes: number): void {
  if (!existsSync(path)) write(path, '');
  truncateSync(path, bytes);
}

function packed(entries: { readonly [name: string]: string }): Promise<Uint8Array> {
  return packTar(
    Object.entries(entries).map(([name, text]) =>
      text.startsWith('->')
        ? { header: { name, size: 0, type: 'symlink' as const, linkname: text.slice(3) } }
        : { header: { name, size: Buffer.byteLength(text) }, body: text },
    ),
  );
}

function repeated(text: string, times: number): string {
  return Array.from({ length: times }, (_, index) => text.replace('#', String(index))).join('');
}

function crowd(folder: string, count: number): void {
  for (let index = 0; index < count; index += 1) write(join(folder, `${index}.txt`), '');
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
