/** Versions of programs: numbers separated by dots. */

/** Is a version at least `since`? Compares as many numbers as the version has. */
export function isFrom(version: string, since: string): boolean {
  const first = since.split('.').map(Number);
  const step = version.split('.').map((part, index) => Number(part) - (first[index] ?? 0));
  return (step.find((difference) => difference !== 0) ?? 0) >= 0;
}
