/** Whether the person at the terminal agrees to what is about to change nodes. */
import { EXIT, remark, type ExitCode, type Io } from '../io.ts';
import type { PushOptions } from '../push-options.ts';

/** Real nodes are changed only after consent: by a person, by `--yes`, or by the id of the reviewed plan. */
export function needsConsent({ sandbox, check, yes, plan, resume }: PushOptions): boolean {
  const isReviewed = plan !== undefined && resume !== true;
  return sandbox === undefined && check !== true && yes !== true && !isReviewed;
}

/** Can a person be asked? Events are for programs, which answer no question. */
export function canAsk({ format }: PushOptions, { ask }: Io): boolean {
  return ask !== undefined && format !== 'json';
}

/** Undefined if it may go on, else how the command ends. Nothing is changed then. */
export async function consent(options: PushOptions, question: string, io: Io): Promise<ExitCode | undefined> {
  if (!needsConsent(options)) return undefined;
  const answer = await io.ask?.(`${question} [y/N] `);
  if (answer === 'yes') return undefined;
  remark(answer === 'interrupted' ? 'interrupted; nothing was changed' : 'nothing was changed', io);
  return answer === 'interrupted' ? EXIT.interrupted : EXIT.failed;
}
