/** Reads actions and probes of a manifest as strictly as the rest. */
import { as, type ActionId, type HostName, type Millis, type RemotePath } from '../base/brand.ts';
import type { Action, Argv, Attributes, AttributeTest, Command, Expected, LateWord, Probe, Undo } from './action.ts';
import type { Fields } from './fields.ts';

export const PATH = /^(?:\/(?!\.\.?(?:\/|$))[A-Za-z0-9._+@-]+)+$/;
const CODE = /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/;

export function actionFrom(fields: Fields): Action {
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
    worstCase: timeFrom(fields.map('worstCase')),
    gate: orNone('gate', fields, probeFrom),
    run: fields.maps('run', commandFrom),
    probe: probeFrom(fields.map('probe')),
    undo: orNone('undo', fields, undoFrom),
    after: fields.texts('after').map((id) => as<ActionId>(id)),
  };
}

export function timeFrom(fields: Fields): Action['worstCase'] {
  return { millis: as<Millis>(fields.number('millis')), source: fields.text('source') };
}

export function orNone<T>(key: string, fields: Fields, read: (fields: Fields) => T): T | null {
  return fields.isNull(key) ? null : read(fields.map(key));
}

function undoFrom(fields: Fields): Undo {
  return {
    when: fields.oneOf('when', ['before-files', 'after-files']),
    run: fields.maps('run', commandFrom),
    ...(fields.has('until') ? { until: probeFrom(fields.map('until')) } : {}),
    ...(fields.has('attended') ? { attended: true } : {}),
  };
}

export function commandFrom(fields: Fields): Command {
  return {
    argv: argv(fields),
    ...(fields.has('succeeds') ? { succeeds: fields.numbers('succeeds') } : {}),
    ...(fields.has('again') ? { again: fields.numbers('again') } : {}),
    ...(fields.has('input') ? { input: fields.text('input') } : {}),
  };
}

export function probeFrom(fields: Fields): Probe {
  return { ...commandFrom(fields), ...(fields.has('says') ? { says: fields.maps('says', expectedFrom) } : {}) };
}

function expectedFrom(fields: Fields): Expected {
  const columns = (name: string) => fields.list(name, (word) => (typeof word === 'string' ? word : null));
  if (fields.has('row')) return { row: columns('row') };
  if (fields.has('noRow')) return { noRow: columns('noRow') };
  if (fields.has('some')) return { some: fields.text('some'), with: attributesFrom(fields.map('with')) };
  if (fields.has('none')) return { none: fields.text('none'), with: attributesFrom(fields.map('with')) };
  const field = fields.text('field');
  if (fields.has('has')) return { field, has: fields.text('has') };
  return fields.has('lacks') ? { field, lacks: fields.text('lacks') } : { field, is: fields.text('is') };
}

function attributesFrom(fields: Fields): Attributes {
  return Object.fromEntries(fields.keys().map((name) => [name, attributeFrom(name, fields)]));
}

function attributeFrom(name: string, fields: Fields): AttributeTest {
  if (fields.isText(name)) return fields.text(name);
  return fields.isMap(name) ? { not: fields.map(name).text('not') } : fields.texts(name);
}

function argv(fields: Fields): Argv {
  return fields.words('argv', (word): LateWord => {
    const path = (key: string) => as<RemotePath>(word.text(key, PATH));
    if (word.has('about')) return { about: word.oneOf('about', ['service', 'to']) };
    return word.has('back') ? { back: path('back') } : { staged: path('staged') };
  });
}
