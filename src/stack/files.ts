/** The stack whose files `plan --old --new` compares, and the OS families whose nodes read them. */
import { cman } from './cman/index.ts';
export { filesPredictor } from './cman/impact/files.ts';

export const filesFamilies = cman.families;
