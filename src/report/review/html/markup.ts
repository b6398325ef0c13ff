/** HTML as text that is safe: what is put into a template is escaped unless it is HTML already. Pure. */
import { escapeAttribute } from '../../../base/spellings.ts';
import { visible } from '../../../diag/visible.ts';

/** Text that is HTML. Only `markup` makes it, and the page of its own styles. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = string | number | Markup | readonly Part[];

/** Markup of a template; strings in it are escaped, for text and for attributes in double quotes. */
export function markup(fixed: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(fixed.map((text, index) => text + markupOf(parts[index] ?? '')).join(''));
}

function markupOf(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string') return escapeAttribute(visible(part));
  return typeof part === 'number' ? String(part) : part.map(markupOf).join('');
}
