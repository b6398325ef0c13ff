/** Elements of an overlay, with the key that they are written at. */
import type { FragmentElement } from '../../base/fragment.ts';
import { own } from '../../base/json.ts';
import { OVERLAY_KEYS, type Overlay, type OverlayKey } from '../../model/machine.ts';

export type Added = { readonly key: OverlayKey; readonly element: FragmentElement };

export function elementsOf(overlay: Overlay | null): readonly Added[] {
  if (overlay === null) return [];
  return OVERLAY_KEYS.flatMap((key) => overlay[key].map((element) => ({ key, element })));
}

/** The attribute of a child: `<target dev=>` of a disk. */
export function nestedAttribute({ children }: FragmentElement, child: string, name: string): string | undefined {
  const found = children.find((one) => typeof one !== 'string' && one.name === child);
  return typeof found === 'object' ? own(found.attributes, name) : undefined;
}
