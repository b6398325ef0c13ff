/** Files of the keys that ssh trusts. sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". */

/** A public key of a host, as in the schema of `host_keys`. */
const KEY = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) AAAA[A-Za-z0-9+/]{20,2000}={0,2}$/;

/** Each name with each of its keys. Lines with a marker, and names that are hashed or patterns, are left out. */
export function knownKeys(
  text: string,
): readonly { readonly name: string; readonly key: string; readonly line: number }[] {
  return text.split('\n').flatMap((raw, index) => {
    const [names = '', type = '', encoded = ''] = raw.trim().split(/\s+/);
    const key = `${type} ${encoded}`;
    const plain = names.split(',').filter((name) => /^[A-Za-z0-9.:_-]+$/.test(name));
    return KEY.test(key) ? plain.map((name) => ({ name, key, line: index + 1 })) : [];
  });
}
