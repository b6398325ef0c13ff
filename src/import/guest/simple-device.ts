/** Devices of which a VM has one at most: the keys that they become, and the elements that these stand for. */
import type { JsonMap } from '../../base/json.ts';
import type { XmlElement } from '../../base/xml.ts';

export type Simple = { readonly keys: JsonMap; readonly used: readonly XmlElement[] };
export type Devices = readonly XmlElement[];
