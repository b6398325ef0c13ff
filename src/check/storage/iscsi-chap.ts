/** CHAP: one login per host, and mutual authentication with a different secret. */
import type { HostName } from '../../base/brand.ts';
import { firstBy } from '../../base/grouped.ts';
import { own } from '../../base/json.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import type { Host, Model } from '../../model/model.ts';
import type { Chap, Target } from '../../model/shared-storage.ts';
import type { Check } from '../check.ts';

export const chapLogin = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'iscsi/chap',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'iscsid.conf holds one login, which discovery copies into the records of all targets. Secrets never enter records by `iscsiadm -o update`. ' +
    'A target that proves itself with the secret of the host can be imitated by anyone who has overheard the host: RFC 7143, 9.2.1.',
});

const KINDS = [
  { key: 'chap', does: 'log in to', login: 'the login', of: ({ chap }: Target) => chap },
  {
    key: 'discovery_chap',
    does: 'discover',
    login: 'the login for discovery',
    of: ({ discoveryChap }: Target) => discoveryChap,
  },
] as const;

/** The discovery login is the same by default, so both give one finding. */
function* oneLoginPerHost(model: Model) {
  const firsts = firstBy(model.targets, ({ hosts }) => hosts);
  for (const target of model.targets) yield* KINDS.flatMap((kind) => tornLogin(target, kind, firsts) ?? []).slice(0, 1);
}

/** The first target of each host. */
type Firsts = ReadonlyMap<string, Target>;

/** Hosts for which one target differs from their first one give one finding, at the target's login. */
function tornLogin(target: Target, { key, does, login, of }: (typeof KINDS)[number], firsts: Firsts) {
  const said = (host: HostName, one: Target | undefined) => JSON.stringify(keyOf(one && own(of(one), host)));
  const torn = target.hosts.filter((host) => said(host, firsts.get(host)) !== said(host, target));
  const first = torn[0] === undefined ? undefined : firsts.get(torn[0]);
  if (first === undefined) return undefined;
  const hosts = torn.join(', ');
  const problem = `${hosts} would ${does} ${first.name} and ${target.name} with different CHAP users or secrets`;
  return chapLogin(keyAt([...target.at, key]), { problem, cure: 'give a host one login for all its targets' }, [
    { at: keyAt([...first.at, key]), message: `${login} at ${first.name} is different` },
  ]);
}

/** For sessions, then for discovery. */
function loginsOf({ name }: Host, { chap, discoveryChap }: Target): readonly (Chap | undefined)[] {
  return [own(chap, name), own(discoveryChap, name)];
}

/** Identifies a login, wherever it is set. */
function keyOf(chap: Chap | undefined) {
  return chap === undefined ? null : { user: chap.user, password: chap.password, mutual: chap.mutual };
}

function* targetsHaveSecretsOfTheirOwn({ hosts, targets }: Model) {
  const reported = new Set<string>();
  for (const target of targets) {
    for (const host of hosts) {
      const logins = loginsOf(host, target).filter((login) => login !== undefined);
      const forward = logins.map(({ password }) => password.secret);
      for (const { at, mutual } of logins) {
        if (mutual === null || !forward.includes(mutual.password.secret) || reported.has(at.join('/'))) continue;
        reported.add(at.join('/'));
        yield chapLogin(valueAt([...at, 'mutual', 'password', 'secret']), {
          problem: `${target.name} would prove itself with ${mutual.password.secret}, the secret that ${host.name} logs in with`,
          cure: 'give the target a secret of its own',
        });
      }
    }
  }
}

export const iscsiChapChecks: readonly Check[] = [oneLoginPerHost, targetsHaveSecretsOfTheirOwn];
