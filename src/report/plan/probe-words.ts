/** A question to a node in words. Pure. */
import type { Attributes, Expected, Probe } from '../../bundle/action.ts';
import { placeholder } from '../../bundle/content.ts';
import type { Plan } from '../../deploy/plan/plan.ts';
import { commandLine } from './command-line.ts';

/** `iscsiadm -m session says ...`. */
export function questionLine(probe: Probe, { late }: Pick<Plan, 'late'>): string {
  const { says = [], succeeds = [0] } = probe;
  const version = String(late['config-version'] ?? 'the new one');
  const words = says.map((one) => expectedWords(one).replaceAll(placeholder({ late: 'config-version' }), version));
  const ends = succeeds.includes(0) ? 'succeeds' : `ends with ${succeeds.join(' or ')}`;
  return `${commandLine(probe)} ${words.length === 0 ? ends : `says ${words.join(' and ')}`}`;
}

function expectedWords(one: Expected): string {
  if ('row' in one) return one.row.flatMap((word) => word ?? []).join(' ');
  if ('noRow' in one) return `no ${one.noRow.flatMap((word) => word ?? []).join(' ')}`;
  if ('some' in one) return `${one.some} with ${attributeWords(one.with)}`;
  if ('none' in one)
    return `no ${one.none}${Object.keys(one.with).length === 0 ? '' : ` with ${attributeWords(one.with)}`}`;
  if ('is' in one) return `${one.field}: ${one.is}`;
  return 'has' in one ? `${one.field} with ${one.has}` : `${one.field} without ${one.lacks}`;
}

function attributeWords(tests: Attributes): string {
  const words = Object.entries(tests).map(([name, test]) => {
    if (typeof test === 'string') return `${name} ${test}`;
    return 'not' in test ? `${name} not ${test.not}` : `${name} ${test.join(' or ')}`;
  });
  return words.join(', ');
}
