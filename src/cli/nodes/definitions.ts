/** VMs that run with an older definition: their file has changed since they were started. */
import type { HostName } from '../../base/brand.ts';
import { own } from '../../base/json.ts';
import type { Trees } from '../../base/xml.ts';
import { filesOf, type Bundle } from '../../bundle/bundle.ts';
import { shown } from '../../bundle/content.ts';
import type { Question } from '../../deploy/node/answers.ts';
import type { Seen } from '../../deploy/node/seen.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { compareTexts } from '../../diff/compare.ts';
import { releaseOf } from '../../diff/release.ts';
import { otherDefinition } from '../../status/findings.ts';
import type { StatusReader } from '../../status/reader.ts';

export const DEFINITIONS: Question = { name: 'definitions', argv: [':guests'] };

type Running = { readonly host: HostName; readonly vm: string; readonly path: string } & Texts;
type Texts = { readonly found: string; readonly desired: string };

/** Each guest that runs, with the file that it would start from. Without an answer there is none. */
export function runningIn(seen: readonly Seen[], bundle: Bundle): readonly Running[] {
  return seen.flatMap(({ state, answers = {} }) => {
    const { text = '', exit } = own(answers, DEFINITIONS.name) ?? {};
    if (!state.reachable || exit !== 0) return [];
    const files = filesOf(bundle, state.node);
    return definitionsIn(text).flatMap(({ vm, found }) => {
      const file = files.find(({ path }) => path.endsWith(`/${vm}.xml`));
      return file === undefined ? [] : [{ host: state.node, vm, path: file.path, found, desired: shown(file.content) }];
    });
  });
}

/** A definition whose end is missing was cut off, and proves nothing. */
function definitionsIn(text: string): readonly { readonly vm: string; readonly found: string }[] {
  return text.split(/^@ /m).flatMap((part) => {
    const [, vm, found] = /^(\S+)\n([^]*<\/domain>)\s*= 0\n/.exec(part) ?? [];
    return vm === undefined || found === undefined ? [] : [{ vm, found }];
  });
}

/** Compared as a file is: what libvirt adds is no difference. `trees`: of both texts. */
export function otherDefinitions(
  running: readonly Running[],
  trees: Trees,
  bundle: Bundle,
  { restart }: StatusReader,
): readonly Diagnostic[] {
  if (restart === undefined) return [];
  const how = { trees, own: [], unknown: new Set<never>(), release: releaseOf(bundle) };
  return running.flatMap(({ host, vm, path, found, desired }) => {
    const { hunks, because } = compareTexts(path, { found, desired }, how);
    const at = { in: 'node', node: host } as const;
    return because !== null || hunks.length === 0
      ? []
      : [otherDefinition(at, { node: host, vm, path, restart: restart(vm) })];
  });
}
