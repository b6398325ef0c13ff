/** The settings that differ between two text files: the first word of each line that only one of them has. */

/** Keys that differ; for equal texts those with a hidden value, since nothing else can differ. */
export function changedKeys(found: string, desired: string): readonly string[] {
  const [old, now] = [settingsIn(found), settingsIn(desired)];
  const changed = [...old.filter((line) => !now.includes(line)), ...now.filter((line) => !old.includes(line))];
  const lines = changed.length > 0 ? changed : old.filter((line) => line.includes('(hidden)'));
  return [...new Set(lines.map(keyOf))];
}

/** Lines without comments, whitespace and braces. A list counts as one line, however it is wrapped. */
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
