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
