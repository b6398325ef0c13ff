/** The sections of single daemons: fenced, dlm_controld, gfs_controld, groupd, and the users that may talk to corosync. */
import type { Millis } from '../../../base/brand.ts';
import { seconds } from '../../../base/units.ts';
import { element, madeFrom, present, withRaw, type Xml } from '../../../emit/draft.ts';
import type { CmanModel, IpcUser, Lockspace, Plock } from '../options.ts';
import type { Host } from '../../../model/model.ts';
import { bit, secondsOf, writtenSections } from './attribute-text.ts';

/** fenced(8). post_fail_delay is always written: 0, since a delay there delays every recovery. Red Hat solution 5929. */
export function fenceDaemon({ cluster: { at }, own: { fenceDaemon: fenced } }: CmanModel): Xml {
  const attributes = present({
    post_join_delay: seconds(fenced.postJoinDelay),
    post_fail_delay: seconds(fenced.postFailDelay),
    override_time: secondsOf(fenced.overrideTime),
    override_path: fenced.overridePath,
    skip_undefined: bit(fenced.skipUndefined),
  });
  const { postJoinDelay: _join, postFailDelay: _fail, ...others } = fenced;
  const delays = ['post_join_delay', 'post_fail_delay'].map((key) => [...at, 'fence_daemon', key]);
  const from = [...delays, ...writtenSections(at, { fence_daemon: others })];
  return madeFrom(from, withRaw(fenced.raw, element('fence_daemon', attributes)));
}

/** dlm_controld(8). */
export function dlm({ cluster: { at }, own: { dlm: locks }, hosts }: CmanModel): Xml {
  const attributes = present({
    protocol: locks.protocol,
    log_debug: bit(locks.logDebug),
    timewarn: centiseconds(locks.timewarn),
    enable_fencing: bit(locks.enableFencing),
    enable_quorum: bit(locks.enableQuorum),
    ...plock(locks),
  });
  const lockspaces = locks.lockspaces.map((one) => lockspace(one, hosts));
  return madeFrom([[...at, 'dlm']], withRaw(locks.raw, element('dlm', attributes, lockspaces)));
}

/** The kernel's unit; dlm_controld(8), timewarn. */
function centiseconds(time: Millis | null): number | null {
  return time === null ? null : Math.floor(time / 10);
}

function plock({ plockRateLimit, plockOwnership }: Plock): { [name: string]: number | null } {
  return { plock_rate_limit: plockRateLimit, plock_ownership: bit(plockOwnership) };
}

function lockspace({ at, name, nodir, masters }: Lockspace, hosts: readonly Host[]): Xml {
  const nodeName = (host: string) => hosts.find((one) => one.name === host)?.nodeName ?? host;
  const nodes = masters.map(({ host, weight }) => element('master', present({ name: nodeName(host), weight })));
  return madeFrom([at], element('lockspace', present({ name, nodir: bit(nodir) }), nodes));
}

/** gfs_controld(8). */
export function gfsControld({ cluster: { at }, own: { gfsControld: gfs } }: CmanModel): Xml {
  const attributes = present({ ...plock(gfs), enable_withdraw: bit(gfs.enableWithdraw) });
  return madeFrom([[...at, 'gfs_controld']], withRaw(gfs.raw, element('gfs_controld', attributes)));
}

/** clvmd(8). */
export function clvmd({ cluster, own }: CmanModel): Xml {
  const { interface: name, raw } = own.clvmd;
  return madeFrom([[...cluster.at, 'clvmd']], withRaw(raw, element('clvmd', present({ interface: name }))));
}

/** fence_xvmd(8). The element alone starts the daemon, so it may be empty. */
export function fenceXvmd({ cluster, own }: CmanModel): readonly Xml[] {
  if (own.fenceXvmd === null) return [];
  const { debug, port, useUuid, multicastAddress, multicastInterface, auth, hash, keyFile, uri, raw } = own.fenceXvmd;
  const attributes = present({
    debug,
    port,
    use_uuid: bit(useUuid),
    multicast_address: multicastAddress,
    multicast_interface: multicastInterface,
    auth,
    hash,
    key_file: keyFile,
    uri,
  });
  return [madeFrom([[...cluster.at, 'fence_xvmd']], withRaw(raw, element('fence_xvmd', attributes)))];
}

/** groupd(8). */
export function group({ cluster, own }: CmanModel): Xml {
  return madeFrom([[...cluster.at, 'group']], element('group', present({ groupd_compat: own.groupdCompat })));
}

/** corosync.conf(5), uidgid. */
export function users({ cluster, own }: CmanModel): readonly Xml[] {
  return own.users.map(({ uid, gid }: IpcUser, index) =>
    madeFrom([[...cluster.at, 'users', index]], element('uidgid', present({ uid, gid }))),
  );
}
