/** Who runs clusterc, and where. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { sha256 } from '../base/json.ts';

/** `user@machine`, as a lock and the journal name them. A user without an entry in the system's list, as in a container, is a number. */
export function whoRuns(): string {
  return `${userName()}@${hostname()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}

/** The line that a lock is signed with: who, on which machine, in which process of which system, since when. */
export function signature(since: Date): string {
  const { begun = 0 } = processNow(process.pid) ?? {};
  return `${whoRuns()} pid ${process.pid}/${begun} of ${system() ?? 'unknown'} since ${since.toISOString()}`;
}

/** Has the process that signed so ended? Of one in another system nothing is known here, whatever its machine is called. */
export function hasEnded(owner: string): boolean {
  const [, pid = '', begun, where] = / pid (\d{1,10})\/(\d{1,20}) of ([0-9a-f]{12}) since /.exec(owner) ?? [];
  if (where === undefined || where !== system()) return false;
  if (!exists(Number(pid))) return true;
  const now = processNow(Number(pid));
  return now !== undefined && (/[ZX]/.test(now.state) || now.begun !== begun);
}

/** Also one that belongs to somebody else, and one that /proc hides. kill(2), signal 0. */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/**
 * What a process does and when it began, in clock ticks since boot. One that was killed stays as a zombie until its parent
 * asks for it, which the first process of a container may never do; and a container counts its processes from 1 again.
 * proc(5), /proc/pid/stat, fields 3 and 22, of which the second, in brackets, may hold anything.
 */
function processNow(pid: number): { readonly state: string; readonly begun: string } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { state: fields[0] ?? '', begun: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/**
 * Within which a number names one process: a boot of a machine, and a namespace of it, as containers have. Undefined where
 * Linux does not say. proc(5), boot_id; namespaces(7).
 */
function system(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
    return sha256(`${boot}${readlinkSync('/proc/self/ns/pid')}`).slice(0, 12);
  } catch {
    return undefined;
  }
}
