/** Contradictory or misspelled options of a push or revert, reported before any node is asked. */
import { similar } from '../../base/similar.ts';
import { notAllowable } from '../../deploy/plan/findings.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { codes } from '../../codes.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { fail } from '../nodes/nodes.ts';
import type { PushOptions } from '../push-options.ts';
import { canAsk, needsConsent } from './consent.ts';
import { usageError } from '../usage.ts';

/** The exit code for the first error; undefined if there is none. */
export function mistakesIn(command: string, options: PushOptions, io: Io): ExitCode | undefined {
  const unknown = (options.allow ?? []).filter((code) => codes.get(code)?.allowable !== true);
  if (unknown.length > 0) return fail(unknown.map(objection), io, EXIT.usage);
  const [mistake] = mistakes(options, canAsk(options, io));
  if (mistake === undefined) return undefined;
  io.err.write(usageError(mistake, command, io.err.color));
  return EXIT.usage;
}

const NO_TERMINAL = 'there is no terminal on which to ask for confirmation:';

/** Six digits of an id (git shows seven); unlikely to be typed by chance. Our choice. */
const ID = /^[0-9a-f]{6,64}$/;

function* mistakes(options: PushOptions, asks: boolean): Generator<string> {
  const { now, because = '', plan, resume, check, limit, wait } = options;
  if (now === true && because.trim() === '') yield '--now needs a reason, which the journal keeps: --because "..."';
  if (plan !== undefined && !ID.test(plan))
    yield `--plan ${plan}: it is the id that clusterc plan prints, or at least 6 digits of it`;
  if (Number.isNaN(wait)) yield '--wait needs a time such as 90s or 10m';
  if (resume === true && check === true) yield '--resume changes nodes, and --check does not: one of them';
  if (resume === true && limit !== undefined) yield '--resume ends a push on all of its nodes: without --limit';
  if (needsConsent(options) && !asks)
    yield resume === true ? `${NO_TERMINAL} --yes` : `${NO_TERMINAL} --yes, or --plan ID`;
}

const COMMAND_LINE = { in: 'nowhere', because: 'it is about the command line' } as const;

function objection(code: string): Diagnostic {
  const known = [...codes.values()].flatMap((one) => (one.allowable ? [one.code] : []));
  return notAllowable(COMMAND_LINE, { code, suggestion: similar(code, known) ?? null, codes: known });
}
