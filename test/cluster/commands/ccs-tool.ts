/** ccs_tool of RHEL 5: ccsd copies the file to all members and tells cman. ccs_tool(8) */
import { changes, notPlayed, refuses, type Answer, type Call, type Command } from './command.ts';
import { readConf } from '../conf.ts';
import { announced, CLUSTER_CONF } from '../membership.ts';
import { members, nodeAt } from '../state.ts';

export const ccsTool: Command = (call) => {
  const [verb, file] = call.args;
  if (call.state.release !== 'rhel5' || verb !== 'update' || file === undefined) return notPlayed(call, 'ccs_tool');
  return update(call, file);
};

function update(call: Call, file: string): Answer {
  const { state, host, files } = call;
  const { running, quorate } = nodeAt(state, host);
  const text = files.read(host, file);
  const proposed = readConf(text);
  if (text === undefined) return refuses(call, `Unable to open ${file}: No such file or directory\n`);
  if (proposed === undefined) return refuses(call, `Unable to parse ${file}\n`);
  if (running === null || !quorate) {
    return refuses(call, 'Unable to honor update request.  Cluster is not quorate.\n\nFailed to update config file.\n');
  }
  if (proposed.name !== running.name) return refuses(call, 'Failed to update config file.\n');
  if (proposed.version <= running.version) {
    const versions = `  Current config_version :: ${running.version}\n  Proposed config_version:: ${proposed.version}\n`;
    return refuses(
      call,
      `Proposed updated config file does not have greater version number.\n${versions}\nFailed to update config file.\n`,
    );
  }
  // Two phases: no one is informed of a version that one of them could not take.
  if (!members(state).every((member) => files.write(member.host, CLUSTER_CONF, text))) {
    return refuses(call, 'Failed to update config file.\n');
  }
  return changes(
    announced(state, proposed.version, files),
    `Config file updated from version ${running.version} to ${proposed.version}\n\nUpdate complete.\n`,
  );
}
