/** The uses of a bundle's secrets, derived from the text around their slots, so that a bundle is enough. */
import type { RemotePath, SecretName } from '../../base/brand.ts';
import type { Bundle, OutputFile } from '../../bundle/bundle.ts';
import { shownPieces } from '../../bundle/content.ts';

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
  /** The text of the fence device that has the secret, with its agent and its other parameters; otherwise empty. */
  readonly device: string;
};

/** The end of the text before a slot. Keys: open-iscsi, usr/idbm_fields.h; attributes: cluster files, libvirt's domain format. */
const FORMS: readonly (readonly [what: SecretUse['what'], form: RegExp])[] = [
  ['chap', /(?:^|\n)[ \t]*(\S+)\.password\s*=\s*$/],
  ['chap-in', /(?:^|\n)[ \t]*(\S+)\.password_in\s*=\s*$/],
  ['fence', /<(?:fence)?device\b[^<>]*\s[\w-]+\s*=\s*["']$/],
  ['fence', /<primitive\b(?=[^<>]*\btype="fence_)(?:(?!<\/primitive>)[^])*<nvpair\b[^<>]*\bvalue="$/],
  ['vnc', /<graphics\b(?=[^<>]*\btype\s*=\s*["']vnc["'])[^<>]*\bpasswd\s*=\s*["']$/],
];

/** The last fence device in a text, to its end. */
const LAST_DEVICE = /^[^]*(<(?:fencedevice|device|primitive)\b[^]*)$/;
/** The rest of a fence device behind a slot: parameters are attributes of its tag, or elements within it. */
const REST_OF_DEVICE = { element: /^[^<>]*>/, primitive: /^[^]*?<\/primitive>/ };

/** In the order of the files; a file of several nodes counts once. */
export function secretUses({ files }: Bundle): readonly SecretUse[] {
  return files.flatMap(usesIn);
}

function usesIn({ path, content }: OutputFile): readonly SecretUse[] {
  const pieces = shownPieces(content);
  return content.flatMap((part, at) => {
    if (typeof part !== 'object' || !('secret' in part)) return [];
    const use = useOf(textBefore(pieces, at), textBehind(pieces, at));
    return [{ ...use, path, secret: part.secret }];
  });
}

/** The characters before a piece, without the text as a whole: a CIB may have 40 MB. */
function textBefore(pieces: readonly string[], at: number): string {
  let text = '';
  for (let one = at - 1; one >= 0 && text.length < NEAR; one -= 1) text = (pieces[one] ?? '').slice(-NEAR) + text;
  return text.slice(-NEAR);
}

function textBehind(pieces: readonly string[], at: number): string {
  let text = '';
  for (let one = at + 1; one < pieces.length && text.length < NEAR; one += 1)
    text += (pieces[one] ?? '').slice(0, NEAR);
  return text.slice(0, NEAR);
}

/** Characters before and behind a slot. Enough for any element or line; a long file is not searched again for each secret. */
const NEAR = 4096;

function useOf(before: string, after: string): Pick<SecretUse, 'what' | 'login' | 'device'> {
  for (const [what, form] of FORMS) {
    const found = form.exec(before);
    if (found !== null)
      return { what, login: found[1] ?? '', device: what === 'fence' ? deviceAround(before, after) : '' };
  }
  return { what: 'other', login: '', device: '' };
}

function deviceAround(before: string, after: string): string {
  const start = LAST_DEVICE.exec(before)?.[1] ?? '';
  const rest = start.startsWith('<primitive') ? REST_OF_DEVICE.primitive : REST_OF_DEVICE.element;
  return start + (rest.exec(after)?.[0] ?? '');
}
