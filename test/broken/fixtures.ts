/** The broken sites and scenarios: `fixtures/broken/<area>/<name>[--<variant>].yaml` or `.xml`, named after what they provoke. */
import { filesBelow } from '../support/fixtures.ts';

const ROOT = 'fixtures/broken';
const SCENARIO = '.scenario.yaml';

const files = filesBelow(ROOT).map((name) => `${ROOT}/${name}`);

/** Paths from the root of the repository: so they appear in what is shown. */
export const scenarios = files.filter((path) => path.endsWith(SCENARIO));
export const sites = files.filter((path) => path.endsWith('.yaml') && !path.endsWith(SCENARIO));
/** Files of other programs, read for an import. */
export const foreign = files.filter((path) => path.endsWith('.xml'));
export const shown = files.filter((path) => path.endsWith('.txt'));

/** The code of the diagnostic that a fixture is for. */
export function codeOf(path: string): string {
  return path.slice(ROOT.length + 1).replace(/(--[a-z0-9-]+)?(\.scenario)?\.(yaml|xml)$/, '');
}

/** Where the text is kept that people are shown. */
export function shownBeside(path: string): string {
  return path.replace(/\.(yaml|xml)$/, '.txt');
}
