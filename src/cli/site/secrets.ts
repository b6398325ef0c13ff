/** `clusterc secrets check`: which secrets have a value, from which provider, and whether it is valid. Prints no value. */
import { greatest } from '../../base/lists.ts';
import { as, type SecretName } from '../../base/brand.ts';
import { canonicalJson } from '../../base/json.ts';
import type { Compilation } from '../../analyse.ts';
import { unresolvedSecret } from '../../deploy/plan/findings.ts';
import { secretFindings } from '../../deploy/secrets/rules.ts';
import { secretNamesOf } from '../../bundle/bundle.ts';
import { hasError, type Diagnostic } from '../../diag/diagnostic.ts';
import { visible } from '../../diag/visible.ts';
import type { Answers } from '../../edge/secrets/index.ts';
import { EXIT, located, pressing, report, type ExitCode, type Io, type ReadFormat } from '../io.ts';
import type { NodesSubject } from '../nodes/nodes.ts';
import { askProviders, providersOf, placeOfSecret, references } from '../subject/secret-values.ts';
import { compileSite } from '../subject/compiled-site.ts';

export type SecretsOptions = { readonly format: ReadFormat };

/** Exits 1 for a missing or invalid value, and for a site that does not compile. */
export async function checkSecrets(site: string, { format }: SecretsOptions, io: Io): Promise<ExitCode> {
  const compilation = compileSite(site, io);
  const { bundle } = compilation;
  const { listed, asked, diagnostics } =
    bundle === undefined ? NOTHING : await lookedAt({ compilation, bundle, site }, io);
  const found = [...pressing(located(compilation)), ...located({ ...compilation, diagnostics })];
  if (format === 'json') io.out.write(canonicalJson({ version: 1, ...listed, findings: found }));
  else {
    io.out.write(lines(listed, asked));
    report(found, io.err);
  }
  return hasError([...compilation.diagnostics, ...diagnostics]) ? EXIT.failed : EXIT.done;
}

type LookedAt = {
  readonly listed: Listed;
  /** False: some provider failed, so missing values may be there. */
  readonly asked: boolean;
  readonly diagnostics: readonly Diagnostic[];
};

const NOTHING: LookedAt = { listed: { secrets: [], unused: [] }, asked: true, diagnostics: [] };

async function lookedAt(
  { compilation, bundle, site }: Omit<NodesSubject, 'sandbox' | 'how'>,
  io: Io,
): Promise<LookedAt> {
  const names = secretNamesOf(bundle);
  const secretProviders = providersOf(compilation);
  const answers = await askProviders({ bundle, secretProviders, site }, io);
  const values = new Map([...answers.found].map(([name, { value }]) => [name, value]));
  const placeOf = placeOfSecret(compilation);
  const diagnostics = [
    ...answers.diagnostics,
    ...unresolved(names, answers, placeOf),
    ...secretFindings(bundle, values, placeOf),
  ];
  return { listed: listedSecrets(names, answers, compilation), asked: !hasError(answers.diagnostics), diagnostics };
}

/** Empty if a provider failed, since it may know the names. */
function unresolved(
  names: readonly SecretName[],
  { found, said, diagnostics }: Answers,
  placeOf: ReturnType<typeof placeOfSecret>,
): readonly Diagnostic[] {
  if (hasError(diagnostics)) return [];
  return names
    .filter((name) => !found.has(name))
    .map((name) => unresolvedSecret(placeOf(name), { secret: name, said: said.get(name) ?? null }));
}

type Listed = {
  /** By name; `provider` null if none knows it. `used`: places of the site. */
  readonly secrets: readonly {
    readonly name: string;
    readonly provider: string | null;
    readonly used: readonly string[];
  }[];
  /** Values of providers that nothing refers to. */
  readonly unused: readonly { readonly name: string; readonly provider: string }[];
};

function listedSecrets(names: readonly SecretName[], { found, unused }: Answers, { spec }: Compilation): Listed {
  const used = [...references(spec ?? null, [])];
  return {
    secrets: names.map((name) => ({
      name,
      provider: found.get(name)?.provider ?? null,
      used: used.filter(([secret]) => as<SecretName>(secret) === name).map(([, path]) => path.join('/')),
    })),
    unused: unused.flatMap(({ provider, names: left }) => left.map((name) => ({ name, provider }))),
  };
}

function lines({ secrets, unused }: Listed, asked: boolean): string {
  const width = greatest(
    [...secrets, ...unused].map(({ name }) => name.length),
    0,
  );
  const line = (name: string, rest: string) => `${visible(`${name.padEnd(width)}  ${rest}`)}\n`;
  return [
    ...secrets.map(({ name, provider }) => line(name, provider ?? (asked ? 'not found' : 'not known'))),
    ...unused.map(({ name, provider }) => line(name, `${provider}, not used by the site`)),
  ].join('');
}
