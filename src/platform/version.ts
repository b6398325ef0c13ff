/** Versions of programs: numbers with dots between them. */

/** Is a version this one or a later one? As many numbers count as the version has. */
export function isFrom(version: string, since: string): boolean {
  const first = since.split('.').map(Number);
  const step = version.split('.').map((part, index) => Number(part) - (first[index] ?? 0));
  return (step.find((difference) => difference !== 0) ?? 0) >= 0;
}
