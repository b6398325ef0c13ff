/** Compares the predictor with crm_simulate: `FROM TO PER`, PER changes of each cluster of a seed; prints what differs. */
import { compareCluster } from './pairs.ts';

const [from = '0', to = '20', per = '12'] = process.argv.slice(2);
let [compared, different, refused] = [0, 0, 0];
for (let seed = Number(from); seed < Number(to); seed++) {
  const result = await compareCluster(seed, Number(per));
  compared += result.compared;
  different += result.disagreements.length;
  if (result.compared === 0) refused += 1;
  for (const { cib: _, ...rest } of result.disagreements) process.stdout.write(`${JSON.stringify(rest, null, 1)}\n`);
}
process.stdout.write(`${compared - different} of ${compared} agree; ${refused} clusters were refused\n`);
process.exitCode = different === 0 ? 0 : 1;
