/** The version of a cluster.conf. */
import { attributeOf, type XmlElement } from '../../base/xml.ts';

/** What cman takes for the version: atoi(3) of the root's attribute. 0 if there is none. */
export function versionIn(root: XmlElement): number {
  const [, digits = '0'] = /^[ \t\r\n]*\+?([0-9]+)/.exec(attributeOf(root, 'config_version') ?? '') ?? [];
  return Number(digits);
}
