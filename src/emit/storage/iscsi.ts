/** initiatorname.iscsi and iscsid.conf, for every host that logs in to a target. open-iscsi's README and iscsid.conf. */
import { own } from '../../base/json.ts';
import { seconds } from '../../base/units.ts';
import type { Host, Model } from '../../model/model.ts';
import type { Chap, ChapOfTarget, Target } from '../../model/shared-storage.ts';
import type { Digest, Iscsi } from '../../model/settings.ts';
import { targetsOf } from '../../model/reach.ts';
import { dialectOf } from '../../platform/platform.ts';
import { recordsOf } from './iscsi-actions.ts';
import { remotePath, ROOT_FILE, type Draft, type View, type ViewMap } from '../draft.ts';

const EMITTER = 'iscsi';

/** Unique per node: two hosts with one name take over each other's sessions. */
export function* initiatorNames(model: Model): Iterable<Draft> {
  for (const host of initiators(model)) {
    yield {
      ...ROOT_FILE,
      emitter: EMITTER,
      nodes: [host.name],
      path: remotePath('/etc/iscsi/initiatorname.iscsi'),
      mode: 0o600,
      from: [[...host.at, 'initiator']],
      body: { template: 'common/etc/iscsi/initiatorname.iscsi', view: { initiator: host.initiator }, encode: 'raw' },
    };
  }
}

/**
 * Defaults of new node records. They are copied at discovery, so changing the file alone changes no session. A file has one
 * CHAP login; a host that needs two is refused by iscsi/chap.
 */
export function* iscsidConfs(model: Model): Iterable<Draft> {
  for (const host of initiators(model)) {
    const targets = targetsOf(host, model);
    yield {
      ...ROOT_FILE,
      emitter: EMITTER,
      nodes: [host.name],
      path: remotePath('/etc/iscsi/iscsid.conf'),
      mode: 0o600,
      needs: recordsOf(host, model),
      from: [host.at, ...targets.map(({ at }) => at), ...model.iscsi.from],
      body: {
        template: 'common/etc/iscsi/iscsid.conf',
        view: iscsidView(host, targets, model.iscsi),
        encode: 'iscsid-value',
      },
    };
  }
}

function iscsidView(host: Host, targets: readonly Target[], iscsi: Iscsi): ViewMap {
  const { iscsidStartup, laterIscsidKeys } = dialectOf(host.platform);
  const firstOf = (logins: (target: Target) => { readonly [host: string]: Chap }) =>
    targets.map((target) => own(logins(target), host.name)).find((login) => login !== undefined);
  return {
    starts: iscsidStartup !== null,
    startup: iscsidStartup ?? '',
    laterKeys: laterIscsidKeys,
    session: chapView(firstOf(({ chap }) => chap)),
    discovery: chapView(firstOf(({ discoveryChap }) => discoveryChap)),
    is: settings(iscsi),
    digestsData: iscsi.dataDigest !== null,
  };
}

/** In the spelling of open-iscsi: seconds, bytes, Yes and No, its names of digests. iscsid.conf of open-iscsi. */
function settings(iscsi: Iscsi): ViewMap {
  return {
    startup: iscsi.startup,
    replacementTimeout: seconds(iscsi.replacementTimeout),
    loginTimeout: seconds(iscsi.loginTimeout),
    logoutTimeout: seconds(iscsi.logoutTimeout),
    noopInterval: seconds(iscsi.noopInterval),
    noopTimeout: seconds(iscsi.noopTimeout),
    abortTimeout: seconds(iscsi.abortTimeout),
    luResetTimeout: seconds(iscsi.luResetTimeout),
    targetResetTimeout: seconds(iscsi.targetResetTimeout),
    loginRetries: iscsi.loginRetries,
    cmdsMax: iscsi.cmdsMax,
    queueDepth: iscsi.queueDepth,
    sessions: iscsi.sessions,
    initialR2t: yesNo(iscsi.initialR2t),
    immediateData: yesNo(iscsi.immediateData),
    firstBurstLength: iscsi.firstBurstLength,
    maxBurstLength: iscsi.maxBurstLength,
    maxReceiveSegment: iscsi.maxReceiveSegment,
    headerDigest: DIGESTS[iscsi.headerDigest],
    dataDigest: DIGESTS[iscsi.dataDigest ?? 'none'],
    fastAbort: yesNo(iscsi.fastAbort),
  };
}

const DIGESTS: { readonly [D in Digest]: string } = {
  none: 'None',
  crc32c: 'CRC32C',
  'crc32c,none': 'CRC32C,None',
  'none,crc32c': 'None,CRC32C',
};

function yesNo(value: boolean): string {
  return value ? 'Yes' : 'No';
}

function chapView(chap: Chap | undefined): View {
  if (chap === undefined) return { chap: false };
  return {
    chap: true,
    ...loginView(chap),
    mutual: chap.mutual !== null,
    target: chap.mutual === null ? {} : loginView(chap.mutual),
  };
}

function loginView({ user, password }: ChapOfTarget): ViewMap {
  return { user, password: { $secret: password.secret } };
}

type Initiator = Host & { readonly initiator: string };

function initiators(model: Model): readonly Initiator[] {
  return model.hosts.filter((host): host is Initiator => host.initiator !== null && targetsOf(host, model).length > 0);
}
