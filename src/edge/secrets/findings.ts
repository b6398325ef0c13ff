/** Findings about secret providers. None of them reveals anything about a value. */
import { defineDiagnostic } from '../../diag/diagnostic.ts';

export const fileMode = defineDiagnostic<{ path: string; problem: string; cure: string }>({
  code: 'secret/file-mode',
  severity: 'error',
  message: (f) => `${f.path} ${f.problem}`,
  help: (f) => f.cure,
  explain:
    'A file with values of secrets, or with what opens them, belongs to you, and no one else may read it (mode 0600 or less), as ssh asks ' +
    'of a key. An open one may have been read already. A link is as good as the file that it leads to.',
});

export const provider = defineDiagnostic<{ provider: string; reason: string; cure: string }>({
  code: 'secret/provider',
  severity: 'error',
  message: (f) => `${f.provider} gives no values: ${f.reason}`,
  help: (f) => f.cure,
  explain:
    'Providers are asked in order, and the first that knows a name gives its value. One that cannot be asked is not skipped: a later ' +
    'one might hold an older value.',
});

export const sameVariable = defineDiagnostic<{ secret: string; other: string; variable: string }>({
  code: 'secret/same-variable',
  severity: 'error',
  message: (f) => `the secrets ${f.other} and ${f.secret} are both read from ${f.variable}`,
  help: () => 'rename one of them, or take its value from another provider',
  explain:
    'Names of variables cannot have slashes or hyphens, so two secrets can share a variable. Both would get one value, which is right ' +
    'for one of them at most.',
});

export const settings = defineDiagnostic<{ word: string }>({
  code: 'secret/settings',
  severity: 'error',
  message: (f) => `CLUSTERC_SECRETS says "${f.word}", which is not a provider`,
  help: () => 'write a list such as file:/run/secrets.yaml,vault:secrets.vault,age:secrets.age,environment',
  explain: 'CLUSTERC_SECRETS replaces the providers of the site, for CI and for experiments.',
});

export const noProvider = defineDiagnostic<Record<string, never>>({
  code: 'secret/no-provider',
  severity: 'error',
  message: () => 'no provider of secret values is set',
  help: () =>
    'add secrets: { providers: [{ type: file, file: ../secrets.yaml }] } to the site, or set CLUSTERC_SECRETS',
  explain: 'A site holds names of secrets only. For a sandbox their values are made up; real nodes need the real ones.',
});
