/** Highlighted lines of configuration files. Pure. */
import { markup, type Markup } from './markup.ts';

/** By class: `p` the name of a secret or of a late value, `m` a comment, `t` an element, `k` a key, `v` a value. */
const XML =
  /(?<p>\$\{(?:secret|late):[^}]*\})|(?<m><!--.*?-->)|(?<t><[?/]?[A-Za-z][\w:.-]*|[?/]?>)|(?<k>[\w:.-]+(?==))|(?<v>"[^"$]*"?)/g;
const SETTINGS = /(?<p>\$\{(?:secret|late):[^}]*\})|(?<m>^\s*#.*)|(?<k>^\s*[\w.[\]:-]+(?=\s*[={:]|\s))|(?<v>"[^"]*")/g;

export function highlighted(line: string, isXml: boolean): readonly (string | Markup)[] {
  const parts: (string | Markup)[] = [];
  let end = 0;
  for (const { 0: text, index, groups = {} } of line.matchAll(isXml ? XML : SETTINGS)) {
    if (index > end) parts.push(line.slice(end, index));
    const [name = 'v'] = Object.entries(groups).find(([, part]) => part !== undefined) ?? [];
    parts.push(markup`<i class="${name}">${text}</i>`);
    end = index + text.length;
  }
  return end < line.length ? [...parts, line.slice(end)] : parts;
}
