/** Commands that a shell script uses. Scripts on a node may use only tools of RHEL 5. */

/** The index after a quoted string, comment, expansion or arithmetic that begins at `from`. Undefined if none begins there. */
function skipInert(text: string, from: number): number | undefined {
  const inert = /\\[\s\S]|'[^']*'|\$\(\([\s\S]*?\)\)|\$\{(?:"[^"]*"|[^}"])*\}|(?<=^|\s)#.*|\$#/my;
  inert.lastIndex = from;
  return inert.test(text) ? inert.lastIndex : undefined;
}

/** The code only: a string becomes the word S, and the command of "$(...)" begins a new line. */
function bareCode(text: string): string {
  const within: ('"' | '$(' | '(')[] = [];
  let code = '';
  for (let at = 0; at < text.length; at += 1) {
    const inString = within.at(-1) === '"';
    const char = text.charAt(at);
    const after = inString && (char === "'" || char === '#') ? undefined : skipInert(text, at);
    if (after !== undefined) {
      code += text.charAt(at) === '#' || text.slice(at, after) === '\\\n' ? ' ' : inString ? '' : 'S';
      at = after - 1;
    } else if (text.startsWith('$(', at)) {
      within.push('$(');
      code += '\n';
      at += 1;
    } else if (char === '"') {
      if (inString) within.pop();
      else within.push('"');
      code += inString ? '' : 'S';
    } else if (!inString && char === '(') {
      within.push('(');
      code += char;
    } else if (char === ')' && within.length > 0 && !inString) {
      code += within.pop() === '$(' ? '\nS' : char;
    } else if (!inString) code += char;
  }
  return code;
}

/** All words in command position, including commands of xargs and similar tools. */
export function commandWords(text: string): Set<string> {
  const code = bareCode(text)
    .replace(/\d?>&\d|\d?[<>]\s*\S+/g, ' ')
    .replace(/^\s*(?:case\s\S+\s+in\s+)?[\w*S![\]/.' |-]+\)(?=\s)/gm, '\n')
    .replace(/\bcase\s+\S+\s+in\b[^)\n]*\)?/g, '\n')
    .replace(/;;[^)\n]*\)/g, '\n')
    .replace(/\bxargs (?:-r )?|\bof_files |\bexec |\bin_time S /g, '$&\n')
    .replace(/\btry S /g, 'try\n');
  const lead = /^(?:(?:if|then|elif|else|while|until|do|!|\{|\(|\w+=\S*)(?:\s+|$))*/;
  const commands = code.split(/\n|;|\|\|?|&&|\(|\)|\{ /).map((part) => part.trim().replace(lead, ''));
  return new Set(commands.flatMap((command) => /^[a-z][\w-]*(?![\w=])/.exec(command) ?? []));
}

/** Builtins and reserved words. "command" is used only with -v. */
export const SHELL_WORDS =
  'break case cd command continue do done elif else esac exec exit export fi for if in kill printf pwd read return set shift then trap umask wait while';
