/** Several verbs in one request, as the script reads them: clusterc-node.sh, "trip". */
import { activatorVerb, type Answered } from './activator.ts';
import type { Alone } from './alone.ts';

/** `check`: the input is the words of the step. */
export type TripStep = { readonly verb: string; readonly input: string };

/** The steps of a request, each with its input. */
export function stepsIn(words: readonly string[], stdin: string): readonly TripStep[] {
  let rest = stdin;
  const until = (end: string): string => {
    const at = rest.indexOf(end);
    const text = rest.slice(0, at === -1 ? rest.length : at);
    rest = at === -1 ? '' : rest.slice(at + end.length);
    return text;
  };
  return words.map((word) => {
    const [verb = '', ...more] = word.split('\t');
    switch (verb) {
      case 'lock':
        return { verb, input: `${until('\n')}\n${until('\n')}\n${until('\n')}\n` };
      case 'unlock':
        return { verb, input: `${until('\n')}\n${until('\n')}\n` };
      case 'compare':
        return { verb, input: `${more.join()}\n${until('.\n')}` };
      case 'arm':
        return { verb, input: until('.\n') };
      case 'stage': // nothing is read behind it
        return { verb, input: rest };
      default:
        return { verb, input: more.join('\t') };
    }
  });
}

/** The line behind the output of a step that was done. */
export function doneLine(verb: string): string {
  return `done ${verb} 0\n`;
}

/** All steps until one fails. */
export function activatorTrip(at: Alone, id: string, owner: string, steps: readonly TripStep[]): Answered {
  let out = '';
  for (const { verb, input } of steps) {
    const reported = activatorVerb(at, verb, id, input, owner);
    if (reported.exit !== 0) return { ...reported, out: out + reported.out };
    out += `${reported.out}${doneLine(verb)}`;
  }
  return { exit: 0, out, err: '' };
}
