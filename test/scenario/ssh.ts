/** A program in the place of ssh, which says on each host what a scenario says; recorded with real ones where it is not made up. */
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `prints`: standard output; `says`: standard error; `hangs`: never ends. */
export type Spoken = {
  readonly prints?: string;
  readonly says?: string;
  readonly exit?: number;
  readonly endless?: boolean;
};

/** The environment in which `ssh` is that program. The address is the last argument but one. */
export function speaking(hosts: { readonly [address: string]: Spoken }): { readonly [name: string]: string } {
  const folder = mkdtempSync(join(tmpdir(), 'clusterc-ssh-'));
  for (const [address, { prints = '', says = '', exit = 0, endless = false }] of Object.entries(hosts)) {
    writeFileSync(join(folder, `${address}.out`), prints);
    writeFileSync(join(folder, `${address}.err`), says);
    const end = endless ? 'exec yes' : `exit ${exit}`;
    writeFileSync(
      join(folder, `${address}.sh`),
      `cat ${folder}/${address}.out; cat ${folder}/${address}.err >&2; ${end}\n`,
    );
  }
  const pick = 'address=; word=; for next; do address=$word word=$next; done';
  writeFileSync(join(folder, 'ssh'), `#!/bin/sh\n${pick}\n. ${folder}/"$address".sh\n`);
  chmodSync(join(folder, 'ssh'), 0o755);
  return { PATH: `${folder}:${process.env['PATH']}`, XDG_RUNTIME_DIR: folder };
}
