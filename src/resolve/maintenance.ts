/** Spec -> maintenance windows. */
import { DAYS, type Day } from '../base/window.ts';
import type * as Spec from '../spec/spec.gen.ts';
import type { Ledger } from './ledger.ts';
import type { WindowEntry } from '../model/model.ts';

const EVERY_DAY = { value: [...DAYS] as readonly Day[], because: 'a window without days is one of every day' };

/** In the order of the site; empty means always. */
export function resolveWindows(site: Spec.Site, ledger: Ledger): readonly WindowEntry[] {
  return (site.maintenance?.windows ?? []).map(({ days, from, to, timezone }, index) => {
    const at = ['maintenance', 'windows', index];
    const said = ledger.defaulted(days, [...at, 'days'], EVERY_DAY);
    return { at, window: { days: DAYS.filter((day) => said.includes(day)), from, to, timezone } };
  });
}
