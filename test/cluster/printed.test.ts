/** What commands print. */
import { expect, it } from 'vitest';
import { cluster } from './samples.ts';
import { withNode } from './state.ts';

it.each(['rhel5', 'rhel6'] as const)('what a node of %s prints', async (release) => {
  const world = cluster(2, release);
  world.state = withNode(world.state, 'host2', {
    sessions: [{ portal: '192.0.2.50:3260', iqn: 'iqn.2001-04.com.example:san' }],
  });
  const asked = [
    'cman_tool version',
    'cman_tool status',
    'cman_tool nodes',
    'fence_tool ls',
    'group_tool ls',
    'clustat',
    'clustat -x',
    'iscsiadm -m session',
    'multipath -ll',
    'clvmd -R',
    'vgs --noheadings -o vg_name,vg_attr',
    'virsh -r list --all',
    'virsh dominfo vm1',
    'chkconfig --list',
    'rpm -q cman corosync',
    'service cman status',
    'cman_tool unheard-of',
  ];
  const printed = asked.flatMap((command) => {
    const { stdout, stderr, exit } = world.run('host2', command);
    return [`$ ${command}\n`, stdout, stderr, ...(exit === 0 ? [] : [`(exit ${exit})\n`])];
  });
  await expect(printed.join('')).toMatchFileSnapshot(`printed-${release}.txt`);
});
