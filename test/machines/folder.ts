/** Where the bench keeps what it makes. */
import { join } from 'node:path';

/** The image, the kernel and the keys; `MACHINES` names another folder. */
export const FOLDER = process.env['MACHINES'] ?? '/var/tmp/clusterc-machines';
/** What belongs to machines that run: disks, consoles, process ids. */
export const RUN = join(FOLDER, 'run');
export const SECRETS = join(RUN, 'secrets.json');
