/**
 * Turns a site into drafts of its files, stage by stage. Start reading here. Pure. compile.ts then makes the text.
 *
 * A separate file, since the libraries that write text are a third of a command's start-up, and `check` needs none of them.
 *
 * Error rule: a stage reports everything it finds, and the next stage continues with what is valid. Findings that depend on
 * something invalid are suppressed, as it was left out. With an error, nothing is emitted.
 */
import type { SecretProvider } from './base/provider.ts';
import type { Action } from './bundle/action.ts';
import type { Bundle } from './bundle/bundle.ts';
import type { Runtime } from './bundle/runtime.ts';
import { applyAcceptances } from './check/findings/accept.ts';
import type { SourcePath } from './base/brand.ts';
import { runChecks } from './check/check.ts';
import { commonChecks } from './check/index.ts';
import { capacityFindings, hasFault } from './check/site/capacity.ts';
import { whereWritten } from './check/findings/where-written.ts';
import { suppressedBy } from './check/findings/suppress.ts';
import { hasError, type Diagnostic } from './diag/diagnostic.ts';
import type { Draft } from './emit/draft.ts';
import { draft } from './emit/collect.ts';
import { platformName } from './platform/platform.ts';
import type { Platform } from './platform/release-id.ts';
import { codes } from './codes.ts';
import type { KnownSite } from './known-site.ts';
import type { Model } from './model/model.ts';
import { resolve } from './resolve/resolve.ts';
import { doubtfulPaths } from './source/unreliable-paths.ts';
import { decode, parse } from './source/parse.ts';
import type { InputFile, SourceFile, Tree } from './source/tree.ts';
import { showable } from './source/values.ts';
import type { Site } from './spec/spec.gen.ts';
import { keysOfOtherStacks } from './spec/stack-keys.ts';
import { isSection, validate } from './spec/validate.ts';
import { stackOf } from './stack/stacks.ts';

/** Every stage that was reached, so that a failed build can be inspected. Plain data, and drafts become it by `plainDraft`. */
export type Compilation = {
  readonly files: readonly SourceFile[];
  readonly tree?: Tree;
  readonly spec?: Site;
  readonly model?: Model;
  readonly drafts?: readonly Draft[];
  readonly actions?: readonly Action[];
  readonly runtime?: Runtime;
  readonly stack?: string;
  readonly bundle?: Bundle;
  /** Providers of secret values where there is no model. A bundle has those of the user. */
  readonly secretProviders?: readonly SecretProvider[];
  /** Paths of the site that were left out since they are invalid. */
  readonly unsound?: readonly SourcePath[];
  readonly diagnostics: readonly Diagnostic[];
};

export type Ended = (stage: string) => void;

/** Files of a site -> drafts. `ended` is called with the name of each stage at its end. `known` is used and filled. */
export function analyse(inputs: readonly InputFile[], ended: Ended = () => undefined, known?: KnownSite): Compilation {
  return withDrafts(examine(inputs, ended, known), ended);
}

/** Files of a site -> a checked model, for commands that need no output files. */
export function examine(inputs: readonly InputFile[], ended: Ended = () => undefined, known?: KnownSite): Compilation {
  const { files: read, diagnostics: undecoded } = decode(inputs);
  const files = showable(read, isSection); // values of secrets are reported, never shown
  const parsed = parse(read, { weight: 0 }, known && ((file) => known.entriesOf(file)));
  ended('parse');
  const unreadable = read.length === 0 && hasError(undecoded) ? undecoded : [...undecoded, ...parsed.diagnostics];
  if (parsed.value === undefined || hasError(undecoded)) return { files, diagnostics: unreadable };
  return examineTree(
    parsed.value,
    { files, unreadable, doubtful: doubtfulPaths(parsed.value, parsed.diagnostics) },
    ended,
    known,
  );
}

/** What reading the files of a site found, and the paths that were not read correctly. */
type Reading = {
  readonly files: readonly SourceFile[];
  readonly unreadable: readonly Diagnostic[];
  readonly doubtful: readonly SourcePath[];
};

/** A tree -> drafts. */
export function analyseTree(tree: Tree, reading: Reading, ended: Ended = () => undefined): Compilation {
  return withDrafts(examineTree(tree, reading, ended), ended);
}

function examineTree(
  tree: Tree,
  { files, unreadable, doubtful }: Reading,
  ended: Ended,
  known?: KnownSite,
): Compilation {
  const { spec, checked: site, unsound: cut, diagnostics: invalid } = validate(tree, doubtful, known?.plain(tree));
  ended('validate');
  const resolverOf = (platform: Platform) => stackOf(platform).resolve;
  const { value: model, unsound, diagnostics: unresolved } = resolve(site, cut, resolverOf);
  ended('resolve');
  if (model === undefined) return { files, tree, spec, diagnostics: [...unreadable, ...invalid, ...unresolved] };
  const stack = stackOf(model.cluster.platform);
  const isKnown = !unsound.some((cut) => 'cluster/platform/'.startsWith(`${cut.join('/')}/`));
  const found = [...runChecks(model, commonChecks), ...(isKnown ? stack.check(model) : [])];
  const capacity = hasFault([...unreadable, ...invalid, ...unresolved, ...found], codes)
    ? []
    : capacityFindings(model, stack.placer(model), found);
  const checked = [...found, ...capacity];
  ended('check');
  const runs = { platform: platformName(model.cluster.platform), stack: stack.name };
  const foreign = isKnown ? keysOfOtherStacks(spec, runs) : [];
  const isSuppressed = suppressedBy(unsound, codes, stack.apart);
  const sound = checked.filter((finding) => !isSuppressed(finding));
  const all = [...unreadable, ...invalid, ...foreign, ...unresolved, ...sound];
  const { origins } = model;
  const accepted = applyAcceptances(all, model.accept, { codes, origins, whole: unsound.length === 0 });
  const diagnostics = whereWritten(accepted, origins);
  const shown = site === spec ? model : resolve(spec, cut, resolverOf).value;
  return { files, tree, spec, ...(shown === undefined ? {} : { model: shown }), unsound, diagnostics };
}

function withDrafts(compilation: Compilation, ended: Ended): Compilation {
  const { model, diagnostics } = compilation;
  if (model === undefined || hasError(diagnostics)) return compilation;
  const { diagnostics: collisions, ...drafted } = draft(model, stackOf(model.cluster.platform));
  ended('draft');
  return { ...compilation, ...drafted, diagnostics: [...diagnostics, ...collisions] };
}
