/** Questions to a node, and its answers as clusterc-look.sh frames them. Plain data; what an answer means is decided elsewhere. */

/** A command, and the name that its answer gets: small letters, digits, hyphens. */
export type Question = { readonly name: string; readonly argv: readonly string[] };

/** `text`: what the command printed, both streams. `exit`: its exit code; `absent` when there is no such command. */
export type Answer = { readonly text: string; readonly exit: number | 'absent' | 'timeout' };
export type Answers = { readonly [name: string]: Answer };

const PROTOCOL = 'clusterc-look 1';

/** The framed answers by name; undefined when the output is not whole, or of another protocol. */
export function parseAnswers(output: string): Answers | undefined {
  const [first, ...lines] = output.split('\n');
  if (first !== PROTOCOL || lines.at(-1) !== '' || lines.at(-2) !== 'end') return undefined;
  const answers: [string, Answer][] = [];
  let open: { readonly name: string; readonly text: string[] } | undefined;
  for (const line of lines.slice(0, -2)) {
    const [, name] = /^answer ([a-z0-9-]+)$/.exec(line) ?? [];
    const [, exit] = /^[.] ([0-9]{1,3}|absent|timeout)$/.exec(line) ?? [];
    if (open === undefined) {
      if (name === undefined) return undefined;
      open = { name, text: [] };
    } else if (line.startsWith('|')) open.text.push(`${line.slice(1)}\n`);
    else if (exit === undefined) return undefined;
    else {
      answers.push([open.name, { text: open.text.join(''), exit: exitOf(exit) }]);
      open = undefined;
    }
  }
  return open === undefined ? Object.fromEntries(answers) : undefined;
}

function exitOf(word: string): Answer['exit'] {
  return word === 'absent' || word === 'timeout' ? word : Number(word);
}
