/** iscsiadm: records, sessions, LUNs. Exit codes: iscsiadm(8); what a record copies and when: domain reference, 6.3 and 6.4. */
import { changes, notPlayed, optionOf, refuses, says, type Answer, type Call, type Command } from './command.ts';
import { nodeAt, withNode, type Target } from './state.ts';

export const iscsiadm: Command = (call) => {
  const mode = optionOf(call.args, '-m');
  if (mode === 'discovery') return discover(call);
  if (mode === 'session') return call.args.includes('-R') ? rescan(call) : sessions(call);
  if (mode !== 'node') return notPlayed(call, 'iscsiadm');
  if (call.args.includes('--login')) return login(call);
  return call.args.includes('--logout') ? logout(call) : records(call);
};

function sessions(call: Call): Answer {
  const { sessions: open } = nodeAt(call.state, call.host);
  if (open.length === 0) return refuses(call, 'iscsiadm: No active sessions.\n', 21);
  return says(call, open.map(({ portal, iqn }, index) => `tcp: [${index + 1}] ${portal},1 ${iqn}\n`).join(''));
}

function records(call: Call): Answer {
  const { records: known } = nodeAt(call.state, call.host);
  if (known.length === 0) return refuses(call, 'iscsiadm: No records found\n', 21);
  return says(call, known.map(({ portal, iqn }) => `${portal},1 ${iqn}\n`).join(''));
}

/** Makes every record of the portal anew, from iscsid.conf as it is now. */
function discover(call: Call): Answer {
  const { state, host, files } = call;
  const portal = optionOf(call.args, '-p') ?? '';
  const found = state.storage.targets.filter(({ portals }) => portals.includes(portal));
  if (found.length === 0)
    return refuses(call, `iscsiadm: cannot make connection to ${portal}: Connection refused\n`, 4);
  const text = files.read(host, '/etc/iscsi/iscsid.conf') ?? '';
  const password = /^node\.session\.auth\.password = (.*)$/m.exec(text)?.[1] ?? null;
  const { records: known } = nodeAt(state, host);
  const made = found.map(({ iqn }) => ({ portal, iqn, password }));
  const kept = known.filter((old) => !made.some((one) => one.portal === old.portal && one.iqn === old.iqn));
  return changes(
    withNode(state, host, { records: [...kept, ...made] }),
    made.map(({ iqn }) => `${portal},1 ${iqn}\n`).join(''),
  );
}

function login(call: Call): Answer {
  const { state, host } = call;
  const [iqn, portal] = [optionOf(call.args, '-T'), optionOf(call.args, '-p')];
  const { records: known, sessions: open } = nodeAt(state, host);
  const record = known.find((one) => one.iqn === iqn && one.portal === portal);
  const target = state.storage.targets.find((one) => one.iqn === iqn);
  if (record === undefined || target === undefined) return refuses(call, 'iscsiadm: No records found\n', 21);
  if (open.some((one) => one.iqn === iqn && one.portal === portal))
    return refuses(call, 'iscsiadm: default: 1 session requested, but 1 already present.\n', 15);
  if (target.password !== null && target.password !== record.password)
    return refuses(
      call,
      'iscsiadm: initiator reported error (24 - iSCSI login failed due to authorization failure)\n',
      24,
    );
  const now = withNode(state, host, { sessions: [...open, { portal: record.portal, iqn: target.iqn }] });
  return changes(seen(now, host), `Login to [iface: default, target: ${iqn}, portal: ${portal}] successful.\n`);
}

function logout(call: Call): Answer {
  const { state, host } = call;
  const [iqn, portal] = [optionOf(call.args, '-T'), optionOf(call.args, '-p')];
  const { sessions: open } = nodeAt(state, host);
  const rest = open.filter((one) => one.iqn !== iqn || one.portal !== portal);
  if (rest.length === open.length) return refuses(call, 'iscsiadm: No matching sessions found\n', 21);
  return changes(seen(withNode(state, host, { sessions: rest }), host));
}

function rescan(call: Call): Answer {
  if (nodeAt(call.state, call.host).sessions.length === 0) return refuses(call, 'iscsiadm: No session found.\n', 21);
  return changes(seen(call.state, call.host));
}

/** A host sees the LUNs that there are now, behind each of its sessions. */
function seen(state: Call['state'], host: string): Call['state'] {
  const links = nodeAt(state, host).sessions.flatMap(({ portal, iqn }) => {
    const target = state.storage.targets.find((one) => one.iqn === iqn);
    return target === undefined ? [] : target.luns.map((lun) => linkOf(target, portal, lun));
  });
  return withNode(state, host, { luns: links });
}

export function linkOf({ iqn }: Pick<Target, 'iqn'>, portal: string, lun: number): string {
  return `/dev/disk/by-path/ip-${portal}-iscsi-${iqn}-lun-${lun}`;
}
