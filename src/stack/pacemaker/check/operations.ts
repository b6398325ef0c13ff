/** Checks of times and actions, of which pacemaker would use others than the site says. Measured with pacemaker 2.1.5 and 3.0.0. */
import type { SourcePath } from '../../../base/brand.ts';
import type { Check } from '../../../check/check.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../../diag/diagnostic.ts';
import { below, type ActionTimes } from '../../../model/service.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';
import { duration } from './option-values.ts';

export const duplicateMonitor = defineDiagnostic<{ type: string; action: string; first: string }>({
  code: 'pcmk/duplicate-monitor',
  severity: 'error',
  message: (f) =>
    f.action === f.first
      ? `${f.type} has two times of ${f.action}, and pacemaker has one action of that kind`
      : `${f.type} has times of ${f.first} and of ${f.action}, which are one action in pacemaker`,
  help: () => 'keep one of them',
  explain:
    'Two monitors of one interval are refused by crm_verify and executed as one. status and monitor are the same action of an OCF agent. Measured with pacemaker 2.1.5.',
});

/** A time in the site, in milliseconds. `least`: the smallest value with a meaning. */
type Time = { readonly at: SourcePath; readonly name: string; readonly millis: number | null; readonly least: number };

function timesIn(model: PacemakerModel): readonly Time[] {
  const { services, vms, hosts } = model;
  const resources = services.flatMap((service) => below(service.resources));
  const uses = hosts.flatMap(({ fence }) => fence.flatMap((method) => method.uses));
  return [
    ...[...services, ...vms].map(({ at, restartExpireTime: millis }) => ({
      at: [...at, 'restart_expire_time'],
      name: 'restart_expire_time',
      millis,
      least: 0,
    })),
    ...resources.map(({ at, special: { restartExpireTime: millis } }) => ({
      at: [...at, 'restart_expire_time'],
      name: 'restart_expire_time',
      millis,
      least: 0,
    })),
    ...resources.flatMap(({ at, actions }) =>
      actions.flatMap((action, index) => timesOf(action, [...at, 'actions', index])),
    ),
    ...uses.map(({ at, delay: millis }) => ({ at: [...at, 'delay'], name: 'delay', millis, least: 0 })),
  ];
}

function timesOf({ name, timeout, interval }: ActionTimes, at: SourcePath): readonly Time[] {
  return [
    { at: [...at, 'timeout'], name: `timeout of ${name}`, millis: timeout, least: 1000 },
    { at: [...at, 'interval'], name: `interval of ${name}`, millis: interval, least: 1000 },
  ];
}

function* timesAreWholeSeconds(model: PacemakerModel) {
  for (const { at, name, millis, least } of timesIn(model))
    if (millis !== null && (millis % 1000 !== 0 || millis < least)) {
      const text = millis % 1000 === 0 ? `${millis / 1000}s` : `${millis}ms`;
      yield duration(valueAt(at), { name, text, least });
    }
}

/** Names of one action. */
function ocfName(name: string): string {
  return name === 'status' ? 'monitor' : name;
}

function* actionsAreWrittenOnce({ services }: PacemakerModel) {
  for (const { at, type, actions } of services.flatMap((service) => below(service.resources)))
    for (const [index, { name }] of actions.entries()) {
      const first = actions.slice(0, index).find((one) => ocfName(one.name) === ocfName(name));
      if (first !== undefined)
        yield duplicateMonitor(keyAt([...at, 'actions', index]), { type, action: name, first: first.name });
    }
}

export const operationChecks: readonly Check<PacemakerOptions>[] = [timesAreWholeSeconds, actionsAreWrittenOnce];
