/** Heuristics of a quorum disk: programs that decide whether a node is fit, and that see nothing, see it late, or hold a password. */
import { WORDS_OF_OTHERS } from '../../../../base/secret-names.ts';
import type { Check } from '../../../../check/check.ts';
import { defineDiagnostic, hidden, keyAt, valueAt } from '../../../../diag/diagnostic.ts';
import type { Host } from '../../../../model/model.ts';
import { timingOf } from '../../emit/qdisk-timing.ts';
import type { CmanModel, CmanOptions, Heuristic } from '../../options.ts';
import { qdiskRisk } from './qdisk-risk.ts';

export const secretInProgram = defineDiagnostic<Record<string, never>>({
  code: 'secret/in-program',
  severity: 'error',
  message: () => 'a password is a part of the command line of a heuristic',
  help: () => 'change the password, since it was in a file, and let a script read it from a file of mode 0600',
  explain:
    'The command line is in cluster.conf, in every review, and in the list of processes, where each user of the node can read it. The value is not repeated here.',
});

/** An option, a variable or an address with a password in it: `--password=x`, `-o passwd=x`, `PASS=x`, `user:x@host`, `-Uuser%x`. */
const PASSWORD = new RegExp(
  `(^|[ "'-])(${WORDS_OF_OTHERS})(=| +(?![-|&;]))\\S|://[^/ :@]+:[^/ @]+@|(^| )-U *[^ %]+%\\S|(^|[ /])mysql\\S* (.* )?-p\\S`,
  'i',
);

function* programsHoldNoPassword({ own }: CmanModel) {
  for (const { at, program } of heuristicsOf(own))
    if (PASSWORD.test(program)) yield secretInProgram(hidden(valueAt([...at, 'program'])), {});
}

function heuristicsOf({ quorumDisk }: CmanOptions): readonly Heuristic[] {
  return quorumDisk?.heuristics ?? [];
}

/** Names that every machine has for itself. */
const ITSELF = /^(localhost(\..*)?|127\.[0-9.]+|::1|0\.0\.0\.0)$/;

/** The last word of a ping. */
function pinged(program: string): string | undefined {
  const words = program.trim().split(/ +/);
  return /(^|\/)(ping6?|arping|fping)$/.test(words[0] ?? '') ? words.at(-1) : undefined;
}

function* heuristicsCanFail({ own, hosts }: CmanModel) {
  for (const { at, program } of heuristicsOf(own)) {
    const target = pinged(program) ?? '';
    const host = hosts.find((one) => isName(one, target));
    if (host === undefined && !ITSELF.test(target)) continue;
    const who = host === undefined ? 'every node itself' : `${host.name} itself`;
    yield qdiskRisk(valueAt([...at, 'program']), {
      problem: `the heuristic pings ${target}, which is ${who}, and never fails there`,
      cure: 'ping the router of the cluster network, or remove the heuristic',
    });
  }
}

function isName({ name, nodeName, altName, addresses }: Host, target: string): boolean {
  return [name, nodeName, altName, ...Object.values(addresses)].includes(target);
}

/** qdisk(5): a heuristic that was lost has to count before the others declare the node dead by the disk. */
function* heuristicsAreInTime(model: CmanModel) {
  const timing = timingOf(model);
  if (timing === null) return;
  const disk = timing.intervalSeconds * (timing.tko - 1);
  for (const { at, interval, tko } of heuristicsOf(model.own)) {
    const late = interval === null || tko === null ? 0 : (interval / 1000) * tko;
    if (late > disk)
      yield qdiskRisk(keyAt(at), {
        problem: `the heuristic fails after ${late} s, but the disk decides after ${disk} s`,
        cure: 'write an interval and a tko with a smaller product, or neither: qdiskd derives them',
      });
  }
}

export const heuristicChecks: readonly Check<CmanOptions>[] = [
  programsHoldNoPassword,
  heuristicsCanFail,
  heuristicsAreInTime,
];
