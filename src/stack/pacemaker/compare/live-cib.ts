/** The CIB of a running cluster: how a node prints it, and what in it is the operators'. */
import type { XmlElement } from '../../../base/xml.ts';
import type { DocumentReader } from '../../../deploy/node/documents.ts';
import type { Part } from '../../../diff/parts.ts';
import { readCib, type Cib } from '../cib/document.ts';
import { OF_OPERATORS } from '../cib/owned.ts';

/**
 * Without the states of nodes, whose attribute op-secure-params="  password  " reads like a remark about a password. Exit code 102 where
 * pacemaker does not run: measured on 2.1.5.
 */
export const liveCib: DocumentReader = {
  document: 'cib',
  question: { name: 'cib', argv: ['cibadmin', '--query', '-o', 'configuration'] },
  notRunning: 102,
};

/** Marks a resource of a running cluster. */
const RUNNING: Part = {
  name: '',
  id: 'operator',
  group: 'operator',
  text: '',
  line: 0,
  attributes: new Map(),
  children: [],
};

/** Does a running cluster print it? It is one section then. */
export function isRunning(root: XmlElement): boolean {
  return root.name === 'configuration';
}

export function inCib(configuration: XmlElement): Cib {
  return readCib({ ...configuration, name: 'cib', children: [configuration] });
}

/** Of a running cluster, what operators set is not compared. */
export function ofRunning(cib: Part): Part {
  const marked = (one: Part) =>
    one.id === `meta ${one.name}` && OF_OPERATORS.includes(one.name) ? { ...one, id: `operator ${one.name}` } : one;
  const children = cib.children.map((one) => ({ ...one, children: [...one.children.map(marked), RUNNING] }));
  return { ...cib, children };
}

/** Is it a state of a resource, compared with a running cluster? There it is the operators'. */
export function isOfRunning({ id, name }: Part, others: Part): boolean {
  return id === `meta ${name}` && OF_OPERATORS.includes(name) && others.children.some((one) => one.id === RUNNING.id);
}
