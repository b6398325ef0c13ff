/** What commands say in the words of a stack: apart from stacks.ts, so that help loads no stack. */
export { filesWords } from './cman/words.ts';
