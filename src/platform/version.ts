/** Versions of programs: numbers separated by dots. */

/** Is a version at least `since`? Compares as many numbers as the version has. */
export function isFrom(version: string, since: string): boolean {
  const first = since.split('.').map(Number);
  const step = version.split('.').map((part, index) => Number(part) - (first[index] ?? 0));
  return (step.find((difference) => difference !== 0) ?? 0) >= 0;
}

/** Does this lvm2 merge sections of lvm.conf that have one name, so that the last value of a key counts? formats/lvm-conf.ts. */
export function mergesSections(lvm2: string): boolean {
  return isFrom(lvm2, '2.02.112');
}
