/** Storage as a node sees it: iscsiadm, multipath, clvmd, vgs. */
import { notPlayed, refuses, says, type Command } from './command.ts';
import { nodeAt } from './state.ts';

/** Exit codes: iscsiadm(8). */
export const iscsiadm: Command = (call) => {
  if (call.args.join(' ') !== '-m session') return notPlayed(call, 'iscsiadm');
  const { sessions } = nodeAt(call.state, call.host);
  if (sessions.length === 0) return refuses(call, 'iscsiadm: No active sessions.\n', 21);
  const lines = sessions.map(({ portal, iqn }, index) => `tcp: [${index + 1}] ${portal},1 ${iqn}\n`);
  return says(call, lines.join(''));
};

export const multipath: Command = (call) =>
  call.args.join(' ') === '-ll' ? says(call, '') : notPlayed(call, 'multipath');

/** `clvmd -R` reaches every clvmd of the cluster, by way of the lock manager. What it says without one was not seen. */
export const clvmd: Command = (call) => {
  const { running, quorate } = nodeAt(call.state, call.host);
  if (call.args.join(' ') !== '-R') return notPlayed(call, 'clvmd');
  return running !== null && quorate ? says(call, '') : refuses(call, 'clvmd is not running\n');
};

/** `-o vg_name,vg_attr`: volume groups are clustered. lvs(8) */
export const vgs: Command = (call) => {
  if (call.args.join(' ') !== '--noheadings -o vg_name,vg_attr') return notPlayed(call, 'vgs');
  const { volumeGroups } = nodeAt(call.state, call.host);
  return says(call, volumeGroups.map((name) => `  ${name} wz--nc\n`).join(''));
};
