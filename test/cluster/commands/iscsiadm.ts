/** iscsiadm: records, sessions, LUNs. Exit codes: iscsiadm(8); what a record copies and when: measured with open-iscsi 2.1.8. */
import { changes, notPlayed, optionOf, refuses, says, type Answer, type Call, type Command } from './command.ts';
import { nodeAt, withNode, type Target } from '../state.ts';

export const iscsiadm: Command = (call) => {
  const line = call.args.join(' ');
  const form = FORMS.find(([pattern]) => pattern.test(line));
  return form === undefined ? notPlayed(call, 'iscsiadm') : form[1](call);
};

const FORMS: readonly (readonly [RegExp, Command])[] = [
  [/^-m discovery -t st -p \S+$/, discover],
  [/^-m discovery -t st -p \S+ -o nonpersistent$/, (call) => ({ ...discover(call), state: call.state })],
  [/^-m session$/, sessions],
  [/^-m session -R$/, rescan],
  [/^-m node$/, records],
  [/^-m node -T \S+ -p \S+ --login$/, login],
  [/^-m node -T \S+ -p \S+ --logout$/, logout],
  [/^-m node -T \S+ -p \S+ -o update -n \S+ -v .*$/, update],
];

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
  const password = passwordIn(files.read(host, '/etc/iscsi/iscsid.conf') ?? '');
  const { records: known } = nodeAt(state, host);
  const made = found.map(({ iqn }) => ({ portal, iqn, password }));
  const kept = known.filter((old) => !made.some((one) => one.portal === old.portal && one.iqn === old.iqn));
  return changes(
    withNode(state, host, { records: [...kept, ...made] }),
    made.map(({ iqn }) => `${portal},1 ${iqn}\n`).join(''),
  );
}

/** Only where CHAP is on. */
function passwordIn(text: string): string | null {
  const valueOf = (key: string) => new RegExp(`^node\\.session\\.auth\\.${key}[ ]*=[ ]*(.*)$`, 'm').exec(text)?.[1];
  return valueOf('authmethod') === 'CHAP' ? (valueOf('password') ?? null) : null;
}

/** A changed record counts at the next login. An unknown key ends with 7, of which only those that are played are known here. */
function update(call: Call): Answer {
  const { state, host, args } = call;
  const [iqn, portal, value] = [optionOf(args, '-T'), optionOf(args, '-p'), optionOf(args, '-v') ?? ''];
  const { records: known } = nodeAt(state, host);
  if (!known.some((one) => one.iqn === iqn && one.portal === portal))
    return refuses(call, 'iscsiadm: No records found\n', 21);
  if (optionOf(args, '-n') !== 'node.session.auth.password') return notPlayed(call, 'iscsiadm');
  const records = known.map((one) => (one.iqn === iqn && one.portal === portal ? { ...one, password: value } : one));
  return changes(withNode(state, host, { records }));
}

/** RHEL 6 starts iscsid when it is needed, RHEL 5 does not. */
function hasDaemon({ state, host }: Call): boolean {
  return state.release === 'rhel6' || nodeAt(state, host).daemons.includes('iscsid');
}

function login(call: Call): Answer {
  const { state, host } = call;
  if (!hasDaemon(call)) return refuses(call, 'iscsiadm: can not connect to iSCSI daemon (111)!\n', 20);
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

/** `service iscsi start`: a session for each record that has none, where its target lets it in. */
export function loggedIn(call: Call): Call['state'] {
  return nodeAt(call.state, call.host).records.reduce((state, { iqn, portal }) => {
    return login({ ...call, state, args: ['-m', 'node', '-T', iqn, '-p', portal, '--login'] }).state;
  }, call.state);
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
