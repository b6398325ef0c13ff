/** A new corosync.conf or key on a running cluster: one reload, then what every member runs is read. Measured with corosync 3.1.7. */
import { own as entry } from '../../../base/json.ts';
import type { Action, Expected, Probe } from '../../../bundle/action.ts';
import { atMost, command, QUIET } from '../../../emit/actions.ts';
import type { PacemakerModel } from '../options.ts';
import { LINKS, RELOAD, RUNS, START } from './ids.ts';
import { hasLinks, linked, MEMBER } from './runtime.ts';

const APPLIED: Probe = {
  ...command('corosync-cmapctl', '-g', 'config.reload_status'),
  says: [{ row: ['config.reload_status', null, '=', '1'] }],
};

/**
 * One node tells all to read their files again, once all have them. Nodes with different files lose each other, so that a rollback
 * reloads only when all files are back.
 */
const reload: Action = {
  ...QUIET,
  id: RELOAD,
  scope: 'once',
  when: ['changed'],
  mixable: false,
  given: MEMBER,
  disruption: 'reload',
  reason: 'corosync reads corosync.conf and authkey again when it is told to',
  worstCase: atMost(30, 'every member answers within seconds: our choice'),
  run: [command('corosync-cfgtool', '-R')],
  probe: APPLIED,
  undo: { when: 'after-files', run: [command('corosync-cfgtool', '-R')], until: APPLIED },
};

export function* corosyncActions(model: PacemakerModel): Iterable<Action> {
  yield reload;
  const after = {
    ...QUIET,
    when: ['changed'],
    given: MEMBER,
    worstCase: atMost(30, 'every member answers within seconds: our choice'),
    run: [],
    after: [RELOAD],
  } as const;
  yield {
    ...after,
    id: RUNS,
    reason: 'a reload exits 0 even if a node did not apply it',
    probe: { ...command('corosync-cmapctl'), says: [...(APPLIED.says ?? []), ...running(model)] },
  };
  if (hasLinks(model))
    yield {
      ...after,
      id: LINKS,
      // A host that joins connects when it has started.
      after: [...after.after, START],
      reason: 'a new link, or one with another encryption, may fail to connect',
      probe: linked(model).probe,
    };
}

/** What corosync-cmapctl prints of a corosync that runs the file. Measured on 3.1.7. */
function running(model: PacemakerModel): readonly Expected[] {
  const { corosync, quorumDevice } = model.own;
  const token = effectiveToken(model);
  const values: readonly (readonly [key: string, value: string | number | null])[] = [
    ['totem.cluster_name', model.cluster.name],
    ['totem.crypto_cipher', corosync.cipher],
    ['totem.crypto_hash', corosync.hash],
    ['logging.debug', corosync.debug === null ? null : corosync.debug ? 'on' : 'off'],
    ['runtime.votequorum.two_node', model.cluster.quorum?.twoNode === true ? 1 : 0],
    ['runtime.config.totem.token', token],
    ['runtime.config.totem.consensus', corosync.consensus ?? Math.floor(token * 1.2)],
    ['runtime.config.totem.join', corosync.join],
    ['runtime.config.totem.token_retransmits_before_loss_const', corosync.retransmits],
    ['quorum.device.net.host', quorumDevice?.host ?? null],
    ...model.hosts.flatMap((host, index) =>
      [host.addresses.cluster, ...(entry(corosync.links, host.name) ?? [])].map(
        (address, link) => [`nodelist.node.${index}.ring${link}_addr`, address] as const,
      ),
    ),
    ...model.hosts.map(({ nodeId }, index) => [`nodelist.node.${index}.nodeid`, nodeId] as const),
  ];
  return values.flatMap(([key, value]) => (value === null ? [] : [{ row: [key, null, '=', String(value)] }]));
}

/** corosync.conf(5): the token of more than two nodes is longer. */
function effectiveToken({ own: { corosync }, hosts }: PacemakerModel): number {
  const { token, tokenCoefficient } = corosync;
  return (token ?? TOKEN) + Math.max(0, hosts.length - 2) * (tokenCoefficient ?? COEFFICIENT);
}

/** Defaults in milliseconds; corosync.conf(5). */
const TOKEN = 3000;
const COEFFICIENT = 650;
