/** <logging>: where the daemons log. cluster.conf(5); to_logfile, since daemons do not read to_file of its example. */
import { element, madeFrom, present, withRaw, type Xml, type XmlValue } from '../../../emit/draft.ts';
import type { CmanModel, DaemonLog, LogSettings } from '../options.ts';
import { flag } from './attribute-text.ts';

export function logging({ cluster: { at }, own: { logging: all } }: CmanModel): Xml {
  const xml = element('logging', present(settings(all)), all.daemons.map(daemon));
  return madeFrom([[...at, 'logging']], withRaw(all.raw, xml));
}

function daemon({ at, name, subsystem, ...log }: DaemonLog): Xml {
  return madeFrom([at], element('logging_daemon', present({ name, subsys: subsystem, ...settings(log) })));
}

function settings(log: LogSettings): { readonly [name: string]: XmlValue | null } {
  return {
    to_syslog: flag(log.syslog, ['no', 'yes']),
    to_logfile: flag(log.toFile, ['no', 'yes']),
    syslog_facility: log.facility,
    syslog_priority: log.priority,
    logfile_priority: log.filePriority,
    logfile: log.file,
    debug: flag(log.debug, ['off', 'on']),
  };
}
