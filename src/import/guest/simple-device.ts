/** A device that a VM has at most once: its site keys and the elements that they replace. */
import type { JsonMap } from '../../base/json.ts';
import type { XmlElement } from '../../base/xml.ts';

export type Simple = { readonly keys: JsonMap; readonly used: readonly XmlElement[] };
export type Devices = readonly XmlElement[];
