/** Documents that daemons keep themselves. They count as files of their node, so that every command compares them alike. */
import type { SecretName } from '../../base/brand.ts';
import { own } from '../../base/json.ts';
import type { XmlElement } from '../../base/xml.ts';
import type { Action } from '../../bundle/action.ts';
import { documentsOf, type Bundle, type OutputFile } from '../../bundle/bundle.ts';
import type { Content } from '../../bundle/content.ts';
import type { DocumentChange } from '../plan/document.ts';
import type { SecretValues } from './activator.ts';
import type { Answer, Question } from './answers.ts';
import { observeAndAsk } from './look.ts';
import type { Ports } from './ports.ts';
import type { Seen } from './seen.ts';
import type { FoundFile } from './state.ts';

/** `document`: its name in the bundle; `notRunning`: the exit code of the question where no daemon keeps it. */
export type DocumentReader = {
  readonly document: string;
  readonly question: Question;
  readonly notRunning: number;
  readonly textIn?: (answer: string) => string;
};

/** A document of which a push changes what is ours. */
export type OwnedDocument = DocumentReader & {
  /** As `question`, with the states of what runs, for a push. */
  readonly whole: Question;
  /** What `question` would have printed. */
  readonly textIn: (whole: string) => string;
  /**
   * The change from the running document to that of the bundle; null where it is not known. `content`: the bundle's document; `known`:
   * secrets whose values are at hand; `up`: services that run.
   */
  readonly change: (live: XmlElement, desired: XmlElement, given: OwnedGiven) => DocumentChange | null;
  /**
   * The parts of the bundle's document that the cluster has to have before the rest, in order. `joining`: names of nodes that are no
   * members yet.
   */
  readonly first: (live: XmlElement, desired: XmlElement, given: FirstGiven) => readonly Content[];
  /** Actions that make the cluster forget what is in the document, and none of the nodes with these names. */
  readonly forgetting: (live: XmlElement, nodes: readonly string[]) => readonly Action[];
};

export type FirstGiven = { readonly content: Content; readonly joining: readonly string[] };

export type OwnedGiven = {
  readonly content: Content;
  readonly known: ReadonlySet<SecretName>;
  readonly up: readonly string[];
};

/** The readers of documents that are asked for as a whole. */
export function wholeReaders(documents: readonly OwnedDocument[]): readonly DocumentReader[] {
  return documents.map(({ document, whole, notRunning, textIn }) => ({
    document,
    question: whole,
    notRunning,
    textIn,
  }));
}

/** The running document, from the first node that has one. */
export function wholeOf({ whole }: OwnedDocument, seen: readonly Seen[]): XmlElement | null {
  const answers = seen.flatMap(({ answers = {} }) => own(answers, whole.name) ?? []);
  return answers.find(({ exit, xml }) => exit === 0 && xml !== undefined)?.xml ?? null;
}

/** As `observeAndAsk`, with the documents among the files of each node. One round trip. */
export async function observeWithKept(
  { bundle, secrets, ports }: Asking,
  readers: readonly DocumentReader[],
  questions: readonly Question[] = [],
): Promise<readonly Seen[]> {
  const all = [...questions, ...readers.map(({ question }) => question)];
  return withKept(await observeAndAsk(bundle, secrets, ports, all), bundle, readers);
}

type Asking = { readonly bundle: Bundle; readonly secrets: SecretValues; readonly ports: Ports };

/**
 * The nodes with their documents. All daemons keep one common document. So a node without it merely lacks it, unless no node
 * has one. A text that was not understood is left out: it may hold secrets anywhere.
 */
export function withKept(seen: readonly Seen[], bundle: Bundle, readers: readonly DocumentReader[]): readonly Seen[] {
  return readers.reduce((all, reader) => withOne(all, bundle, reader), seen);
}

function withOne(seen: readonly Seen[], bundle: Bundle, reader: DocumentReader): readonly Seen[] {
  const answerOf = ({ answers = {} }: Seen) => own(answers, reader.question.name);
  const isKept = seen.some((one) => answerOf(one)?.exit === 0);
  return seen.map((one) => {
    const { state } = one;
    const answer = answerOf(one);
    if (!state.reachable || answer === undefined || (isKept && isDown(answer, reader))) return one;
    const files = documentsOf(bundle, state.node, reader.document).map((file) => found(file, answer, reader));
    return { ...one, state: { ...state, files: [...state.files, ...files] } };
  });
}

function isDown({ exit }: Answer, { notRunning }: DocumentReader): boolean {
  return exit === 'absent' || exit === notRunning;
}

function found({ path, mode, owner, group }: OutputFile, answer: Answer, reader: DocumentReader): FoundFile {
  const about = { path, origin: 'none', mode, owner, group } as const;
  if (isDown(answer, reader)) return { ...about, relation: 'absent', text: null };
  return {
    ...about,
    relation: 'differs',
    text: answer.xml === undefined ? null : (reader.textIn?.(answer.text) ?? answer.text),
  };
}
