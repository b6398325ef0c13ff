/** The keys of hosts in known_hosts -> `host_keys`. sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". */
import type { TextFile } from '../../../import/node-files.ts';

/** The keys that a file has under the name of a node. Lines with a marker, a pattern or a hashed name count for none. */
export function keysFor(node: string, known: TextFile | undefined): readonly string[] {
  const lines = known === undefined ? [] : known.text.split('\n').map((line) => line.trim().split(/\s+/));
  return lines.flatMap(([names = '', type = '', key = '']) =>
    KEY.test(`${type} ${key}`) && names.split(',').includes(node) ? [`${type} ${key}`] : [],
  );
}

/** As in the schema of `host_keys`. */
const KEY = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) AAAA[A-Za-z0-9+/]{20,2000}={0,2}$/;
