/** The stacks whose files `plan --old --new` compares. */
import type { FilesOfStack } from '../impact/files.ts';
import { cmanFiles } from './cman/files.ts';
import { pacemakerFiles } from './pacemaker/files.ts';

/** The first one judges a file that none of them knows. */
export const FILES_OF_STACKS: readonly [FilesOfStack, ...FilesOfStack[]] = [cmanFiles, pacemakerFiles];
