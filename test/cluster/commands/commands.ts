/**
 * The commands of a cluster node, as one table: each takes the state of the whole cluster and answers with its output and
 * the state after it. Pure but for `files`; what is not played fails loudly (exit 70). "Seen", as a source, is: on cman
 * 3.2, corosync 1.4.10 and rgmanager that ran on two and three hosts.
 */
import { ccsTool } from './ccs-tool.ts';
import { clustat } from './clustat.ts';
import { clusvcadm } from './clusvcadm.ts';
import { cmanTool } from './cman-tool.ts';
import type { Answer, Command } from './command.ts';
import { fenceTool, groupTool } from '../fencing.ts';
import { noted } from '../guests.ts';
import { chkconfig, dracut, id, mkinitrd, rpm } from '../software.ts';
import { service } from './service.ts';
import { ccsConfigValidate, virtXmlValidate, xmllint } from './validators.ts';
import { iscsiadm } from './iscsiadm.ts';
import { blkid, ls, mkqdisk, multipath, test } from '../devices.ts';
import { clvmd, lvcreate, lvs, pvcreate, pvs, vgcreate, vgextend, vgs } from './lvm.ts';
import { virsh } from './virsh.ts';
import type { Files } from '../membership.ts';
import type { ClusterState } from '../state.ts';
import { settled } from '../time.ts';

const COMMANDS = {
  cman_tool: cmanTool,
  ccs_tool: ccsTool,
  ccs_config_validate: ccsConfigValidate,
  clustat,
  clusvcadm,
  fence_tool: fenceTool,
  group_tool: groupTool,
  iscsiadm,
  multipath,
  clvmd,
  vgs,
  lvs,
  pvs,
  pvcreate,
  vgcreate,
  vgextend,
  lvcreate,
  mkqdisk,
  blkid,
  ls,
  test,
  xmllint,
  virsh,
  chkconfig,
  rpm,
  service,
  'virt-xml-validate': virtXmlValidate,
  dracut,
  mkinitrd,
  id,
} as const satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof COMMANDS;

export const COMMAND_NAMES = Object.keys(COMMANDS).filter(isCommand);

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

/** Runs `argv` on a host at a time of the clock, in seconds. Before that, time passes: daemons end what they have begun. */
export function runCommand(
  state: ClusterState,
  host: string,
  argv: readonly string[],
  files: Files,
  clock = state.clock,
): Answer {
  const [name = '', ...args] = argv;
  const now = settled(state, files, clock);
  if (!isCommand(name)) return { state: now, stdout: '', stderr: `${name}: command not found\n`, exit: 127 };
  const answer = COMMANDS[name]({ state: now, host, args, files });
  if (answer.state === now) return answer;
  return { ...answer, state: noted(now, answer.state, { by: host, because: argv.join(' ') }, files) };
}
