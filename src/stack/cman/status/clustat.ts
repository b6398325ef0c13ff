/**
 * `clustat -x`. Formats: xml_member_state and xml_rg_state in clustat.c of rgmanager 2 (RHEL 5, groups without flags) and 3. It
 * exits 1 if cman does not run ("Could not connect to CMAN"), and lists no groups if rgmanager does not run.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { Answer } from '../../../deploy/node/answers.ts';
import { xmlIn } from '../../../deploy/node/printed.ts';
import { recordedStates, type RecordedState } from '../impact/clustat-services.ts';
import { replyOf, type Reply } from '../../../status/reply.ts';

export type ClustatNode = {
  readonly name: string;
  readonly up: boolean;
  /** The node that was asked. */
  readonly local: boolean;
  readonly rgmanager: boolean;
};

export type Clustat = {
  readonly quorate: boolean;
  readonly nodes: readonly ClustatNode[];
  readonly services: readonly RecordedState[];
};

/** The XML in an answer, without error messages before or after it; undefined if there is none. */
export function clustatXml(answer: Answer | undefined): string | undefined {
  return xmlIn(answer?.text ?? '');
}

/** `root`: the tree of `clustatXml`; undefined if there was none or it could not be parsed. */
export function clustat(answer: Answer | undefined, root: XmlElement | undefined): Reply<Clustat> {
  const read = root?.name === 'clustat' ? parsed(root) : undefined;
  return replyOf(
    answer,
    () => read,
    () => read,
  );
}

function parsed(root: XmlElement): Clustat {
  const [quorum] = elementsIn(root, 'quorum');
  const nodes = elementsIn(root, 'nodes').flatMap((list) => elementsIn(list, 'node'));
  return {
    quorate: quorum !== undefined && isSet(quorum, 'quorate'),
    nodes: nodes.filter((node) => !isSet(node, 'qdisk')).map(nodeOf),
    services: recordedStates(root),
  };
}

function nodeOf(node: XmlElement): ClustatNode {
  return {
    name: attributeOf(node, 'name') ?? '',
    up: isSet(node, 'state'),
    local: isSet(node, 'local'),
    rgmanager: isSet(node, 'rgmanager'),
  };
}

function isSet(element: XmlElement, name: string): boolean {
  return attributeOf(element, name) === '1';
}

/** Does rgmanager run on the node that was asked? */
export function hasRgmanager({ nodes }: Clustat): boolean {
  return nodes.some(({ local, rgmanager }) => local && rgmanager);
}
