/** PATH of a node that a test plays: the tools of its scripts, and no other program of this machine. */
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { run } from './tools.ts';

/** What the scripts of a node may use of coreutils, findutils, gawk, sed, tar and util-linux: all of it is in RHEL 5. */
export const NODE_TOOLS =
  'awk cat chmod chown cp date head ls mkdir mv rm rmdir sed setsid sh sha256sum sleep sort stat sync tail tar tr uniq wc xargs'.split(
    ' ',
  );

/** What questions to a node need besides: grep and coreutils, and getent of glibc. */
const QUESTION_TOOLS = ['getent', 'grep', 'readlink', 'uname'];

/** A program of this machine. Undefined if it is not installed. */
export function findProgram(name: string): string | undefined {
  const folders = `${process.env['PATH']}${delimiter}/usr/sbin${delimiter}/sbin`.split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A folder of links to these programs, to be removed when the process of the tests ends. */
export function folderOf(programs: readonly (readonly [name: string, path: string])[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'clusterc-path-'));
  chmodSync(folder, 0o755); // for users without rights, too
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const [name, path] of programs) symlinkSync(path, join(folder, name));
  return folder;
}

const folders = new Map<string, string>();

function once(key: string, make: () => string): string {
  const folder = folders.get(key) ?? make();
  folders.set(key, folder);
  return folder;
}

/** PATH of a node whose tools are those of this machine. */
export function nodePath(): string {
  const found = (name: string) => {
    const path = findProgram(name);
    return path === undefined ? [] : [[name, path] as const];
  };
  return once('tools', () => folderOf([...NODE_TOOLS, ...QUESTION_TOOLS].flatMap(found)));
}

/** PATH of a node whose tools are the applets of busybox. */
export function appletPath(busybox: string): string {
  const applets = () => run(busybox, ['--list']).output.split('\n');
  return once(busybox, () =>
    folderOf(
      applets()
        .filter((name) => name !== '' && name !== 'busybox')
        .map((name) => [name, busybox]),
    ),
  );
}
