/** initiatorname.iscsi and iscsid.conf, for every host that logs in to a target. open-iscsi's README and iscsid.conf. */
import { ownValue } from '../base/json.ts';
import type { Chap, Host, Model, Target } from '../model/model.ts';
import { dialectOf } from '../platform/dialect.ts';
import { remotePath, ROOT_FILE, type Draft, type View } from './draft.ts';

/** Unique per node: two hosts with one name steal each other's sessions. */
export function* initiatorNames(model: Model): Iterable<Draft> {
  for (const host of initiators(model)) {
    yield {
      ...ROOT_FILE,
      nodes: [host.name],
      path: remotePath('/etc/iscsi/initiatorname.iscsi'),
      mode: 0o600,
      from: [[...host.at, 'initiator']],
      body: { template: 'common/etc/iscsi/initiatorname.iscsi', view: { initiator: host.initiator }, encode: 'raw' },
    };
  }
}

/**
 * Defaults of new node records: copied at discovery, so a change of the file alone changes no session.
 * One file knows one CHAP login; a host that needs two is refused by iscsi/chap.
 */
export function* iscsidConfs(model: Model): Iterable<Draft> {
  for (const host of initiators(model)) {
    const targets = targetsOf(host, model);
    yield {
      ...ROOT_FILE,
      nodes: [host.name],
      path: remotePath('/etc/iscsi/iscsid.conf'),
      mode: 0o600,
      from: [host.at, ...targets.map(({ at }) => at)],
      body: { template: 'common/etc/iscsi/iscsid.conf', view: iscsidView(host, targets), encode: 'iscsid-value' },
    };
  }
}

function iscsidView(host: Host, targets: readonly Target[]): { readonly [name: string]: View } {
  const chap = targets.map((target) => ownValue(target.chap, host.name)).find((login) => login !== undefined);
  return {
    startup: dialectOf(host.platform).iscsidStartup,
    chap: chap !== undefined,
    login: chap === undefined ? {} : chapView(chap),
  };
}

function chapView({ user, password }: Chap): View {
  return { user, password: { $secret: password.secret } };
}

type Initiator = Host & { readonly initiator: string };

function initiators(model: Model): readonly Initiator[] {
  return model.hosts.filter((host): host is Initiator => host.initiator !== null && targetsOf(host, model).length > 0);
}

function targetsOf(host: Host, { targets }: Model): readonly Target[] {
  return targets.filter(({ hosts }) => hosts.includes(host.name));
}
