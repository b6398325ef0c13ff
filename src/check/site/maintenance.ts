/** Maintenance windows: each has a valid time and a known time zone. */
import { similar } from '../../base/similar.ts';
import { isTimeZone, timeZones } from '../../base/window.ts';
import { defineDiagnostic, valueAt } from '../../diag/diagnostic.ts';
import type { Check } from '../check.ts';

export const emptyWindow = defineDiagnostic<{ at: string }>({
  code: 'maintenance/empty-window',
  severity: 'error',
  message: (f) => `the window starts and ends at ${f.at}`,
  help: () => 'write when it ends; a whole day is from "00:00" to "24:00"',
  explain:
    'An empty window would refuse every push, and a whole day none on that day. clusterc does not guess which one is meant.',
});

export const unknownTimeZone = defineDiagnostic<{ name: string; suggestion: string | null }>({
  code: 'maintenance/time-zone',
  severity: 'error',
  message: (f) =>
    `there is no time zone "${f.name}"${f.suggestion === null ? '' : `; did you mean "${f.suggestion}"?`}`,
  help: (f) =>
    f.suggestion === null ? 'write its name in the IANA database, such as Europe/Berlin' : `write ${f.suggestion}`,
  explain:
    'When a window opens is known only with the rules of its time zone, summer time among them. They come with Node; a zone that is newer than ' +
    'that is not known to it.',
});

export const maintenanceChecks: readonly Check[] = [
  function* windowsHaveTime({ windows }) {
    for (const { at, window } of windows)
      if (window.from === window.to) yield emptyWindow(valueAt([...at, 'to']), { at: window.to });
  },

  function* timeZonesAreKnown({ windows }) {
    for (const { at, window } of windows)
      if (!isTimeZone(window.timezone)) yield unknownTimeZone(valueAt([...at, 'timezone']), factsOf(window.timezone));
  },
];

/** Suggests a zone: `Berlin` is none, but means one. */
function factsOf(name: string) {
  const zones = timeZones();
  return { name, suggestion: zones.find((zone) => zone.endsWith(`/${name}`)) ?? similar(name, zones) ?? null };
}
