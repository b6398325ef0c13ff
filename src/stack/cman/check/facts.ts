/** Facts of hosts that keep this stack from working: agents and packages that are missing or differ. */
import { own } from '../../../base/json.ts';
import type { Check } from '../../../check/check.ts';
import { definitionsIn } from '../../../check/devices/uses.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../../diag/diagnostic.ts';
import { releaseOf } from '../../../resolve/facts.ts';
import type { Model } from '../../../model/model.ts';
import { hostsWithFacts } from '../../../check/facts/hosts.ts';
import type { CmanModel, CmanOptions } from '../options.ts';

export const agents = defineDiagnostic<{ first: string; others: readonly string[] }>({
  code: 'facts/agents',
  severity: 'warning',
  acceptable: true,
  message: (f) => `the resource agents of ${f.others.join(', ')} are not those of ${f.first}`,
  help: () => 'install the same version of rgmanager and resource-agents on every host, and run clusterc facts again',
  explain:
    'Each rgmanager compares the old and the new configuration by the metadata of its own agents, so that a change may restart a service on one node and not on another. A push is predicted by those of the first. rgmanager, reslist.c.',
});

export const agentMissing = defineDiagnostic<{ type: string; hosts: readonly string[]; service: string }>({
  code: 'facts/resource-agent',
  severity: 'warning',
  acceptable: true,
  message: (f) => `there is no agent for ${f.type} on ${f.hosts.join(', ')}, where the service ${f.service} may run`,
  help: () => 'install the package that has the agent, and run clusterc facts again',
  explain:
    'rgmanager leaves a resource out that it has no agent for, and starts the service without it. rgmanager, reslist.c.',
});

export const lvmVersions = defineDiagnostic<{ host: string; lvm: string; cluster: string }>({
  code: 'facts/lvm-cluster',
  severity: 'error',
  acceptable: true,
  message: (f) => `${f.host} has lvm2 ${f.lvm} and lvm2-cluster ${f.cluster}`,
  help: () => 'yum update lvm2 lvm2-cluster',
  explain:
    'clvmd of another version than the tools does not start, or does not understand them. Red Hat solution 169913.',
});

export const staleModule = defineDiagnostic<{ host: string; kernel: string }>({
  code: 'facts/stale-module',
  severity: 'error',
  acceptable: true,
  message: (f) => `${f.host} has kmod-gfs2, which hides the GFS2 of its kernel ${f.kernel}`,
  help: () => 'rpm -e kmod-gfs2',
  explain:
    'GFS2 is in the kernel from RHEL 5.3 on (2.6.18-128); the older module is loaded in its place. Red Hat solution 17832.',
});

function* agentsAreThere(model: CmanModel) {
  const asked = hostsWithFacts(model);
  for (const service of model.services) {
    for (const one of definitionsIn(service, model.resources)) {
      const lacking = asked.filter(
        ({ host, facts }) => service.runOn.includes(host.name) && own(facts.agents ?? {}, one.type) === false,
      );
      const related = lacking.map(({ facts }) => ({
        at: keyAt([...facts.at, 'agents']),
        message: `the agents of ${facts.host} are here`,
      }));
      const hosts = lacking.map(({ host }) => host.name);
      if (hosts.length > 0)
        yield agentMissing(keyAt(one.at), { type: one.type, hosts, service: service.name }, related);
    }
  }
}

/** The version without the release. */
function versionOf(text: string): string {
  return text.split('-')[0] ?? '';
}

/** First kernel of RHEL 5 that has GFS2; Red Hat solution 17832. */
const WITH_GFS2 = 128;

function* packagesFitTogether(model: CmanModel) {
  for (const { host, facts } of hostsWithFacts(model)) {
    const { lvm2: lvm, 'lvm2-cluster': cluster, 'kmod-gfs2': kmod, kernel = '' } = facts.packages;
    if (lvm !== undefined && cluster !== undefined && versionOf(lvm) !== versionOf(cluster))
      yield lvmVersions(valueAt([...facts.at, 'packages', 'lvm2-cluster']), { host: host.name, lvm, cluster });
    const [, build = '0'] = /^2[.]6[.]18-([0-9]+)/.exec(kernel) ?? [];
    if (kmod !== undefined && Number(build) >= WITH_GFS2)
      yield staleModule(valueAt([...facts.at, 'packages', 'kmod-gfs2']), { host: host.name, kernel });
  }
}

/** Among hosts of one release. Other releases have other agents, and a cluster of two releases is being upgraded. */
function* agentsAreTheSame(model: Model) {
  const asked = hostsWithFacts(model).flatMap(({ facts }) => (facts.agents === null ? [] : [facts]));
  const releases = new Set(asked.map((facts) => JSON.stringify(releaseOf(facts))));
  for (const release of releases) {
    const [first, ...rest] = asked.filter((facts) => JSON.stringify(releaseOf(facts)) === release);
    const others = rest.filter((facts) => JSON.stringify(facts.agents) !== JSON.stringify(first?.agents));
    const [other] = others;
    if (first === undefined || other === undefined) continue;
    const related = [{ at: keyAt([...first.at, 'agents']), message: `those of ${first.host} are here` }];
    yield agents(
      keyAt([...other.at, 'agents']),
      { first: first.host, others: others.map(({ host }) => host) },
      related,
    );
  }
}

export const factsChecks: readonly Check<CmanOptions>[] = [agentsAreThere, packagesFitTogether, agentsAreTheSame];
