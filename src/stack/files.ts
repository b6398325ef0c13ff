/** The stack whose files `plan --old --new` compares. */
export { filesPredictor } from './cman/impact/files.ts';
