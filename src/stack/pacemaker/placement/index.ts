/** Pacemaker's choice of hosts: the scheduler that predicts changes, asked about the CIB that a site gives. */
import type { Placer } from '../../../placement/placement.ts';
import { witnessOf } from '../impact/witness.ts';
import type { PacemakerModel } from '../options.ts';
import { partsOf, settle } from './settle.ts';
import { NOW, situationIn } from './situation.ts';

export function placer(model: PacemakerModel): Placer {
  const parts = partsOf(model);
  const cib = () => parts().whole();
  return {
    settle: (situation) => settle(situation, parts(), model),
    witness: (situation) => {
      const after = situationIn(cib(), situation, model);
      return witnessOf(after, NOW, {
        in: 'nowhere',
        because: 'what is simulated is in no file',
      });
    },
  };
}
