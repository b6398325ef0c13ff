/** What the file system of a host holds, as it looks from inside, read from outside: no process runs on the host for it. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Everything a host can write and that outlives a boot, and /tmp. The rest of /usr is mounted read-only. */
const FOLDERS = ['etc', 'home', 'opt', 'root', 'srv', 'tmp', 'usr/local/sbin', 'var'];

/** Not counted: sshd and PAM write there at each login, whichever user logs in and whatever for. */
const LOGINS = ['var/log/lastlog', 'var/log/wtmp', 'var/log/btmp', 'var/log/faillog'];

/** One line for each path: mode, owner, and what it holds. `root`: the host's root folder. */
export function treeOf(root: string): ReadonlyMap<string, string> {
  const tree = new Map<string, string>();
  const visit = (path: string): void => {
    if (LOGINS.includes(path)) return;
    const stat = lstatSync(join(root, path));
    const about = `${stat.mode.toString(8)} ${stat.uid}:${stat.gid}`;
    if (stat.isFile()) tree.set(`/${path}`, `${about} ${sha256(readFileSync(join(root, path)))}`);
    else if (stat.isSymbolicLink()) tree.set(`/${path}`, `${about} -> ${readlinkSync(join(root, path))}`);
    else tree.set(`/${path}`, about);
    if (stat.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) visit(join(path, name));
  };
  for (const folder of FOLDERS) visit(folder);
  return tree;
}

export function digestOf(tree: ReadonlyMap<string, string>): string {
  return sha256(JSON.stringify([...tree]));
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
