/** Announces a new cluster.conf to a running cluster. */
import type { Model } from '../../../model/model.ts';
import type { ActionId } from '../../../base/brand.ts';
import type { Action } from '../../../bundle/action.ts';
import { ANNOUNCING, atMost, command } from '../../../emit/actions.ts';
import { cmanDialectOf } from '../dialect.ts';
import { ANNOUNCE, CLUSTER_CONF } from '../emit/cluster-conf.ts';
import { MEMBER } from './member.ts';

export function announcement({ cluster }: Model, after: readonly ActionId[]): Action {
  return { ...(cmanDialectOf(cluster.platform).ccsd ? distribute : announce), after };
}

/**
 * One announcement for all nodes, after each of them has the file. -S: do not distribute through ricci. Exit 0 proves nothing:
 * every node is asked for its version, and whether it is suspended ("Error" among the flags). cman_tool(8); measured on cman
 * 3.2.
 */
const announce: Action = {
  ...ANNOUNCING,
  id: ANNOUNCE,
  given: MEMBER,
  reason: 'cman and rgmanager read cluster.conf again when a higher version is announced',
  worstCase: atMost(30, 'every member has the version within 30 s; Red Hat cluster administration, 9.4'),
  run: [command('cman_tool', 'version', '-r', '-S')],
  probe: {
    ...command('cman_tool', 'status'),
    says: [
      { field: 'Config Version', is: '${late:config-version}' },
      { field: 'Flags', lacks: 'Error' },
    ],
  },
  undo: { when: 'after-files', run: [command('cman_tool', 'version', '-r', '-S')] },
};

/**
 * RHEL 5: ccsd copies the staged file from one node to every member and announces its version to cman. It refuses without
 * quorum, and a file of another cluster or without a higher version. ccs_tool(8); not run on a RHEL 5
 * machine.
 */
const distribute: Action = {
  ...announce,
  reason: 'ccsd copies a cluster.conf with a higher version to every member, and cman and rgmanager read it again',
  worstCase: atMost(60, 'twice that of RHEL 6, as members are told in turn: our choice'),
  run: [{ argv: ['ccs_tool', 'update', { staged: CLUSTER_CONF }] }],
  undo: { when: 'after-files', run: [{ argv: ['ccs_tool', 'update', { back: CLUSTER_CONF }] }] },
};
