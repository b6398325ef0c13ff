/** The secret values of a bundle: their providers, and where the site refers to them. */
import type { Json, SecretName, SourcePath } from '../../base/brand.ts';
import type { SecretProvider } from '../../base/provider.ts';
import { isList, isMap } from '../../base/json.ts';
import { secretNamesOf, type Bundle } from '../../bundle/bundle.ts';
import type { Compilation } from '../../analyse.ts';
import { valueAt, type Place } from '../../diag/diagnostic.ts';
import { lookUp, type Answers } from '../../edge/secrets/index.ts';
import { configured } from '../../edge/secrets/settings.ts';
import { folderOf } from '../../edge/site/site.ts';
import { plain } from '../../source/tree.ts';
import type { Io } from '../io.ts';

const NOWHERE: Place = { in: 'nowhere', because: 'the site does not refer to it by itself' };

/** Sources of secret values, asked in this order; never the values. */
export function providersOf({ secretProviders, model }: Compilation): readonly SecretProvider[] {
  return secretProviders ?? model?.secretProviders.map(({ provider }) => provider) ?? [];
}

/** `site`: where relative paths of providers start. */
export type Asked = {
  readonly bundle: Bundle;
  readonly secretProviders: readonly SecretProvider[];
  readonly site: string;
};

/** The providers' answers to every secret of a bundle. */
export async function askProviders(
  { bundle, secretProviders, site }: Asked,
  { env, hide }: Pick<Io, 'env' | 'hide'>,
): Promise<Answers> {
  const { providers, diagnostics } = configured(secretProviders, folderOf(site), env);
  const answers = await lookUp(secretNamesOf(bundle), providers, env);
  hide([...answers.found.values()].map(({ value }) => value));
  return { ...answers, diagnostics: [...diagnostics, ...answers.diagnostics] };
}

/** The first place in the site that refers to a secret. */
export function placeOfSecret({ tree }: Compilation): (name: SecretName) => Place {
  const places = new Map<string, SourcePath>();
  for (const [name, path] of references(tree === undefined ? null : plain(tree), []))
    if (!places.has(name)) places.set(name, path);
  return (name) => {
    const path = places.get(name);
    return path === undefined ? NOWHERE : valueAt([...path, 'secret']);
  };
}

/** Every `{ secret: NAME }` of a site with its path. The schema allows this key in no other map. */
export function* references(value: Json, path: SourcePath): Generator<readonly [name: string, path: SourcePath]> {
  if (isList(value)) for (const [index, item] of value.entries()) yield* references(item, [...path, index]);
  if (!isMap(value)) return;
  if (typeof value['secret'] === 'string') yield [value['secret'], path];
  for (const [key, item] of Object.entries(value)) yield* references(item, [...path, key]);
}
