/**
 * Before each test: of the files that take longest, `npm test` plays one test of two, chosen by its name. CI plays all,
 * and so does `npx vitest run FILE`, since only test/run.mjs sets SAMPLE.
 */
import { beforeEach } from 'vitest';

/** Folders, and files without their ending. */
const LONGEST = `
  activator/ cli/ conformance/ edge/ facts/ fuzz/ import/ laws/ report/ stack/pacemaker/ world/
  ahead broken limits scenarios`
  .trim()
  .split(/\s+/)
  .map((name) => `/test/${name}`);
/** Its tests build on each other. */
const IN_ORDER = '/test/cli/walk.test.ts';
const nth = Number(process.env['SAMPLE'] ?? 1);

beforeEach(({ task: { file, fullTestName }, skip }) => {
  const path = file.filepath;
  const isLong = nth > 1 && LONGEST.some((name) => path.includes(name)) && !path.endsWith(IN_ORDER);
  skip(isLong && hash(fullTestName) % nth !== 0, `npm test plays one test of ${nth} of the longest files`);
});

/** FNV-1a over UTF-16 units, 32 bits. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return sum;
}
