/** Reads what a manifest says about the running cluster, as strictly as the rest. */
import { as, type ActionId, type HostName } from '../base/brand.ts';
import type { Gate, ServiceActions } from './action.ts';
import type { Fields } from './fields.ts';
import { actionFrom, orNone, probeFrom, timeFrom } from './read-actions.ts';
import type { BundleService, Runtime } from './runtime.ts';

export function runtimeFrom(manifest: Fields): Runtime {
  return {
    member: orNone('member', manifest, probeFrom),
    sees: orNone('sees', manifest, probeFrom),
    gates: manifest.maps('gates', gateFrom),
    serviceActions: orNone('serviceActions', manifest, serviceActionsFrom),
    services: manifest.maps('services', serviceFrom),
  };
}

function gateFrom(fields: Fields): Gate {
  return {
    name: fields.text('name'),
    problem: fields.text('problem'),
    ...(fields.has('cure') ? { cure: fields.text('cure') } : {}),
    probe: probeFrom(fields.map('probe')),
    allowable: fields.truth('allowable'),
  };
}

function serviceActionsFrom(fields: Fields): ServiceActions {
  const ids = (key: string) => fields.texts(key).map((id) => as<ActionId>(id));
  const action = (key: string) => actionFrom(fields.map(key));
  const stops = { stop: action('stop'), pause: action('pause'), enable: action('enable') };
  const moves = { migrate: action('migrate'), comeBack: action('comeBack') };
  const held = {
    keepDisabled: action('keepDisabled'),
    disable: action('disable'),
    keepStopped: action('keepStopped'),
    stopAgain: action('stopAgain'),
    thaw: action('thaw'),
    freeze: action('freeze'),
  };
  const waits = { untilStarted: action('untilStarted'), untilSettled: action('untilSettled') };
  const probe = (key: string) => probeFrom(fields.map(key));
  const asked = {
    known: probe('known'),
    started: probe('started'),
    failed: fields.maps('failed', probeFrom),
    away: probe('away'),
    startTime: timeFrom(fields.map('startTime')),
  };
  return {
    ...stops,
    ...moves,
    ...held,
    ...waits,
    ...asked,
    outlives: fields.texts('outlives'),
    leave: ids('leave'),
    join: ids('join'),
  };
}

/** Never starts like an option, since names become arguments of commands. */
const SERVICE = /^(?:[a-z]+:)?[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

function serviceFrom(fields: Fields): BundleService {
  return {
    name: fields.text('name', SERVICE),
    autostart: fields.truth('autostart'),
    hosts: fields.texts('hosts').map((host) => as<HostName>(host)),
    failback: fields.maps('failback', (one) => ({
      host: as<HostName>(one.text('host')),
      priority: one.number('priority'),
    })),
  };
}
