/** The key of corosync -> a secret of the site, which holds text. corosync-keygen(8) makes bytes. */
import type { JsonMap } from '../../../base/json.ts';
import type { TextFile } from '../../../import/node-files.ts';
import type { ImportNotes } from '../../../import/site/notes.ts';
import { PACEMAKER_DEFAULTS } from '../resolve/defaults.ts';

const { secret: NAME } = PACEMAKER_DEFAULTS.corosync.key.value;

/** Nothing for `cluster.corosync`: the usual name of the secret is derived. Notes a key that a secret cannot hold. */
export function authkeyOf(key: TextFile | undefined, notes: ImportNotes): JsonMap {
  if (key === undefined) return {};
  if (/[\u0000-\u001f\u007f\ufffd]/.test(key.text) || key.text.length < SHORTEST) {
    const message = `the key of corosync is not text of at least ${SHORTEST} characters, as the secret ${NAME} must be; choose a new one: the first push brings it to all nodes`;
    notes.note('changed', { file: key.file, line: 0 }, message, 'warning');
    return {};
  }
  notes.secret(NAME, key.text);
  return {};
}

const SHORTEST = 128;
