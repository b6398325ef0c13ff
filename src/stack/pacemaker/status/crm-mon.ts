/**
 * Parses `crm_mon -1 --output-as=xml`: nodes and resources. Exit code 102 if pacemaker is down. Measured on 2.1.5
 * (test/lab/pacemaker).
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { Answer, Question } from '../../../deploy/node/answers.ts';
import { restingIn, type Resting } from './resting.ts';
import { replyOf, type Reply } from '../../../status/reply.ts';

export const RESOURCES: Question = { name: 'crm-mon', argv: ['crm_mon', '-1', '--output-as=xml'] };

export type CrmNode = {
  readonly name: string;
  readonly online: boolean;
  readonly unclean: boolean;
  readonly standby: boolean;
  readonly maintenance: boolean;
};
export type CrmResource = {
  readonly id: string;
  readonly role: string;
  readonly isFailed: boolean;
  readonly isManaged: boolean;
  /** Nodes where it is active. */
  readonly nodes: readonly string[];
};
/** Nodes and resources, without clones, which run on several nodes. */
export type CrmMon = {
  readonly nodes: readonly CrmNode[];
  readonly resources: readonly CrmResource[];
  readonly failures: readonly CrmFailure[];
  readonly resting: readonly Resting[];
};
/** A failed operation that is remembered. `at`: as printed, in the time of the node. */
export type CrmFailure = {
  readonly resource: string;
  readonly operation: string;
  readonly node: string;
  readonly why: string;
  readonly at: string;
};

/** The XML of an answer, without preceding error messages. Undefined if there is none. */
export function crmXml(answer: Answer | undefined): string | undefined {
  const text = answer?.text ?? '';
  const start = text.search(/<\?xml|<pacemaker-result[ >]/);
  return start < 0 ? undefined : text.slice(start);
}

/** Nodes and resources. `root`: the parsed `crmXml`, undefined if missing or unreadable. */
export function crmMon(answer: Answer | undefined, root: XmlElement | undefined): Reply<CrmMon> {
  return replyOf(answer, () => (root?.name === 'pacemaker-result' ? parsed(root) : undefined));
}

function parsed(root: XmlElement): CrmMon {
  const nodes = elementsIn(root, 'nodes').flatMap((list) => elementsIn(list, 'node'));
  const lists = elementsIn(root, 'resources');
  const failures = elementsIn(root, 'failures').flatMap((list) => elementsIn(list, 'failure'));
  return {
    nodes: nodes.map(nodeOf),
    resources: lists.flatMap(resourcesIn),
    failures: failures.map(failureOf),
    resting: restingIn(root),
  };
}

/** `op_key` is the resource, the operation and its interval: `vm1_monitor_30000`. */
function failureOf(element: XmlElement): CrmFailure {
  const said = (name: string) => attributeOf(element, name) ?? '';
  const [, resource = said('op_key'), operation = said('task')] = /^(.*)_([a-z-]+)_\d+$/.exec(said('op_key')) ?? [];
  const why = said('exitreason') || said('exitstatus') || said('status');
  return { resource, operation, node: said('node'), why, at: said('last-rc-change') };
}

/** Primitives, groups and group members. The cluster moves a group as a unit. */
function resourcesIn(list: XmlElement): readonly CrmResource[] {
  const groups = elementsIn(list, 'group').flatMap((group) => {
    const members = elementsIn(group, 'resource').map(resourceOf);
    return [groupOf(attributeOf(group, 'id') ?? '', members), ...members];
  });
  return [...elementsIn(list, 'resource').map(resourceOf), ...groups];
}

function resourceOf(element: XmlElement): CrmResource {
  return {
    id: attributeOf(element, 'id') ?? '',
    role: attributeOf(element, 'role') ?? '',
    isFailed: isTrue(element, 'failed'),
    isManaged: isTrue(element, 'managed'),
    nodes: elementsIn(element, 'node').flatMap((node) => attributeOf(node, 'name') ?? []),
  };
}

function groupOf(id: string, members: readonly CrmResource[]): CrmResource {
  const stopped = members.find(({ role }) => role !== 'Started');
  return {
    id,
    role: stopped?.role ?? 'Started',
    isFailed: members.some(({ isFailed }) => isFailed),
    isManaged: members.every(({ isManaged }) => isManaged),
    nodes: stopped === undefined ? (members[0]?.nodes ?? []) : [],
  };
}

function nodeOf(element: XmlElement): CrmNode {
  return {
    name: attributeOf(element, 'name') ?? '',
    online: isTrue(element, 'online'),
    unclean: isTrue(element, 'unclean'),
    standby: isTrue(element, 'standby'),
    maintenance: isTrue(element, 'maintenance'),
  };
}

function isTrue(element: XmlElement, name: string): boolean {
  return attributeOf(element, name) === 'true';
}
