/** Maintenance windows in words. Pure. */
import type { Window } from '../../base/window.ts';

/** `sat, sun 22:00 to 04:00 Europe/Berlin`; several with semicolons. */
export function windowsText(windows: readonly Window[]): string {
  const words = windows.map(({ days, from, to, timezone }) => `${days.join(', ')} ${from} to ${to} ${timezone}`);
  return words.length === 0 ? 'always open: the site names none' : words.join('; ');
}
