/** A site as one text on standard input. */
import { readSync } from 'node:fs';
import { reasonOf, unreadable } from '../file/findings.ts';
import { Intake, MAX_BYTES, placeOf, type SiteFiles } from './site.ts';

/** Its name in messages. */
const STDIN = 'stdin';
const AT_ONCE = 65_536;

/** Everything up to its end, or a little more than a site may have. Limits and codes as for a file of a site. */
export function readInput(): SiteFiles {
  const intake = new Intake();
  try {
    const bytes = Buffer.concat([...chunks()]);
    if (intake.admits(STDIN, bytes.length)) intake.take(STDIN, bytes);
  } catch (error) {
    intake.report(unreadable(placeOf(STDIN), { path: STDIN, why: reasonOf(error) }));
  }
  return intake;
}

/** Stops beyond the limit, since the input may never end. */
function* chunks(): Generator<Uint8Array> {
  for (let bytes = 0; bytes <= MAX_BYTES;) {
    const chunk = Buffer.alloc(AT_ONCE);
    const length = readSync(0, chunk);
    if (length === 0) return;
    bytes += length;
    yield chunk.subarray(0, length);
  }
}
