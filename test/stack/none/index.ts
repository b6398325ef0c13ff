/**
 * A stack for hosts that form no cluster: no quorum, members, services or announcements. It is not part of the product, and
 * proves that common code works with a stack that it does not know.
 */
import { STORAGE_COMMANDS } from '../../../src/emit/commands.ts';
import { NOTHING_ANNOUNCED } from '../../../src/deploy/node/profile.ts';
import { kindsIn } from '../../../src/diag/diagnostic.ts';
import type { Emitter } from '../../../src/emit/draft.ts';
import { domainXmls } from '../../../src/emit/guest/domain-xml.ts';
import { iscsiActions } from '../../../src/emit/storage/iscsi-actions.ts';
import { initiatorNames, iscsidConfs } from '../../../src/emit/storage/iscsi.ts';
import { multipathConfs } from '../../../src/emit/storage/multipath.ts';
import type { Operations, Stack } from '../../../src/stack/stack.ts';
import type { Model } from '../../../src/model/model.ts';
import type { Settled, Situation } from '../../../src/placement/placement.ts';
import * as findings from './status.ts';

const EMITTERS: readonly Emitter<null>[] = [initiatorNames, iscsidConfs, multipathConfs, domainXmls, iscsiActions];

export const operations: Operations = {
  importer: null,
  commands: STORAGE_COMMANDS,
  node: NOTHING_ANNOUNCED,
  status: findings.status,
  predictor: { fileRules: [], xmlIn: () => [], predict: () => [], strangers: () => [] },
  compared: [],
  documents: [],
  facts: {
    packages: [],
    init: 'sysv',
    services: [],
    questions: [],
    xmlIn: () => [],
    agents: () => undefined,
    unread: () => [],
  },
};

export const none: Stack<null> = {
  name: 'none',
  families: ['fedora'],
  kinds: async () => ({ kinds: kindsIn([findings]), notes: {} }),
  apart: [],
  resolve: () => ({ own: null, quorum: null, selfFencing: false, disks: [] }),
  identities: () => [],
  check: () => [],
  emit: (model) => EMITTERS.flatMap((emitter) => [...emitter(model)]),
  placer: ({ vms }) => ({ settle: (situation) => settled(vms, situation) }),
  timers: () => null,
  runtime: () => ({ member: null, sees: null, gates: [], serviceActions: null, services: [] }),
  agentsFrom: 'nothing',
  conversion: null,
  operations: () => Promise.resolve(operations),
};

/** Nothing moves: each VM runs on the first host of its list, or not at all. */
function settled(vms: Model['vms'], { members, running }: Situation): Settled {
  const outcomes = vms.map(({ at, runOn: [first = null] }) => {
    const host = members.find((member) => member === first) ?? null;
    const from = running.get(at.join('/'))?.[0] ?? null;
    const move = host === null ? (from === null ? 'none' : 'stop') : from === null ? 'start' : 'stay';
    return [at.join('/'), { host, from, move, because: '', choices: [] }] as const;
  });
  const now = outcomes.flatMap(([name, { host }]) => (host === null ? [] : [[name, [host]] as const]));
  return { outcomes: new Map(outcomes), running: new Map(now) };
}
