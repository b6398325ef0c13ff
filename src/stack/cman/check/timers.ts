/** Timers and switches of daemons that no cluster should have. cman(5), fenced(8). */
import type { CmanModel, CmanOptions } from '../options.ts';
import type { Check } from '../../../check/check.ts';
import { defineDiagnostic, valueAt } from '../../../diag/diagnostic.ts';

export const totemRange = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'cluster/totem-range',
  severity: 'warning',
  acceptable: true,
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'Red Hat supports token timeouts from 5 s to 300 s. Consensus below them makes more than two nodes start over again and again; ' +
    'without secauth anyone on the network can talk to the cluster. Red Hat solution 300953; corosync.conf(5), consensus.',
});

export const consensus = defineDiagnostic<{ tokenMillis: number }>({
  code: 'cluster/consensus',
  severity: 'note',
  acceptable: true,
  message: () => 'cman uses another consensus for two nodes than for three: to add a third one, all nodes have to stop',
  help: (f) => `write consensus: ${f.tokenMillis + 2000}ms, which is right for any number of nodes`,
  explain:
    'For one or two nodes cman takes a fifth of token, at most 2 s, for more nodes token and 2 s. A written consensus is the same for both. cman, cman-preconfig.c.',
});

export const timersBoot = defineDiagnostic<{ seconds: number; twoNode: boolean }>({
  code: 'cluster/timers-boot',
  severity: 'warning',
  acceptable: true,
  message: (f) =>
    `post_join_delay is ${f.seconds} s: a node that is not up ${f.seconds} s after ${f.twoNode ? 'its peer starts' : 'the others start'} is fenced`,
  help: () => 'remove post_join_delay, which is 30s then, or use 20s to 30s',
  explain:
    'Nodes do not boot equally fast. The first one fences the slow one, which then boots again. fenced(8); Red Hat solution 21742.',
});

export const recoveryDelay = defineDiagnostic<{ seconds: number }>({
  code: 'cluster/recovery-delay',
  severity: 'warning',
  acceptable: true,
  message: (f) => `post_fail_delay is ${f.seconds} s, in which no VM of a failed node starts elsewhere`,
  help: () => 'remove post_fail_delay',
  explain:
    'Until fencing has happened, dlm, clvmd and rgmanager wait. 0 is the supported value. fenced(8); Red Hat solution 5929.',
});

export const dangerousSwitch = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'cluster/dangerous-switch',
  severity: 'error',
  acceptable: true,
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'Fencing keeps two nodes from writing to the same storage. A setting that bypasses it risks the data of every VM. fenced(8), dlm_controld(8).',
});

const TOKEN_MILLIS = { least: 5000, most: 300_000 };
/** cman's values. cman, cman-preconfig.c. */
const DEFAULT_TOKEN = 10_000;
const DEFAULT_JOIN = 60;

function* totemIsInRange({ cluster, hosts, own }: CmanModel) {
  const { token, consensus: agreed, join, secauth } = own.totem;
  const at = (key: string) => valueAt([...cluster.at, 'totem', key]);
  if (token !== null && (token < TOKEN_MILLIS.least || token > TOKEN_MILLIS.most))
    yield totemRange(at('token'), {
      problem: `token ${token} ms is outside the supported range ${TOKEN_MILLIS.least}..${TOKEN_MILLIS.most}`,
      cure: 'use 5s to 300s',
    });
  const least = hosts.length > 2 ? (token ?? DEFAULT_TOKEN) : (join ?? DEFAULT_JOIN);
  if (agreed !== null && agreed <= least)
    yield totemRange(at('consensus'), {
      problem: `consensus ${agreed} ms is not above ${hosts.length > 2 ? 'token' : 'join'}, which is ${least} ms`,
      cure: 'remove consensus; cman has a value for it',
    });
  if (secauth === false)
    yield totemRange(at('secauth'), {
      problem: 'without secauth anyone on the network can talk to the cluster',
      cure: 'remove secauth: false',
    });
}

/** Only if the site sets timers at all. */
function* consensusIsForAnyNumber({ cluster, hosts, own }: CmanModel) {
  const { token, consensus: agreed } = own.totem;
  if (token !== null && agreed === null && hosts.length === 2)
    yield consensus(valueAt([...cluster.at, 'totem', 'token']), { tokenMillis: token });
}

function* slowBootersJoin({ cluster, own }: CmanModel) {
  const seconds = own.fenceDaemon.postJoinDelay / 1000;
  if (cluster.quorum?.twoNode === true ? seconds < 20 : seconds <= 3)
    yield timersBoot(valueAt([...cluster.at, 'fence_daemon', 'post_join_delay']), {
      seconds,
      twoNode: cluster.quorum?.twoNode === true,
    });
}

function* recoveryIsNotDelayed({ cluster, own }: CmanModel) {
  const seconds = own.fenceDaemon.postFailDelay / 1000;
  if (seconds > 0) yield recoveryDelay(valueAt([...cluster.at, 'fence_daemon', 'post_fail_delay']), { seconds });
}

function* nothingGoesAroundFencing({ cluster, own }: CmanModel) {
  if (own.dlm.enableFencing === false)
    yield dangerousSwitch(valueAt([...cluster.at, 'dlm', 'enable_fencing']), {
      problem: 'without enable_fencing dlm hands on the locks of a node that may still write',
      cure: 'remove enable_fencing',
    });
  if (own.fenceDaemon.skipUndefined === true)
    yield dangerousSwitch(valueAt([...cluster.at, 'fence_daemon', 'skip_undefined']), {
      problem: 'with skip_undefined a node without a fence method is taken for off when the cluster starts',
      cure: 'remove skip_undefined',
    });
}

export const timerChecks: readonly Check<CmanOptions>[] = [
  totemIsInRange,
  consensusIsForAnyNumber,
  slowBootersJoin,
  recoveryIsNotDelayed,
  nothingGoesAroundFencing,
];
