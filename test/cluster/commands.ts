/**
 * The commands of a cluster node, as one table: each takes the state of the whole cluster and answers with its output and
 * the state after it. Pure but for `files`; what is not played fails loudly (exit 70). "Seen", as a source, is: on cman
 * 3.2, corosync 1.4.10 and rgmanager that ran on two hosts. What they do within seconds happens at once here.
 */
import { ccsTool } from './ccs-tool.ts';
import { clustat } from './clustat.ts';
import { clusvcadm } from './clusvcadm.ts';
import { cmanTool } from './cman-tool.ts';
import type { Answer, Command } from './command.ts';
import { fenceTool, groupTool } from './fencing.ts';
import { ccsConfigValidate, chkconfig, rpm, service, xmllint } from './software.ts';
import { iscsiadm } from './iscsiadm.ts';
import {
  blkid,
  clvmd,
  ls,
  lvcreate,
  lvs,
  mkqdisk,
  multipath,
  pvcreate,
  pvs,
  vgcreate,
  vgextend,
  vgs,
} from './storage.ts';
import { virsh } from './virsh.ts';
import { settled, type Files } from './membership.ts';
import type { ClusterState } from './state.ts';

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
  xmllint,
  virsh,
  chkconfig,
  rpm,
  service,
} as const satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof COMMANDS;

export const COMMAND_NAMES = Object.keys(COMMANDS).filter(isCommand);

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

/** Runs `argv` on a host. Before that, time passes: who was suspended and has its file by now, has loaded it. */
export function runCommand(state: ClusterState, host: string, argv: readonly string[], files: Files): Answer {
  const [name = '', ...args] = argv;
  const now = settled(state, files);
  if (!isCommand(name)) return { state: now, stdout: '', stderr: `${name}: command not found\n`, exit: 127 };
  return COMMANDS[name]({ state: now, host, args, files });
}
