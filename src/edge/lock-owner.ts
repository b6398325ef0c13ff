/** The user and machine that run clusterc. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { sha256 } from '../base/json.ts';

/** `user@machine`, as in locks and the journal. A user without a passwd entry, as in a container, is a number. */
export function userAndMachine(): string {
  return `${userName()}@${hostname()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}

/** The owner line of a lock: user, machine, process, system, and time. */
export function lockOwner(since: Date): string {
  const { begun = 0 } = processNow(process.pid) ?? {};
  return `${userAndMachine()} pid ${process.pid}/${begun} of ${system() ?? 'unknown'} since ${since.toISOString()}`;
}

/** Has the process with this signature ended? False for a process of another system, even under the same machine name. */
export function hasEnded(owner: string): boolean {
  const [, pid = '', begun, where] = / pid (\d{1,10})\/(\d{1,20}) of ([0-9a-f]{12}) since /.exec(owner) ?? [];
  if (where === undefined || where !== system()) return false;
  if (!exists(Number(pid))) return true;
  const now = processNow(Number(pid));
  return now !== undefined && (/[ZX]/.test(now.state) || now.begun !== begun);
}

/** Does a process exist? True also for one of another user, and one that /proc hides. kill(2), signal 0. */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/**
 * State and start time (clock ticks since boot) of a process. A killed process stays a zombie until its parent waits for it,
 * which the first process of a container may never do. A container counts its processes from 1 again. proc(5), /proc/pid/stat,
 * fields 3 and 22; field 2, in brackets, may hold anything.
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
 * The scope in which a process number is unique: one boot of a machine and one namespace, as containers have. Undefined outside
 * of Linux. proc(5), boot_id; namespaces(7).
 */
function system(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
    return sha256(`${boot}${readlinkSync('/proc/self/ns/pid')}`).slice(0, 12);
  } catch {
    return undefined;
  }
}
