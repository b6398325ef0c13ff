/** Who runs clusterc, and where. */
import { hostname, userInfo } from 'node:os';

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

/** The line that a lock is signed with: who, on which machine, in which process, since when. */
export function signature(since: Date): string {
  return `${whoRuns()} pid ${process.pid} since ${since.toISOString()}`;
}

/** Has the process that signed so ended? Of one on another machine that is not known from here. */
export function hasEnded(owner: string): boolean {
  const [, machine, pid = ''] = /^.*@(\S+) pid (\d{1,10}) since /.exec(owner) ?? [];
  if (machine !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
