/** Cluster options, defaults, DLM and SBD -> `cluster.pacemaker`. */
import type { Json } from '../../../base/brand.ts';
import { own, type JsonMap } from '../../../base/json.ts';
import { section } from '../../../import/attributes.ts';
import type { TextFile } from '../../../import/node-files.ts';
import { durationText } from '../../../import/values.ts';
import type { Value } from '../cib/blocks.ts';
import { membersOf, type Primitive } from '../cib/document.ts';
import { OPTION_DEFAULTS, WRITTEN_BY_CLUSTER } from '../cib/owned.ts';
import { NEVER, SAID_ELSEWHERE } from '../catalogue/options.ts';
import { CLUSTER_OPTIONS } from '../catalogue/metadata.gen.ts';
import { assignments, dlmSettings, type Assignment } from '../formats/assignments.ts';
import { booleanOf, millisOf } from '../impact/scheduler/input/text.ts';
import { PACEMAKER_DEFAULTS } from '../resolve/defaults.ts';
import { noteAt, valueOf, type CibReading } from './reading.ts';
import { isLocker } from './storage.ts';

/** The section `pacemaker`. `sbd`: as `sbdOf` returns it. */
export function pacemakerSection(reading: CibReading, sbd: JsonMap, dlm: JsonMap): JsonMap {
  return {
    ...quorumPolicy(reading),
    ...stickiness(reading),
    ...delay(reading),
    ...section('properties', Object.fromEntries(reading.cib.options.flatMap((value) => property(value, sbd, reading)))),
    ...section('dlm', dlm),
    ...sbd,
  };
}

/** Left out where the site derives it: freeze with DLM, else stop. */
function quorumPolicy({ cib }: CibReading): JsonMap {
  const policy = valueOf(cib.options, 'no-quorum-policy') ?? 'stop';
  const derived = cib.resources.some((one) => 'of' in one && membersOf(one).some(isLocker)) ? 'freeze' : 'stop';
  return policy === derived ? {} : { no_quorum_policy: policy };
}

function stickiness(reading: CibReading): JsonMap {
  const { resourceDefaults, operationDefaults } = reading.cib;
  for (const { name, value, line } of resourceDefaults.filter((one) => one.name !== 'resource-stickiness'))
    noteAt(reading, line, 'lost', `default ${name}="${value}" of all resources is not modelled; left out`);
  for (const { name, value, line } of operationDefaults)
    noteAt(
      reading,
      line,
      'lost',
      `operation default ${name}="${value}" is not modelled; each operation has its own times`,
    );
  const text = valueOf(resourceDefaults, 'resource-stickiness');
  const usual = PACEMAKER_DEFAULTS.stickiness.value;
  const score = /INFINITY/i.test(text ?? '') ? 1_000_000 : Number(text ?? 0);
  return score === usual ? {} : { stickiness: score };
}

function delay(reading: CibReading): JsonMap {
  const text = valueOf(reading.cib.options, 'priority-fencing-delay');
  const millis = millisOf(text);
  return millis === undefined || millis === 0 ? {} : { priority_fencing_delay: durationText(millis) };
}

function property(value: Value, sbd: JsonMap, reading: CibReading): readonly (readonly [string, Json])[] {
  const { name, value: text, line } = value;
  if (WRITTEN_BY_CLUSTER.includes(name) || isElsewhere(name, sbd)) return [];
  const never = own(NEVER, name);
  if (never !== undefined) {
    if (booleanOf(text) !== booleanOf(own(OPTION_DEFAULTS, name)))
      noteAt(reading, line, 'lost', `option ${name}="${text}" is never written: ${never}; left out`, 'error');
    return [];
  }
  if (own(CLUSTER_OPTIONS, name) !== undefined) return [[name, text]];
  noteAt(reading, line, 'lost', `option ${name}="${text}" is unknown to pacemaker, which ignores it; left out`);
  return [];
}

function isElsewhere(name: string, sbd: JsonMap): boolean {
  if (name === 'stonith-timeout') return sbd['sbd'] !== undefined;
  return own(SAID_ELSEWHERE, name) !== undefined;
}

/** dlm.conf. */
export function dlmOf(conf: TextFile | undefined, hasLinks: boolean, { notes }: Pick<CibReading, 'notes'>): JsonMap {
  if (conf === undefined) return {};
  const entries = dlmSettings(conf.text).flatMap(({ key, text, line }): readonly (readonly [string, Json])[] => {
    if (key === 'protocol' && ['tcp', 'sctp', 'detect'].includes(text))
      return text === (hasLinks ? 'sctp' : 'tcp') ? [] : [[key, text]];
    if (key === 'post_join_delay' && /^[0-9]{1,6}$/.test(text)) return [[key, durationText(Number(text) * 1000)]];
    if (key === 'log_debug' && /^[01]$/.test(text)) return [[key, text === '1']];
    const off = key.startsWith('enable_') && !/^[0-9]/.test(text) ? ', and DLM reads it as 0, off' : '';
    notes.note('lost', { file: conf.file, line }, `${key}: "${text}" of DLM is not modelled${off}; left out`);
    return [];
  });
  return Object.fromEntries(entries);
}

