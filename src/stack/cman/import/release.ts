/** The oldest release that supports a cluster.conf. */
import { elementsIn, type XmlElement } from '../../../base/xml.ts';
import { attribute } from '../../../import/xml.ts';

/** The release. `guess`: the release that other files suggest. Undefined if neither shows one. */
export function releaseOf(root: XmlElement, guess: string | undefined): string | undefined {
  return withDelay(guess ?? (isOld(root) ? 'rhel5' : undefined), root);
}

/** A release that supports fence delays, if the file has one: RHEL 5.8, 6.2 or later, from memory. */
function withDelay(platform: string | undefined, root: XmlElement): string | undefined {
  const [, major, minor] = /^rhel([56])[.]([0-9]+)$/.exec(platform ?? '') ?? [];
  const needed = major === '5' ? 8 : 2;
  if (major === undefined || Number(minor) >= needed || !hasDelay(root)) return platform;
  return `rhel${major}.${needed}`;
}

/** True for fence_manual, which RHEL 6 lacks, and for nodes without a nodeid. cman(5). */
function isOld(element: XmlElement): boolean {
  const { name } = element;
  const own =
    (name === 'clusternode' && attribute(element, 'nodeid') === undefined) ||
    (name === 'fencedevice' && attribute(element, 'agent') === 'fence_manual');
  return own || elementsIn(element).some((child) => isOld(child));
}

function hasDelay(element: XmlElement): boolean {
  const own = element.name === 'device' && attribute(element, 'delay') !== undefined;
  return own || elementsIn(element).some((child) => hasDelay(child));
}
