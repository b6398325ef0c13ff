/** Hosts that the site does not have any more. Pacemaker lists each of them until it is told to forget it. Measured with 2.1.5. */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { Action } from '../../../bundle/action.ts';
import { actionId, atMost, command, QUIET } from '../../../emit/actions.ts';
import { crmMon, isGone } from './crm-mon.ts';
import { RELOAD } from './ids.ts';
import { MEMBER } from './runtime.ts';

/** `nodes`: names of the hosts of the site. */
export function forgetting(live: XmlElement, nodes: readonly string[]): readonly Action[] {
  const listed = elementsIn(live, 'configuration')
    .flatMap((one) => elementsIn(one, 'nodes'))
    .flatMap((one) => elementsIn(one, 'node'))
    .filter((one) => attributeOf(one, 'type') !== 'remote')
    .flatMap((one) => attributeOf(one, 'uname') ?? []);
  return listed.filter((name) => !nodes.includes(name)).map(forget);
}

function forget(name: string): Action {
  return {
    ...QUIET,
    id: actionId('pacemaker', 'forget', name),
    scope: 'once',
    when: ['missing'],
    given: MEMBER,
    amends: true,
    reason: `pacemaker would have ${name} fenced when all hosts start again, as it is listed and does not come`,
    worstCase: atMost(30, 'it answers within seconds: our choice'),
    gate: crmMon(isGone(name)),
    run: [command('crm_node', '--remove', name, '--force')],
    probe: crmMon({ none: 'node', with: { name } }),
    undo: { when: 'after-files', run: [] },
    after: [RELOAD],
  };
}
