/** A word as a POSIX shell takes it for itself. POSIX, Shell Command Language, 2.2.2: between single quotes nothing is special. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_.,/:+@%][A-Za-z0-9_.,/:+@%-]*$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
