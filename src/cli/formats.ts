/** Output formats: for people, for programs, for code scanning, as annotations of a pull request. */
import type { OptionSpec } from './command.ts';
import type { ReadFormat } from './io.ts';

export const READ_FORMATS = ['text', 'json'] as const satisfies readonly ReadFormat[];

export const CHECK_FORMATS = [...READ_FORMATS, 'sarif', 'github'] as const;
export type CheckFormat = (typeof CHECK_FORMATS)[number];

/** The command-line parser has rejected every other word. */
export function checkFormatOf(word: unknown): CheckFormat {
  return CHECK_FORMATS.find((format) => format === word) ?? 'text';
}

export function readFormatOf(word: unknown): ReadFormat {
  return READ_FORMATS.find((format) => format === word) ?? 'text';
}

/** The option of commands that print results for reading. */
export const READ_FORMAT: OptionSpec = {
  flags: '--format <FORMAT>',
  description: 'how to print',
  choices: READ_FORMATS,
  fallback: 'text',
};
