/** The smallest document that two engines still disagree about, by leaving parts out. */
import { textOf, type El } from './made/cib.ts';

/** Parts that may be left out: with what names them, since a dangling reference is refused. */
const REMOVABLE = ['primitive', 'group', 'clone', 'rsc_location', 'rsc_order', 'rsc_colocation', 'rsc_ticket'];
const DETAILS = ['op', 'nvpair', 'lrm_resource', 'lrm_rsc_op', 'meta_attributes', 'utilization', 'rule'];

/** `disagree`: do they, about this text? Asked at most `tries` times. */
export async function shrunk(
  cib: El,
  disagree: (text: string) => Promise<boolean>,
  tries = 300,
): Promise<{ readonly text: string; readonly asked: number }> {
  let best = structuredClone(cib);
  let asked = 0;
  for (const names of [REMOVABLE, DETAILS])
    for (let at = 0; asked < tries;) {
      const next = without(best, names, at);
      if (next === null) break;
      asked += 1;
      if (await disagree(textOf(next))) best = next;
      else at += 1;
    }
  return { text: textOf(best), asked };
}

/** A copy without the element of a name at an index in the order of the document; null if there is none. */
function without(root: El, names: readonly string[], index: number): El | null {
  const copy = structuredClone(root);
  let left = index;
  const remove = (parent: El): boolean =>
    parent.children.some((child, at) => {
      if (names.includes(child.name) && left-- === 0) {
        parent.children.splice(at, 1);
        return true;
      }
      return remove(child);
    });
  return remove(copy) ? copy : null;
}
