/** Bytes as GiB with at most one decimal: 7.5. */
export function gibibytes(bytes: number): string {
  return String(Math.round((bytes / 1024 ** 3) * 10) / 10);
}
