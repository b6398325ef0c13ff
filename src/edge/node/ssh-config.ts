/** The configuration that ssh reads, as far as it decides about connections that are kept. ssh_config(5). */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';

/** A line, and whether it is about all hosts: above every Host and Match, or below `Host *` or `Match all`. */
type Line = { readonly text: string; readonly ofAll: boolean };

/** As in readconf.c. Where a file includes itself ssh goes nowhere. */
const MAX_DEPTH = 16;

export type SshConfig = {
  /** Every line, those of included files too. */
  readonly lines: readonly string[];
  /** Does it say for all hosts that no connection is to be kept? */
  readonly keepsNone: boolean;
};

/** `file`: in place of that of the user and that of the machine. A file that cannot be read has no lines, as ssh has it, too. */
export function readSshConfig(file: string | undefined): SshConfig {
  const own = join(userInfo().homedir, '.ssh');
  const all =
    file === undefined
      ? [...linesOf(join(own, 'config'), own), ...linesOf('/etc/ssh/ssh_config', '/etc/ssh')]
      : [...linesOf(file, own)];
  return { lines: all.map(({ text }) => text), keepsNone: keepsNone(all) };
}

/** `folder`: where relative names in an Include start. An Include below a Host belongs to that, and what follows it does, too. */
function* linesOf(file: string, folder: string, ofAll = true, above: readonly string[] = []): Generator<Line> {
  let here = ofAll;
  for (const text of textOf(file).split('\n')) {
    const [keyword, value] = wordsOf(text);
    if (keyword === 'host') here = ofAll && value === '*';
    if (keyword === 'match') here = ofAll && value.toLowerCase() === 'all';
    yield { text, ofAll: here };
    if (keyword !== 'include' || above.length === MAX_DEPTH) continue;
    for (const path of includedBy(value, folder))
      if (path !== file && !above.includes(path)) yield* linesOf(path, folder, here, [...above, file]);
  }
}

/** A keyword in small letters and the rest of the line, without a `=` in between. */
function wordsOf(line: string): readonly [keyword: string, value: string] {
  const [, keyword = '', value = ''] = /^\s*([A-Za-z]+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
  return [keyword.toLowerCase(), value];
}

function textOf(file: string): string {
  try {
    return statSync(file).isFile() ? readFileSync(file, 'utf8') : '';
  } catch {
    return '';
  }
}

/** The files of an Include in their order. Names with tokens or variables are left alone. */
function includedBy(value: string, folder: string): readonly string[] {
  const words = value.match(/"[^"]*"|\S+/g) ?? [];
  return words
    .map((word) => word.replace(/^"(.*)"$/, '$1').replace(/^~(?=\/)/, userInfo().homedir))
    .flatMap((word) => matching(resolve(folder, word)));
}

/** The paths that a pattern of glob(7) fits, sorted. */
function matching(pattern: string): readonly string[] {
  const steps = pattern.split('/').slice(1);
  return steps.reduce<readonly string[]>(
    (above, step) =>
      /[*?[]/.test(step) ? above.flatMap((path) => fitting(path, step)) : above.map((path) => `${path}/${step}`),
    [''],
  );
}

function fitting(folder: string, step: string): readonly string[] {
  const name = new RegExp(
    `^${step
      .replace(/[.+^${}()|\\]/g, String.raw`\$&`)
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')
      .replace(/\[!/g, '[^')}$`,
  );
  try {
    const names = readdirSync(`${folder}/`).filter(
      (one) => name.test(one) && (step.startsWith('.') || !one.startsWith('.')),
    );
    return names.toSorted().map((one) => `${folder}/${one}`);
  } catch {
    return [];
  }
}

/** Values by which a user keeps no connection. */
const OFF: ReadonlyMap<string, RegExp> = new Map([
  ['controlpersist', /^(no|false)$/i],
  ['controlpath', /^none$/i],
  ['controlmaster', /^(no|false)$/i],
]);

/** ssh takes the first value of a keyword. */
function keepsNone(lines: readonly Line[]): boolean {
  const first = new Map<string, string>();
  for (const { text, ofAll } of lines) {
    const [keyword, value] = wordsOf(text);
    if (ofAll && OFF.has(keyword) && !first.has(keyword)) first.set(keyword, value.replace(/^"(.*)"$/, '$1'));
  }
  return [...first].some(([keyword, value]) => OFF.get(keyword)?.test(value));
}
