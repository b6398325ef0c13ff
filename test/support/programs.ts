/** Programs that stand for others. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './sandboxes.ts';

/** A folder for PATH with programs that are scripts. */
export function pathWith(programs: { readonly [name: string]: string }): string {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}
