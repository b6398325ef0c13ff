/** Changes that a command line asks for, and what is wrong with them. */
import type { HostName } from '../../base/brand.ts';
import { similar } from '../../base/similar.ts';
import { defineDiagnostic, type Diagnostic, type Result } from '../../diag/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import { workloadsOf, type Change } from '../../placement/placement.ts';
import type { Given } from '../ordered-options.ts';

export const unknownName = defineDiagnostic<{
  option: string;
  what: string;
  suggestion: string | null;
  known: readonly string[];
}>({
  code: 'simulate/unknown-name',
  severity: 'error',
  message: (f) => `--${f.option} ${f.what}: there is no such name in the site`,
  help: (f) =>
    f.suggestion === null
      ? `write one of ${f.known.slice(0, SHOWN).join(', ')}`
      : `write --${f.option} ${f.suggestion}`,
  explain:
    'A simulation takes hosts of the site by their names below hosts, joined with commas, and for --crash a VM or a service.',
});

const SHOWN = 12;

export const impossible = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'simulate/impossible',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'Options of a simulation are played in their order, so a host has to be in the cluster to fail, and out of it to return.',
});

const NOWHERE = { in: 'nowhere', because: 'it is about the command line' } as const;
const KINDS = ['fail', 'drain', 'return', 'crash'] as const;

/** Without a value if one of them cannot be played. */
export function changesOf(given: Given, model: Model): Result<readonly Change[]> {
  const found: Diagnostic[] = [];
  const changes = given.flatMap(({ name, value }) => {
    const kind = KINDS.find((one) => one === name);
    if (kind === undefined) return [];
    const change = kind === 'crash' ? crashOf(value, model, found) : changeOfHosts(kind, value, model, found);
    return change === undefined ? [] : [change];
  });
  const wrong = found.length > 0 ? found : [...contradictions(changes, model)];
  return wrong.length > 0 ? { diagnostics: wrong } : { value: changes, diagnostics: [] };
}

function changeOfHosts(
  kind: 'fail' | 'drain' | 'return',
  value: string,
  { hosts }: Model,
  found: Diagnostic[],
): Change | undefined {
  const names = hosts.map(({ name }) => name);
  const said = value.split(',').map((word) => word.trim());
  const words = [...new Set(said)];
  const twice = said.find((word, index) => said.indexOf(word) !== index);
  if (twice !== undefined) {
    const facts = { problem: `--${kind} names ${twice} twice`, cure: `write --${kind} ${words.join(',')}` };
    found.push(impossible(NOWHERE, facts));
  }
  const known = words.flatMap((word) => {
    const host = names.find((name) => name === word);
    if (host === undefined) found.push(unknown(kind, word, names));
    return host ?? [];
  });
  return known.length === words.length ? { kind, hosts: known } : undefined;
}

function crashOf(value: string, model: Model, found: Diagnostic[]): Change | undefined {
  const names = workloadsOf(model).map(({ name }) => name);
  const meant = names.filter((name) => name === value || name.endsWith(`/${value}`));
  const [name, ...others] = meant;
  if (others.length > 0)
    found.push(
      impossible(NOWHERE, { problem: `--crash ${value} can be ${meant.join(' or ')}`, cure: `write --crash ${name}` }),
    );
  else if (name !== undefined) return { kind: 'crash', name };
  else found.push(unknown('crash', value, names));
  return undefined;
}

/** A VM's bare name is compared too. */
function unknown(option: string, what: string, names: readonly string[]): Diagnostic {
  const bare = names.find(
    (name) =>
      name.slice(name.indexOf('/') + 1) ===
      similar(
        what,
        names.map((one) => one.slice(one.indexOf('/') + 1)),
      ),
  );
  return unknownName(NOWHERE, { option, what, suggestion: similar(what, names) ?? bare ?? null, known: names });
}

/** Hosts that fail without being there, or return without having left. */
function* contradictions(changes: readonly Change[], { hosts }: Model): Generator<Diagnostic> {
  const seen = new Set<HostName>();
  const out = new Set<HostName>();
  for (const change of changes) {
    if (change.kind === 'crash') continue;
    for (const host of change.hosts) {
      const wantsOut = change.kind === 'return';
      if (seen.has(host) && out.has(host) !== wantsOut) yield contradiction(host, change.kind);
      seen.add(host);
      if (wantsOut) out.delete(host);
      else out.add(host);
    }
  }
  if (
    changes.some(
      (change) =>
        change.kind === 'return' &&
        change.hosts.length === hosts.length &&
        seen.size === hosts.length &&
        changes.length === 1,
    )
  )
    yield impossible(NOWHERE, { problem: 'all hosts return: that is a cold start', cure: 'write --start' });
}

function contradiction(host: HostName, kind: Change['kind']): Diagnostic {
  const isReturn = kind === 'return';
  return impossible(NOWHERE, {
    problem: isReturn
      ? `${host} returns, but it is in the cluster already`
      : `${host} cannot ${kind}: it has left the cluster before`,
    cure: isReturn ? `remove --return ${host}` : `write --return ${host} before --${kind} ${host}`,
  });
}
