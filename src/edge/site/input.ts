/** A site as one text on standard input. */
import { readFileSync } from 'node:fs';
import { Intake, type SiteFiles } from './site.ts';

/** Its name in messages. */
const STDIN = 'stdin';

/** Everything up to its end. Limits and codes as for a file of a site. */
export function readInput(): SiteFiles {
  const intake = new Intake();
  const bytes = readFileSync(0);
  if (intake.admits(STDIN, bytes.length)) intake.take(STDIN, bytes);
  return intake;
}
