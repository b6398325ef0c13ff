/** What accompanies the prediction of a cluster.conf: what rgmanager leaves out of it, and what is not known. */
import type { XmlElement } from '../../../../base/xml.ts';
import type { Collision, Missing, Resource } from './resources.ts';
import type { Rule } from './rules.ts';

export type Doubt = { readonly line: number; readonly what: string };

const LEFT_OUT = 'rgmanager leaves it out';

const NOT_PREDICTED = 'what it does is not predicted';

export function unknownType({ name }: XmlElement): string {
  return `there is no metadata of <${name}>: ${NOT_PREDICTED}`;
}

/** Is the doubt about an agent that is not known? If a cluster has it, a change of its resources may restart a service. */
export function isUnpredicted({ what }: Doubt): boolean {
  return what.endsWith(NOT_PREDICTED);
}

/** `others`: what follows the element and is lost with it. */
export function incomplete({ type }: Rule, { missing }: Missing, others: string | undefined): string {
  return `a ${type} without ${missing}: ${LEFT_OUT}${others === undefined ? '' : `, and ${others}`}`;
}

export function collides(resource: Resource, { attribute, value, other }: Collision): string {
  if (resource.key === other.key) return `${resource.key} is defined a second time: ${LEFT_OUT}`;
  return `${resource.key} has the ${attribute} ${value} of ${other.key}: ${LEFT_OUT}`;
}

export function notDefined(key: string): string {
  return `${key} is not defined below <resources>: ${LEFT_OUT}`;
}

export function overused({ key, rule }: Resource): string {
  const { max } = rule.agent;
  return `${key} is used ${max === 1 ? 'a second time' : `more than ${max} times`}: ${LEFT_OUT}`;
}

export function forbidden({ name }: XmlElement, parent: Rule): string {
  return `the agent of ${parent.type} forbids a ${name} below it: ${LEFT_OUT}`;
}

export function tooDeep({ name }: XmlElement): string {
  return `this ${name} is nested too deep for the buffers of rgmanager: ${LEFT_OUT}`;
}

export function standsTwice(key: string, parent: string): string {
  return `${key} is twice below ${parent}: every push stops and starts what differs below it, also when nothing changed`;
}

export function nameless({ type }: Rule): string {
  return `the agent of ${type} declares no primary attribute: rgmanager does not survive a reload with such a resource`;
}

export function notGiven(type: string): string {
  return `there is no agent of ${type} among those that were given: it is predicted by the catalogue`;
}
