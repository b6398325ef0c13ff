/** What changes in the fencing of a host. */
import { meaning, type Meaning } from '../../../convert/meaning.ts';
import { familyOf } from '../../../catalogue/fence.ts';
import type { Host } from '../../../model/model.ts';
import { seconds } from '../../../base/units.ts';
import type { PacemakerModel } from '../options.ts';

export function* hostMeanings(host: Host, model: PacemakerModel): Generator<Meaning> {
  const subject = { kind: 'host', name: host.name } as const;
  const at = [...host.at, 'fence'];
  for (const [index, { name, uses }] of host.fence.entries()) {
    const devices = [...new Set(uses.map(({ device }) => device))].join(', ');
    const isManual = uses.every(({ agent }) => familyOf(agent).class === 'manual');
    const level = host.fence.length > 1 ? `, as level ${index + 1}` : '';
    if (isManual)
      yield {
        ...meaning(subject, 'lost', 'fencing', `${name}: nothing waits for a person here`, at),
        cure: `stonith_admin --confirm ${host.nodeName}, by hand`,
      };
    else yield meaning(subject, 'keeps', 'fencing', `${name}: ${devices} with the same address and login${level}`, at);
    for (const { delay, device } of uses)
      if (delay !== null && delay > 0)
        yield meaning(
          subject,
          'keeps',
          'fence delay',
          `${device} waits ${seconds(delay)} s before it fences this host`,
          at,
        );
  }
  const devices = [...new Set(host.unfence.map(({ device }) => device))];
  if (devices.length > 0)
    yield meaning(
      subject,
      'keeps',
      'unfencing',
      `${devices.join(', ')} gives the host its disks back before anything starts on it; a later change of that device restarts every resource`,
      [...host.at, 'unfence'],
    );
  if (model.hosts.some(({ fence }) => fence.length > 0))
    yield meaning(
      subject,
      'changes',
      'fencing at start',
      'a host that is listed and does not join is fenced at the start of the cluster; post_join_delay has no counterpart',
      at,
    );
}
