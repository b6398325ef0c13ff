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
  return `${whoRuns()} pid ${process.pid} of ${system() ?? 'unknown'} since ${since.toISOString()}`;
}

/** Has the process that signed so ended? Of one in another system nothing is known here, whatever its machine is called. */
export function hasEnded(owner: string): boolean {
  const [, pid = '', where] = / pid (\d{1,10}) of ([0-9a-f]{12}) since /.exec(owner) ?? [];
  if (where === undefined || where !== system()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
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