const SBD_USUAL: { readonly [key: string]: string } = {
  SBD_PACEMAKER: 'yes',
  SBD_STARTMODE: 'always',
  SBD_DELAY_START: 'no',
  SBD_TIMEOUT_ACTION: 'flush,reboot',
};
const SBD_KEYS = ['SBD_DEVICE', 'SBD_WATCHDOG_DEV', 'SBD_WATCHDOG_TIMEOUT'];

/** The settings of sbd, and what the CIB says of its disks and times: `sbd`, or nothing. */
export function sbdOf(conf: TextFile | undefined, reading: CibReading): JsonMap {
  const values = new Map((conf === undefined ? [] : assignments(conf.text)).map((one) => [one.key, one]));
  const listed = values.get('SBD_DEVICE');
  const devices = (listed?.text ?? diskParameter(reading) ?? '').split(/[;,\s]+/).filter((one) => one !== '');
  const timer = valueOf(reading.cib.options, 'stonith-watchdog-timeout');
  if (devices.length === 0 && (timer === undefined || millisOf(timer) === 0)) return {};
  const note = ({ line }: Assignment, message: string) =>
    reading.notes.note('lost', { file: conf?.file ?? '', line }, message);
  if (listed !== undefined && /[^\s;][,\s]+[^\s;]/.test(listed.text))
    note(
      listed,
      `SBD_DEVICE: sbd splits disks at ";" only, so that it cannot open "${listed.text}"; read as ${devices.length} disks`,
    );
  for (const value of values.values())
    if (!SBD_KEYS.includes(value.key) && own(SBD_USUAL, value.key) !== value.text)
      note(value, `${value.key}: "${value.text}" of sbd is not modelled; left out`);
  const watchdog = values.get('SBD_WATCHDOG_DEV')?.text;
  const written = values.get('SBD_WATCHDOG_TIMEOUT');
  const timeout = wholeSeconds(written?.text) ?? 5000;
  if (written !== undefined && wholeSeconds(written.text) === undefined)
    note(written, `SBD_WATCHDOG_TIMEOUT: sbd reads no seconds from "${written.text}"; read as 5 s`);
  const sbd: JsonMap = {
    ...(devices.length === 0 ? {} : { devices: [...devices] }),
    ...(watchdog === undefined || watchdog === '/dev/watchdog' ? {} : { watchdog }),
    ...(timeout === 5000 ? {} : { watchdog_timeout: durationText(timeout) }),
    ...wait(devices.length > 0, timeout, reading),
  };
  return { sbd };
}

/** Milliseconds. sbd reads the time as pacemaker does, and drops what is less than a second; sbd 1.5, get_timeout and crm_get_msec. */
function wholeSeconds(text: string | undefined): number | undefined {
  const millis = text === undefined ? undefined : millisOf(text);
  return millis === undefined || millis < 1000 ? undefined : Math.floor(millis / 1000) * 1000;
}

function diskParameter({ cib }: CibReading): string | undefined {
  const device = cib.resources.find((one) => 'type' in one && isSbd(one));
  return device !== undefined && 'type' in device ? valueOf(device.parameters, 'devices') : undefined;
}

/** Is it the fence device of sbd's disks, which is for every host? One with a list of hosts is a device like others. */
export function isSbd({ class: kind, type, parameters }: Pick<Primitive, 'class' | 'type' | 'parameters'>): boolean {
  const isListed = parameters.some(({ name }) => name === 'pcmk_host_list' || name === 'pcmk_host_map');
  return kind === 'stonith' && (type === 'fence_sbd' || type === 'external/sbd') && !isListed;
}

/**
 * The time for a message: what stonith-timeout leaves after a fifth, where it is more than twice the watchdog's. No file holds
 * it: it is on the disks.
 */
function wait(hasDisks: boolean, timeout: number, { cib }: CibReading): JsonMap {
  const all = millisOf(valueOf(cib.options, 'stonith-timeout'));
  if (!hasDisks || all === undefined || all <= 60_000) return {};
  const message = Math.floor(all / 1000 / 1.2) * 1000;
  return message <= 2 * timeout ? {} : { msgwait: durationText(message) };
}
