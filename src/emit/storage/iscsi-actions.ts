/** Brings a host from its iSCSI files to its LUNs: records, sessions, disks. iscsiadm(8); exit codes measured with open-iscsi 2.1.8. */
import type { ActionId } from '../../base/brand.ts';
import type { Action } from '../../bundle/action.ts';
import { targetsOf } from '../../model/reach.ts';
import type { Model } from '../../model/model.ts';
import type { Portal, Target } from '../../model/shared-storage.ts';
import { actionId, atMost, command, isRunning, QUIET, service } from '../actions.ts';
import { byPath } from '../../resolve/storage/device-path.ts';

/** iscsiadm's exit codes for work that is done already: a session exists (15), no objects were found (21). */
const SESSION_EXISTS = 15;
const NOTHING_FOUND = 21;

export function* iscsiActions({ targets, hosts }: Model): Iterable<Action> {
  const used = targets.filter(({ hosts }) => hosts.length > 0);
  if (used.length === 0) return;
  const loggingIn = new Set(used.flatMap((target) => target.hosts));
  yield startDaemon(hosts.map(({ name }) => name).filter((name) => loggingIn.has(name)));
  for (const target of used) {
    for (const portal of target.portals) {
      yield discover(target, portal);
      yield login(target, portal);
    }
    if (target.luns.length > 0) yield rescan(target);
  }
}

/** Actions that a changed iscsid.conf needs: records copy it only when they are made. */
export function recordsOf(host: Parameters<typeof targetsOf>[0], model: Model): readonly ActionId[] {
  return targetsOf(host, model).flatMap((target) => target.portals.map((portal) => idOf('discover', target, portal)));
}

/** The actions after which every LUN exists. */
export function lunsAreThere({ targets }: Pick<Model, 'targets'>): readonly ActionId[] {
  return targets.filter(({ hosts, luns }) => hosts.length > 0 && luns.length > 0).map(rescanId);
}

const DAEMON = actionId('iscsi', 'daemon');

/** Makes iscsid read the initiator name. Only without sessions, since they could be harmed. */
function startDaemon(on: Target['hosts']): Action {
  return {
    ...QUIET,
    id: DAEMON,
    on,
    when: ['new'],
    given: { ...command('iscsiadm', '-m', 'session'), succeeds: [NOTHING_FOUND] },
    reason: 'iscsid reads initiatorname.iscsi and iscsid.conf when it starts',
    worstCase: atMost(30, 'it starts within a second: our choice'),
    run: [service('iscsid', 'restart')],
    probe: isRunning('iscsid'),
  };
}

/**
 * Makes the records again from iscsid.conf, the only way for a CHAP secret to get into them without an argument. Open sessions
 * keep their settings.
 */
function discover(target: Target, portal: Portal): Action {
  const run = [command('iscsiadm', '-m', 'discovery', '-t', 'st', '-p', spelled(portal))];
  return {
    ...QUIET,
    id: idOf('discover', target, portal),
    on: target.hosts,
    when: ['changed', 'missing'],
    reason:
      'discovery copies iscsid.conf into the records of this target, and also those of other targets of this portal; an open session keeps its old settings until it has to log in again',
    worstCase: atMost(60, 'iscsid.conf, node.conn[0].timeo.login_timeout, with retries'),
    run,
    probe: { ...command('iscsiadm', '-m', 'node'), says: [{ row: [spelled(portal), null, target.iqn] }] },
    undo: { when: 'after-files', run },
    after: [DAEMON],
  };
}

function login(target: Target, portal: Portal): Action {
  const node = ['iscsiadm', '-m', 'node', '-T', target.iqn, '-p', spelled(portal)];
  return {
    ...QUIET,
    id: idOf('login', target, portal),
    on: target.hosts,
    when: ['missing'],
    reason: 'the host has no session with the portal',
    worstCase: atMost(120, 'iscsid.conf, node.session.initial_login_retry_max times login_timeout'),
    run: [{ ...command(...node, '--login'), succeeds: [0, SESSION_EXISTS] }],
    probe: {
      ...command('iscsiadm', '-m', 'session'),
      says: [{ row: [null, null, spelled(portal), null, target.iqn] }],
    },
    undo: { when: 'before-files', run: [{ ...command(...node, '--logout'), succeeds: [0, NOTHING_FOUND] }] },
    after: [idOf('discover', target, portal)],
  };
}

/** Shows a LUN that was mapped or has grown since the login; safe while in use. */
function rescan(target: Target): Action {
  const links = target.luns.flatMap((lun) => target.portals.map((portal) => byPath(target, portal, lun)));
  return {
    ...QUIET,
    id: rescanId(target),
    on: target.hosts,
    when: ['missing'],
    reason: 'a session shows only the LUNs that existed when it began',
    worstCase: atMost(60, 'it takes seconds for some ten LUNs: our choice'),
    run: [{ ...command('iscsiadm', '-m', 'session', '-R'), succeeds: [0, NOTHING_FOUND] }],
    probe: command('ls', ...links),
    after: target.portals.map((portal) => idOf('login', target, portal)),
  };
}

function idOf(what: 'discover' | 'login', { name }: Target, portal: Portal): ActionId {
  return actionId('iscsi', what, name, spelled(portal));
}

function rescanId({ name }: Target): ActionId {
  return actionId('iscsi', 'rescan', name);
}

function spelled({ address, port }: Portal): string {
  return `${address}:${port}`;
}
