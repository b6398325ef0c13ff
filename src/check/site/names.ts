/** The name of the cluster, and hosts that a list names twice. */
import { CLUSTER_NAME } from '../../base/names.ts';
import { defineDiagnostic, valueAt, type Diagnostic } from '../../diag/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import type { FailoverDomain } from '../../model/service.ts';
import { shared, type Check } from '../check.ts';

export const clusterName = defineDiagnostic<{ name: string; length: number }>({
  code: 'cluster/name',
  severity: 'error',
  message: (f) =>
    f.length > 15
      ? `cluster name "${f.name}" has ${f.length} characters; it can have at most 15`
      : `"${f.name}" cannot be the name of a cluster`,
  help: () => 'use 1 to 15 letters, digits, hyphens and underscores, not a hyphen first',
  explain:
    'The name is part of the names of locks, of file systems that hosts share, and of folders. mkfs.gfs2(8), -t.',
});

export const repeatedHost = defineDiagnostic<{ problem: string }>({
  code: 'ref/repeated',
  severity: 'error',
  message: (f) => f.problem,
  help: () => 'name each host once',
  explain: 'A host has one place in an order of preference; named twice, it would have two.',
});

function* clusterNameIsAccepted({ cluster }: Model) {
  const { name } = cluster;
  if (!CLUSTER_NAME.test(name)) yield clusterName(valueAt(['cluster', 'name']), { name, length: [...name].length });
}

function* runOnNamesEachHostOnce({ vms, services }: Model) {
  for (const { at, name, runOn } of [...vms, ...services])
    for (const [index, host] of runOn.entries())
      if (runOn.indexOf(host) !== index)
        yield repeatedHost(valueAt([...at, 'run_on', index]), { problem: `${name} names ${host} twice in run_on` });
}

function* domainsNameEachHostOnce({ failoverDomains }: Model) {
  for (const domain of failoverDomains.filter(({ at }) => at !== null)) yield* repeatedMembers(domain);
}

function* repeatedMembers({ name, members }: FailoverDomain): Generator<Diagnostic> {
  for (const [host, [, ...others]] of shared(members, (member) => member.host))
    for (const { at } of others)
      yield repeatedHost(valueAt(at), { problem: `the failover domain ${name} names ${host} twice` });
}

export const nameChecks: readonly Check[] = [clusterNameIsAccepted, runOnNamesEachHostOnce, domainsNameEachHostOnce];
