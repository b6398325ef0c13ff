/** A question to the person at the terminal. The only user of readline. */
import { createInterface } from 'node:readline';

export type Answer = 'yes' | 'no' | 'interrupted';

/** Asks on standard error and waits for a line. The end of the input is a no. */
export function ask(question: string): Promise<Answer> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    // The first of these decides: every way ends with `close`.
    lines.once('SIGINT', () => {
      resolve('interrupted');
      lines.close();
    });
    lines.once('close', () => {
      resolve('no');
    });
    lines.question(question, (answer) => {
      resolve(/^\s*y(es)?\s*$/i.test(answer) ? 'yes' : 'no');
      lines.close();
    });
  });
}
