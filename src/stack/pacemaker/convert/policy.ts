/** What changes in where a VM or service runs, and in what happens when it fails. */
import { meaning, type Meaning, type Outcome, type Subject } from '../../../convert/meaning.ts';
import type { SourcePath } from '../../../base/brand.ts';
import { seconds } from '../../../base/units.ts';
import { domainOf, type FailoverDomain, type Policy } from '../../../model/service.ts';
import { scoresOf } from '../emit/policy.ts';
import type { PacemakerModel } from '../options.ts';

type Part = readonly [outcome: Outcome, what: string, sentence: string];

/** `at` of the policy is the VM or service. */
export function* placedMeanings(
  subject: Subject,
  policy: Policy & { readonly at: SourcePath },
  model: PacemakerModel,
): Generator<Meaning> {
  const parts = [...placement(policy, model), ...recovery(policy), ...states(policy), ...relations(policy)];
  for (const [outcome, what, sentence] of parts) yield meaning(subject, outcome, what, sentence, policy.at);
}

function* placement(policy: Policy, model: PacemakerModel): Generator<Part> {
  const domain = domainOf(policy, model);
  if (domain === undefined || !domain.ordered) {
    yield [
      'changes',
      'placement',
      'no host is preferred: pacemaker spreads resources by their number, and a new one may move others only without stickiness',
    ];
    if (domain?.restricted === true) yield ['keeps', 'restriction', `never on other hosts than ${hostsOf(domain)}`];
    return;
  }
  const scores = [...scoresOf(domain)].map(([host, score]) => `${host} ${score}`).join(', ');
  yield ['keeps', 'placement', `the same order of hosts, as scores: ${scores}`];
  yield [
    'keeps',
    'restriction',
    domain.restricted
      ? `never on other hosts than ${hostsOf(domain)}: each other one is banned by name`
      : 'other hosts stay possible when no member is there',
  ];
  if (!domain.failback)
    yield ['keeps', 'failback', 'it stays where it is when a better host returns; only a ban moves it'];
  else
    yield [
      'changes',
      'failback',
      'it moves back when the difference of the scores exceeds its stickiness; a group has that once for each member',
    ];
}

function hostsOf({ members }: FailoverDomain): string {
  return members.map(({ host }) => host).join(', ');
}

function* recovery({ recovery: how, maxRestarts, restartExpireTime }: Policy): Generator<Part> {
  const time =
    restartExpireTime === 0
      ? 'and never forgets them before a cleanup'
      : `and forgets them ${seconds(restartExpireTime)} s after the last one`;
  if (how === 'disable')
    yield [
      'changes',
      'recovery',
      'it stops after a failure and stays down until an administrator runs crm_resource --cleanup',
    ];
  else if (how === 'relocate')
    yield [
      'changes',
      'recovery',
      `the first failure bans the host; pacemaker counts for each host ${time}, and only then it may come back`,
    ];
  else if (maxRestarts === 0)
    yield ['changes', 'recovery', 'it restarts on its host without a limit; a failed start bans the host at once'];
  else
    yield [
      'changes',
      'recovery',
      `it moves after ${maxRestarts + 1} failures on one host: pacemaker counts for each host ${time}; a failed start bans the host at once`,
    ];
}

function* states({ autostart, exclusive, enforceTimeouts }: Policy): Generator<Part> {
  if (!autostart)
    yield [
      'changes',
      'autostart',
      'it is created as stopped; later the state is what operators set, and a restart of the cluster does not reset it',
    ];
  if (exclusive)
    yield [
      'changes',
      'exclusive',
      'it runs apart from every other VM and service; the order of processing decides who moves when there are too few hosts',
    ];
  if (enforceTimeouts !== true) yield ['changes', 'timeouts', 'they are always enforced here'];
}

function* relations({ depend, optional }: Policy): Generator<Part> {
  if (depend === null) return;
  const soft = optional.some(({ name, value }) => name === 'depend_mode' && value === 'soft');
  const first = `${depend.kind} ${depend.name}`;
  if (soft) yield ['changes', 'depend', `it starts after ${first} only where both start in the same transition`];
  else
    yield ['changes', 'depend', `it starts after ${first} and restarts with it; when that one migrates live, it stays`];
}
