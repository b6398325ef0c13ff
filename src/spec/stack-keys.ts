/**
 * Keys that the stack of a site does not know. The schema lists them (`x-stacks`, `x-instead`), so that no stack and no check
 * has to.
 */
import type { Json, SourcePath } from '../base/brand.ts';
import { isList, isMap, own } from '../base/json.ts';
import { defineDiagnostic, keyAt, valueAt, type Diagnostic } from '../diag/diagnostic.ts';
import { STACK_KEYS } from './stack-keys.gen.ts';
import type { Site } from './spec.gen.ts';

/** Annotated shapes of values by name, and shapes that lead to them. `each` is the shape of the entries of a map or list. */
export type StackKeys = {
  readonly root: string;
  readonly shapes: {
    readonly [name: string]: {
      readonly keys: { readonly [key: string]: string };
      readonly each?: string;
      /** Stacks that know the key; absent means all. */
      readonly only?: readonly string[];
      /** The key to use instead, by stack. */
      readonly instead?: { readonly [stack: string]: string };
    };
  };
};

const KEYS: StackKeys = STACK_KEYS;

export const keyOfOtherStack = defineDiagnostic<{
  key: string;
  name: string;
  platform: string;
  stack: string;
  stacks: readonly string[];
  instead: string | null;
}>({
  code: 'stack/key',
  severity: 'error',
  message: (f) =>
    `${f.key} does not apply: ${f.platform} runs ${f.stack}, ${f.stacks.includes(f.name) ? `not ${f.name}` : `and ${f.name} belongs to ${f.stacks.join(' and ')}`}`,
  help: (f) =>
    `${f.instead === null ? 'remove it' : `write ${f.instead}`}, or choose a platform that runs ${f.stacks.join(' or ')}`,
  explain:
    'Each kind of cluster software has settings that another one does not have. A key that means nothing to the software of ' +
    'the site would be dropped silently, and the site would say what no node does.',
});

export const otherStack = defineDiagnostic<{ written: string; platform: string; stack: string }>({
  code: 'stack/other',
  severity: 'error',
  message: (f) => `cluster.stack is ${f.written}, but ${f.platform} runs ${f.stack}`,
  help: () => 'remove stack, or write a platform that runs it',
  explain:
    'Each platform runs one kind of cluster software, so the key only repeats what the platform says. A different value would be dropped silently.',
});

/** Keys in the site that only other stacks know, and a stack that the platform does not run. Codes `stack/key`, `stack/other`. */
export function keysOfOtherStacks(
  site: Site,
  of: { readonly platform: string; readonly stack: string },
): readonly Diagnostic[] {
  const written = site.cluster?.stack;
  const other =
    written === undefined || written === of.stack
      ? []
      : [otherStack(valueAt(['cluster', 'stack']), { written, ...of })];
  const keys = [...foreign(site, KEYS.root, [])].map(({ path, stacks, instead }) =>
    keyOfOtherStack(keyAt(path), {
      key: path.join('.'),
      name: String(path.at(-1)),
      ...of,
      stacks,
      instead: own(instead, of.stack) ?? null,
    }),
  );
  return [...other, ...keys];

  function* foreign(value: Json, name: string, path: SourcePath): Generator<Foreign> {
    const shape = own(KEYS.shapes, name);
    if (shape === undefined) return;
    const { keys, each, only, instead = {} } = shape;
    if (only !== undefined && !only.includes(of.stack)) yield { path, stacks: only, instead };
    else if (isList(value))
      for (const [index, item] of value.entries()) yield* foreign(item, each ?? '', [...path, index]);
    else if (isMap(value))
      for (const [key, item] of Object.entries(value))
        yield* foreign(item, own(keys, key) ?? each ?? '', [...path, key]);
  }
}

type Foreign = {
  readonly path: SourcePath;
  readonly stacks: readonly string[];
  readonly instead: { readonly [stack: string]: string };
};
