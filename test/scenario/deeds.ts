/** What happens to the files of a scenario while clusterc does not look. */
import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Deed } from './step.ts';

export function perform(deed: Deed, folder: string): void {
  const at = (path: string) => join(folder, path);
  if ('write' in deed) for (const [path, text] of Object.entries(deed.write)) write(at(path), text);
  if ('append' in deed) for (const [path, text] of Object.entries(deed.append)) appendFileSync(at(path), text);
  if ('replace' in deed)
    for (const [path, [text, by]] of Object.entries(deed.replace))
      write(at(path), readFileSync(at(path), 'utf8').replace(text, by));
  if ('mode' in deed)
    for (const [path, octal] of Object.entries(deed.mode)) chmodSync(at(path), Number.parseInt(octal, 8));
  if ('link' in deed) for (const [path, target] of Object.entries(deed.link)) symlinkSync(target, at(path));
  if ('repeat' in deed)
    for (const [path, [text, times]] of Object.entries(deed.repeat)) write(at(path), repeated(text, times));
  if ('crowd' in deed) for (const [path, count] of Object.entries(deed.crowd)) crowd(at(path), count);
  if ('remove' in deed) rmSync(at(deed.remove), { recursive: true });
  if ('make-folder' in deed) mkdirSync(at(deed['make-folder']), { recursive: true });
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
