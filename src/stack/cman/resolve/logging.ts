/** Spec -> where the daemons log. */
import type { SourcePath } from '../../../base/brand.ts';
import type * as Spec from '../../../spec/spec.gen.ts';
import type { DaemonLog, Logging, LogSettings } from '../options.ts';
import { rawOf } from '../../../resolve/raw.ts';
import { byName, type Entry } from '../../../resolve/tables.ts';

/** Daemons by name, each followed by its subsystems. */
export function loggingOf(value: Spec.Logging, at: SourcePath): Logging {
  const { corosync, ...others } = value.daemons ?? {};
  const subsystems = byName(corosync?.subsystems, [...at, 'daemons', 'corosync', 'subsystems']);
  const daemons = [
    ...byName(corosync === undefined ? {} : { corosync }, [...at, 'daemons'])
      .filter(saysSomething)
      .map(daemonOf),
    ...subsystems.map((entry) => ({ ...daemonOf(entry), name: 'corosync', subsystem: entry.name })),
    ...byName<Spec.LoggingDaemon>(others, [...at, 'daemons']).map(daemonOf),
  ];
  return { ...settingsOf(value), daemons, raw: rawOf(value.raw) };
}

/** corosync may be listed only for its subsystems. */
function saysSomething({ value }: Entry<Spec.LoggingCorosync>): boolean {
  return Object.keys(value).some((key) => key !== 'subsystems');
}

function daemonOf({ name, at, value }: Entry<Spec.LoggingDaemon>): DaemonLog {
  return { at, name, subsystem: null, ...settingsOf(value) };
}

function settingsOf(value: Spec.LoggingDaemon): LogSettings {
  return {
    syslog: value.syslog ?? null,
    toFile: value.file === undefined ? null : value.file !== false,
    file: typeof value.file === 'string' ? value.file : null,
    facility: value.facility ?? null,
    priority: value.priority ?? null,
    filePriority: value.file_priority ?? null,
    debug: value.debug ?? null,
  };
}
