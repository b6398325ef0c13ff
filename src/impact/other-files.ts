/**
 * What a change of another file needs to take effect, and what happens to running guests. No daemon compares these files: a
 * change that is not activated takes effect at the next boot. lvm.conf(5), iscsiadm(8), multipathd(8).
 */

export type GuestEffect =
  /** None. */
  | 'none'
  /** They keep running; a guest gets the new values at its next start. */
  | 'at-next-start'
  /** The node is drained first, and its guests run elsewhere. */
  | 'drain-node'
  /** Every guest that uses it goes down. */
  | 'outage';

export type FileChange = {
  /** The change in the file in words. */
  readonly change: string;
  /** What must be done, in order. */
  readonly needs: readonly string[];
  readonly guests: GuestEffect;
  readonly source: string;
};

type Rule = FileChange & {
  /** Keys that it applies to; the last rule of a file applies to all others. */
  readonly keys?: RegExp;
};

export type FileRules = { readonly path: RegExp; readonly rules: readonly Rule[] };

export const INITRAMFS = 'dracut -f (RHEL 5: mkinitrd -f)';
const RECORD = 'iscsiadm -m node -o update for each record';
const TARGET =
  'give it to the target at once (a session that breaks before that fails its I/O after replacement_timeout)';

/** By severity within a file: the first match applies to a key. */
const FILES: readonly FileRules[] = [
  {
    path: /^\/etc\/iscsi\/initiatorname\.iscsi$/,
    rules: [
      {
        change: 'the name of the initiator',
        needs: ['change the access list of the target', 'log out of all sessions', 'restart iscsid', 'log in'],
        guests: 'drain-node',
        source: 'iscsid(8): the name is read at its start',
      },
    ],
  },
  {
    path: /^\/etc\/iscsi\/iscsid\.conf$/,
    rules: [
      {
        keys: /\.auth\./,
        change: 'user or password of CHAP',
        needs: [RECORD, TARGET, 'log out and in again'],
        guests: 'drain-node',
        source: 'iscsiadm(8), -o update: at the next login',
      },
      {
        keys: /^node\.startup$/,
        change: 'whether it logs in at boot',
        needs: [RECORD],
        guests: 'none',
        source: 'iscsiadm(8), node.startup',
      },
      {
        keys: /\.replacement_timeout$/,
        change: 'how long a lost path is waited for',
        needs: [RECORD, 'write /sys/class/iscsi_session/sessionN/recovery_tmo'],
        guests: 'none',
        source: 'iscsiadm(8), -o update; the running session has recovery_tmo in sysfs',
      },
      {
        change: 'timeouts, digests or queues',
        needs: [RECORD, 'log out and in again'],
        guests: 'drain-node',
        source: 'iscsiadm(8), -o update: at the next login',
      },
    ],
  },
  {
    path: /^\/etc\/multipath\.conf$/,
    rules: [
      {
        keys: /^(alias|user_friendly_names|wwid|bindings_file)$/,
        change: 'names of devices',
        needs: ['stop what uses them', 'multipath -f', 'service multipathd reload', INITRAMFS],
        guests: 'drain-node',
        source: 'multipath.conf(5), alias: names must agree on all hosts',
      },
      {
        change: 'paths and how they are used',
        needs: ['service multipathd reload', INITRAMFS],
        guests: 'none',
        source: 'multipathd(8)',
      },
    ],
  },
];

/**
 * What changed keys of a file need, each need once; empty for a file that is in no table. `own`: the rules of the stack.
 * Without keys (a new file, or one not compared by key), everything that the file may need.
 */
export function fileChanges(path: string, own: readonly FileRules[], keys?: readonly string[]): readonly FileChange[] {
  const { rules = [] } = [...own, ...FILES].find((file) => file.path.test(path)) ?? {};
  const held = keys === undefined ? rules : rules.filter((rule) => keys.some((key) => ruleOf(key, rules) === rule));
  const guest = path.replace(/^.*\//, '').replace(/[.]xml$/, '');
  return held.map(({ change, needs, guests, source }) => ({
    change,
    needs: needs.map((need) => need.replace('NAME', guest)),
    guests,
    source,
  }));
}

function ruleOf(key: string, rules: readonly Rule[]): Rule | undefined {
  return rules.find((rule) => rule.keys === undefined || rule.keys.test(key));
}
