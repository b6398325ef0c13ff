/** What commands say in the words of the stacks: apart from stacks.ts, so that help loads no stack. */
import { filesWords as cman } from './cman/words.ts';
import { filesWords as pacemaker } from './pacemaker/words.ts';

export const FILES_WORDS = [cman, pacemaker];
