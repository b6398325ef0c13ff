/** What happens to the files of a scenario while clusterc does not look. */
import { appendFileSync, chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Deed } from './step.ts';

export function perform(deed: Deed, folder: string): void {
  const at = (path: string) => join(folder, path);
  if ('write' in deed) for (const [path, text] of Object.entries(deed.write)) write(at(path), text);
  if ('append' in deed) for (const [path, text] of Object.entries(deed.append)) appendFileSync(at(path), text);
  if ('mode' in deed)
    for (const [path, octal] of Object.entries(deed.mode)) chmodSync(at(path), Number.parseInt(octal, 8));
  if ('link' in deed) for (const [path, target] of Object.entries(deed.link)) symlinkSync(target, at(path));
  if ('remove' in deed) rmSync(at(deed.remove), { recursive: true });
  if ('make-folder' in deed) mkdirSync(at(deed['make-folder']), { recursive: true });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
