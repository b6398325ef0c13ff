/** The uses of a bundle's secrets, derived from the text around their slots, so that a bundle is enough. */
import type { RemotePath, SecretName } from '../../base/brand.ts';
import type { Bundle, OutputFile } from '../../bundle/bundle.ts';
import { placeholder, type Slot } from '../../bundle/content.ts';

/**
 * `chap`: the host's own secret; `chap-in`: the secret of a target with the same `login`. `fence`: a line of an agent's
 * standard input. `vnc`: password of a VM's display.
 */
export type SecretUse = {
  readonly secret: SecretName;
  readonly what: 'chap' | 'chap-in' | 'fence' | 'vnc' | 'other';
  readonly path: RemotePath;
  /** Which of several logins in a file: `node.session.auth`, `discovery.sendtargets.auth`. */
  readonly login: string;
};

/** The end of the text before a slot. Keys: open-iscsi, usr/idbm_fields.h; attributes: cluster files, libvirt's domain format. */
const FORMS: readonly (readonly [what: SecretUse['what'], form: RegExp])[] = [
  ['chap', /(?:^|\n)[ \t]*(\S+)\.password\s*=\s*$/],
  ['chap-in', /(?:^|\n)[ \t]*(\S+)\.password_in\s*=\s*$/],
  ['fence', /<(?:fence)?device\b[^<>]*\s[\w-]+\s*=\s*["']$/],
  ['vnc', /<graphics\b(?=[^<>]*\btype\s*=\s*["']vnc["'])[^<>]*\bpasswd\s*=\s*["']$/],
];

/** In the order of the files; a file of several nodes counts once. */
export function secretUses({ files }: Bundle): readonly SecretUse[] {
  return files.flatMap(usesIn);
}

function usesIn({ path, content }: OutputFile): readonly SecretUse[] {
  let before = '';
  return content.flatMap((part) => {
    const here = before;
    before += typeof part === 'string' ? part : placeholder(part);
    return typeof part === 'object' && 'secret' in part ? [useOf(part, here, path)] : [];
  });
}

function useOf({ secret }: Extract<Slot, { secret: SecretName }>, before: string, path: RemotePath): SecretUse {
  // Enough for any element or line; a long file is not searched again for each of its secrets.
  const near = before.slice(-4096);
  for (const [what, form] of FORMS) {
    const found = form.exec(near);
    if (found !== null) return { secret, what, path, login: found[1] ?? '' };
  }
  return { secret, what: 'other', path, login: '' };
}
