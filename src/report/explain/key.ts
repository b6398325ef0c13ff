/** What can be written for a key, from the schema: form, default, platforms, example. Pure. */
import { platformsOf } from '../../stack/stacks.ts';
import type { SchemaKey } from '../../spec/schema-key.ts';

export type KeyExplanation = SchemaKey & {
  readonly kind: 'key';
  /** OS families on which it applies. */
  readonly platforms: readonly string[];
};

export function explainKey(key: SchemaKey): KeyExplanation {
  return { kind: 'key', ...key, platforms: platformsOf(key.stacks) };
}

/** Lines for people. */
export function* keyLines({
  path,
  description,
  form,
  example,
  stacks,
  instead,
  platforms,
  keys,
  unset,
  ...rest
}: KeyExplanation) {
  yield `${path}: ${form}`;
  yield `  ${description}`;
  const absent = rest.default === undefined ? unset : JSON.stringify(rest.default);
  if (absent !== null) yield `  default: ${absent}`;
  yield `  platforms: ${stacks === null ? 'all' : `${platforms.join(', ')} (${stacks.join(', ')})`}`;
  for (const [stack, other] of Object.entries(instead)) yield `  with ${stack}: ${other.replaceAll('.', '/')}`;
  if (example !== null) yield `  example: ${path.slice(path.lastIndexOf('/') + 1)}: ${example}`;
  if (keys.length > 0) yield '  keys';
  const width = keys.reduce((most, { name }) => Math.max(most, name.length), 0);
  for (const key of keys) yield `    ${key.name.padEnd(width)}  ${firstSentence(key.description)}`;
}

function firstSentence(text: string): string {
  return /^.*?(?=\. |; |$)/.exec(text)?.[0] ?? text;
}
