/** The oldest release that has what a cluster.conf uses. */
import { elementsIn, type XmlElement } from '../../../base/xml.ts';
import { attribute } from '../../../import/xml.ts';

/** `guess`: what other files say. Undefined: neither says it. */
export function releaseOf(root: XmlElement, guess: string | undefined): string | undefined {
  return withDelay(guess ?? (isOld(root) ? 'rhel5' : undefined), root);
}

/** A fence delay is understood from RHEL 5.8 and 6.2 on: a cluster that has one runs that or a later release. Domain reference, 1.6. */
function withDelay(platform: string | undefined, root: XmlElement): string | undefined {
  const [, major, minor] = /^rhel([56])[.]([0-9]+)$/.exec(platform ?? '') ?? [];
  const needed = major === '5' ? 8 : 2;
  if (major === undefined || Number(minor) >= needed || !hasDelay(root)) return platform;
  return `rhel${major}.${needed}`;
}

/** RHEL 6 has no fence_manual, and no node without a number. Domain reference, 1.4 and 4.2. */
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
