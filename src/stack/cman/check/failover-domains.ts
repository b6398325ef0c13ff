/** Failover domains: whether rgmanager reads them as meant. rgmanager, fo_domain.c. */
import type { Model } from '../../../model/model.ts';
import type { CmanOptions } from '../options.ts';
import { defineDiagnostic, keyAt, valueAt, type Diagnostic } from '../../../diag/diagnostic.ts';
import type { FailoverDomain } from '../../../model/service.ts';
import { shared, type Check } from '../../../check/check.ts';

export const domainShape = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'rm/domain-shape',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'rgmanager drops all failover domains that come after one whose name was there before ("#31"); a priority counts in an ordered domain ' +
    'only. rgmanager, fo_domain.c.',
});

export const keptUnset = defineDiagnostic<{ name: string; what: string; cure: string }>({
  code: 'rm/kept-unset',
  severity: 'note',
  acceptable: true,
  message: (f) => `${f.name} ${f.what}, as it was when it was imported`,
  help: (f) => f.cure,
  explain:
    'rgmanager compares which attributes a service or a VM has. One that an import finds without a domain or a policy is kept so, ' +
    'since a first push that adds them could restart it.',
});

function* whatAnImportKept({ vms, services }: Model) {
  for (const { at, name, failoverDomain, unset } of [...vms, ...services]) {
    if (failoverDomain === null)
      yield keptUnset(keyAt([...at, 'failover_domain']), {
        name,
        what: 'has no failover domain',
        cure: 'write run_on in its place when it may be restarted',
      });
    if (unset.length > 0)
      yield keptUnset(keyAt([...at, 'unset']), {
        name,
        what: `is written without ${unset.join(', ')}`,
        cure: 'remove unset when it may be restarted',
      });
  }
}

function* idlePriorities({ name, ordered, members }: FailoverDomain): Generator<Diagnostic> {
  const [first] = ordered ? [] : members.filter(({ priority }) => priority !== null);
  if (first !== undefined)
    yield domainShape(valueAt([...first.at, 'priority']), {
      problem: `the failover domain ${name} is not ordered, so that priorities do not count`,
      cure: 'remove the priorities, or ordered: false',
    });
}

function* prioritiesCount({ failoverDomains }: Model) {
  for (const domain of failoverDomains.filter(({ at }) => at !== null)) yield* idlePriorities(domain);
}

/** rgmanager compares the names of domains without case. */
function* domainNamesDiffer({ failoverDomains }: Model) {
  for (const [, [first, ...others]] of shared(failoverDomains, ({ name }) => name.toLowerCase())) {
    for (const { at, name } of others)
      yield domainShape(keyAt(at ?? []), {
        problem: `${first?.name} and ${name} are one failover domain to rgmanager`,
        cure: 'give one of them a name that differs in more than capitals',
      });
  }
}

export const failoverDomainChecks: readonly Check<CmanOptions>[] = [
  prioritiesCount,
  domainNamesDiffer,
  whatAnImportKept,
];
