/** Hosts that pacemaker is told to forget. */
import { expect, it } from 'vitest';
import { forgetting } from '../../../../src/stack/pacemaker/push/forget.ts';
import { PACEMAKER_COMMANDS } from '../../../../src/stack/pacemaker/push/commands.ts';
import { isKnownCommand } from '../../../../src/bundle/commands.ts';
import { rootOf } from '../../../support/xml.ts';

const LIVE =
  '<cib><configuration><nodes><node id="1" uname="host1"/><node id="3" uname="host3.example.com"/>' +
  '<node id="r" uname="far" type="remote"/></nodes></configuration></cib>';

it('are those that are listed and none of the site, and no remote nodes', async () => {
  const live = await rootOf(LIVE);
  if (live === undefined) throw new Error('this is no XML');
  const [action, ...others] = forgetting(live, ['host1']);
  expect(others).toEqual([]);
  expect(action?.run).toEqual([{ argv: ['crm_node', '--remove', 'host3.example.com', '--force'] }]);
  expect(action?.run.every((one) => isKnownCommand(one, PACEMAKER_COMMANDS))).toBe(true);
  expect(action?.gate?.says).toEqual([
    { some: 'node', with: { name: 'host3.example.com', online: 'false', unclean: 'false' } },
  ]);
  expect(forgetting(live, ['host1', 'host3.example.com'])).toEqual([]);
});
