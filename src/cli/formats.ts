/** How results can be printed: for people, for programs, for code scanning, as annotations of a pull request. */
import type { ReadFormat } from './io.ts';

export const READ_FORMATS = ['text', 'json'] as const satisfies readonly ReadFormat[];

export const CHECK_FORMATS = [...READ_FORMATS, 'sarif', 'github'] as const;
export type CheckFormat = (typeof CHECK_FORMATS)[number];
