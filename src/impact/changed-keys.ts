/** Which settings of a text file differ: the first word of each line that stands in one of two texts only. */

/** Keys that differ; of two equal texts those with a withheld value, as nothing else can be what differs. */
export function changedKeys(found: string, desired: string): readonly string[] {
  const [old, now] = [settingsIn(found), settingsIn(desired)];
  const changed = [...old.filter((line) => !now.includes(line)), ...now.filter((line) => !old.includes(line))];
  const lines = changed.length > 0 ? changed : old.filter((line) => line.includes('(hidden)'));
  return [...new Set(lines.map(keyOf))];
}

/** Without comments, blanks and braces; a list counts as one line, however it is broken. */
function settingsIn(text: string): readonly string[] {
  return text
    .replace(/^\s*#.*$/gm, '')
    .replace(/\[(?:[^\]"]|"[^"]*")*\]/g, (list) => list.replace(/\s+/g, ' '))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^\w/.test(line));
}

function keyOf(line: string): string {
  return /^[\w.[\]-]+/.exec(line)?.[0] ?? line;
}
