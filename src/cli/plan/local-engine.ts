/** Asks the cluster's own engine on this machine about a change. */
import { as, type FileId, type Millis } from '../../base/brand.ts';
import { Sealed } from '../../base/sealed.ts';
import { runCommand } from '../../edge/run.ts';
import { readXml } from '../../edge/xml/xml-read.ts';
import type { Testimony, Witness } from '../../impact/witness.ts';
import type { Io } from '../io.ts';

/** How long the simulation may take. */
const AT_MOST = as<Millis>(120_000);

/** What it says against our prediction. The document goes through a pipe, as it may hold passwords. */
export async function asked({ argv, input, judge }: Witness, { env }: Io): Promise<Testimony> {
  const path = [env['PATH'] ?? '', '/usr/sbin', '/sbin'].filter((part) => part !== '').join(':');
  const around = { timeout: AT_MOST, env: { PATH: path, TZ: 'UTC', LC_ALL: 'C' }, group: 'ours' } as const;
  const ran = await runCommand(argv, { ...around, stdin: Sealed.of('document', input) });
  const [program = ''] = argv;
  if (ran.exitCode === null)
    return judge({ missing: ran.stderr.includes('ENOENT') ? `${program} is not on this machine` : ran.stderr });
  const { root } = await readXml(as<FileId>(program), Buffer.from(ran.stdout));
  return judge(ran.exitCode !== 0 || root === undefined ? { missing: `it ended with ${ran.exitCode}` } : { root });
}
