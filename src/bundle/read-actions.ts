/** Actions and probes of a manifest, read as strictly as the rest. */
import { as, type ActionId, type HostName, type Millis, type RemotePath } from '../base/brand.ts';
import type { Action, Argv, Command, LateWord, Probe, Undo } from './action.ts';
import type { Fields } from './fields.ts';

export const PATH = /^(?:\/(?!\.\.?(?:\/|$))[A-Za-z0-9._+@-]+)+$/;
const CODE = /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/;

export function actionFrom(fields: Fields): Action {
  const worst = fields.map('worstCase');
  return {
    id: as<ActionId>(fields.text('id')),
    on: fields.isNull('on') ? null : fields.texts('on').map((host) => as<HostName>(host)),
    scope: fields.oneOf('scope', ['each-node', 'once']),
    when: fields.choices('when', ['changed', 'missing', 'new']),
    given: orNone('given', fields, probeFrom),
    mixable: fields.truth('mixable'),
    announces: fields.truth('announces'),
    disruption: fields.oneOf('disruption', ['none', 'reload', 'restart-service', 'restart-vm', 'leave-cluster']),
    allow: fields.textOrNull('allow', CODE),
    reason: fields.text('reason'),
    worstCase: { millis: as<Millis>(worst.number('millis')), source: worst.text('source') },
    gate: orNone('gate', fields, probeFrom),
    run: fields.maps('run', commandFrom),
    probe: probeFrom(fields.map('probe')),
    undo: orNone('undo', fields, undoFrom),
    after: fields.texts('after').map((id) => as<ActionId>(id)),
  };
}

export function orNone<T>(key: string, fields: Fields, read: (fields: Fields) => T): T | null {
  return fields.isNull(key) ? null : read(fields.map(key));
}

function undoFrom(fields: Fields): Undo {
  return {
    when: fields.oneOf('when', ['before-files', 'after-files']),
    run: fields.maps('run', commandFrom),
    ...(fields.has('attended') ? { attended: true } : {}),
  };
}

export function commandFrom(fields: Fields): Command {
  return {
    argv: argv(fields),
    ...(fields.has('succeeds') ? { succeeds: fields.numbers('succeeds') } : {}),
    ...(fields.has('input') ? { input: fields.text('input') } : {}),
  };
}

export function probeFrom(fields: Fields): Probe {
  return {
    ...commandFrom(fields),
    ...(fields.has('lines') ? { lines: fields.patterns('lines') } : {}),
    ...(fields.has('not') ? { not: fields.patterns('not') } : {}),
  };
}

function argv(fields: Fields): Argv {
  return fields.words('argv', (word): LateWord => {
    const path = (key: string) => as<RemotePath>(word.text(key, PATH));
    if (word.has('about')) return { about: word.oneOf('about', ['service', 'to']) };
    return word.has('back') ? { back: path('back') } : { staged: path('staged') };
  });
}
