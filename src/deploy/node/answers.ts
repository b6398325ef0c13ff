/** Questions to a node, and its answers as framed by clusterc-look.sh. Plain data; stages interpret the answers. */

/** A command and the name of its answer: lower-case letters, digits, hyphens. */
export type Question = { readonly name: string; readonly argv: readonly string[] };

import type { XmlElement } from '../../base/xml.ts';
import { xmlIn } from './printed.ts';

/**
 * `text`: output of the command, both streams. `exit`: its exit code; `absent` if there is no such command. `xml`: the root of
 * its output, if that is XML.
 */
export type Answer = {
  readonly text: string;
  readonly exit: number | 'absent' | 'timeout';
  readonly xml?: XmlElement | undefined;
};
export type Answers = { readonly [name: string]: Answer };

const PROTOCOL = 'clusterc-look 1';

/** The answers by name; undefined if the output is incomplete or of another protocol. */
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

/** The answers with each document parsed once. */
export async function withDocuments(
  answers: Answers,
  readXml: (text: string) => Promise<XmlElement | undefined>,
): Promise<Answers> {
  const read = new Map<string, Promise<XmlElement | undefined>>();
  const rootIn = (text: string) => {
    const root = read.get(text) ?? readXml(text);
    read.set(text, root);
    return root;
  };
  const pairs = Object.entries(answers).map(async ([name, answer]) => {
    const text = /^</m.test(answer.text) ? xmlIn(answer.text) : undefined;
    return [name, text === undefined ? answer : { ...answer, xml: await rootIn(text) }] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

function exitOf(word: string): Answer['exit'] {
  return word === 'absent' || word === 'timeout' ? word : Number(word);
}
