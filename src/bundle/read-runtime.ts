/** What a manifest says about the cluster that runs, read as strictly as the rest. */
import { as, type ActionId, type HostName } from '../base/brand.ts';
import type { Gate, ServiceActions } from './action.ts';
import type { Fields } from './fields.ts';
import { actionFrom, orNone, probeFrom } from './read-actions.ts';
import type { BundleService, Runtime } from './runtime.ts';

export function runtimeFrom(manifest: Fields): Runtime {
  return {
    member: orNone('member', manifest, probeFrom),
    sees: orNone('sees', manifest, probeFrom),
    gates: manifest.maps('gates', gateFrom),
    serviceActions: orNone('deeds', manifest, serviceActionsFrom),
    services: manifest.maps('services', serviceFrom),
  };
}

function gateFrom(fields: Fields): Gate {
  return {
    name: fields.text('name'),
    problem: fields.text('problem'),
    probe: probeFrom(fields.map('probe')),
    allowable: fields.truth('allowable'),
  };
}

function serviceActionsFrom(fields: Fields): ServiceActions {
  const ids = (key: string) => fields.texts(key).map((id) => as<ActionId>(id));
  const action = (key: string) => actionFrom(fields.map(key));
  const stops = { stop: action('stop'), pause: action('pause'), enable: action('enable') };
  const moves = { migrate: action('migrate'), comeBack: action('comeBack') };
  return { ...stops, ...moves, outlives: fields.pattern('outlives'), leave: ids('leave'), join: ids('join') };
}

/** Nothing that begins like an option: names become words of commands. */
const SERVICE = /^[a-z]+:[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

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
