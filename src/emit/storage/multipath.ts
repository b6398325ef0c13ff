/** /etc/multipath.conf, for every host that reaches a LUN by more than one path. multipath.conf(5); Red Hat's "DM Multipath", 4. */
import { as, type ActionId } from '../../base/brand.ts';
import { seconds } from '../../base/units.ts';
import { aliasOf } from '../../resolve/vm/identity.ts';
import type { Host, Model } from '../../model/model.ts';
import type { Lun } from '../../model/shared-storage.ts';
import { isClusterDisk, targetsOf } from '../../model/reach.ts';
import type { Multipath, MultipathDevice, PathPolicy } from '../../model/settings.ts';
import type { MultipathDialect } from '../../platform/dialect.ts';
import { dialectOf } from '../../platform/platform.ts';
import { remotePath, ROOT_FILE, type Draft, type View, type ViewMap } from '../draft.ts';
import { literal } from '../pattern.ts';

export const RELOAD_MULTIPATHD = as<ActionId>('multipathd/reload');

export function* multipathConfs(model: Model): Iterable<Draft> {
  for (const host of model.hosts) {
    const targets = targetsOf(host, model).filter(({ multipath }) => multipath);
    if (targets.length === 0) continue;
    yield {
      ...ROOT_FILE,
      emitter: 'multipath',
      nodes: [host.name],
      path: remotePath('/etc/multipath.conf'),
      from: [...targets.map(({ at }) => at), ...host.localLuns.map(({ at }) => at), ...model.multipath.from],
      needs: [RELOAD_MULTIPATHD],
      body: { template: 'common/etc/multipath.conf', view: view(host, model), encode: 'raw' },
    };
  }
}

/** LUNs of this host with several paths, by WWID. A check has refused a LUN without one. */
function multipathLuns(host: Host, model: Model): readonly Lun[] {
  return targetsOf(host, model).flatMap(({ multipath, luns }) => (multipath ? luns : []));
}

function view(host: Host, model: Model): ViewMap {
  const { multipath } = model;
  const dialect = dialectOf(host.platform).multipath;
  const local = host.localLuns.map(({ name, wwid }) => ({
    wwid,
    pattern: literal(wwid),
    alias: name,
    settings: lunSettings(multipath, dialect),
  }));
  const luns = multipathLuns(host, model).map((lun) => ({
    wwid: lun.wwid ?? '',
    pattern: literal(lun.wwid ?? ''),
    alias: aliasOf(lun),
    settings: lunSettings(isClusterDisk(lun, model) ? { ...multipath, noPathRetry: 0 } : multipath, dialect),
  }));
  return {
    defaults: defaults(multipath, dialect),
    blacklist: multipath.blacklist.map((pattern) => ({ pattern })),
    luns: [...luns, ...local],
    tellsDevices: multipath.devices.length > 0,
    devices: multipath.devices.map((device) => ({ settings: deviceSettings(device, dialect) })),
  };
}

/** Settings that cannot be given per LUN. multipath's own settings of a storage system override them. */
function defaults(multipath: Multipath, { pathTimes }: MultipathDialect): View {
  const { pollingInterval, pathChecker, fastIoFailTimeout, devLossTimeout } = multipath;
  return lines({
    polling_interval: seconds(pollingInterval),
    path_checker: pathChecker,
    fast_io_fail_tmo: pathTimes ? seconds(fastIoFailTimeout) : null,
    dev_loss_tmo: pathTimes && devLossTimeout !== null ? seconds(devLossTimeout) : null,
  });
}

/** Settings of a LUN override everything, even `queue_if_no_path` in multipath's own settings of the storage system. */
function lunSettings(multipath: Multipath, dialect: MultipathDialect): View {
  return lines({ ...policy(multipath, dialect), no_path_retry: retry(multipath.noPathRetry) });
}

function deviceSettings(device: MultipathDevice, dialect: MultipathDialect): View {
  return lines({
    vendor: quoted(device.vendor),
    product: quoted(device.product),
    ...policy(device, dialect),
    path_checker: device.pathChecker,
    features: quoted(device.features),
    hardware_handler: quoted(device.hardwareHandler),
  });
}

function policy(said: PathPolicy, { prioCallout, requestBased }: MultipathDialect): Settings {
  const { pathGroupingPolicy, pathSelector, prio, failback, rrMinIo } = said;
  return {
    path_grouping_policy: pathGroupingPolicy,
    path_selector: pathSelector === null ? null : `"${pathSelector} 0"`,
    ...(prioCallout ? { prio_callout: calloutOf(prio) } : { prio }),
    failback,
    ...(requestBased ? { rr_min_io_rq: rrMinIo } : { rr_min_io: rrMinIo }),
  };
}

/** RHEL 5 takes the program instead; mpath_prio_*(8) of device-mapper-multipath, from memory. */
function calloutOf(prio: string | null): string | null {
  if (prio === null) return null;
  return prio === 'const' ? 'none' : `"/sbin/mpath_prio_${prio} /dev/%n"`;
}

function retry(count: number): string | number {
  return count === 0 ? 'fail' : count;
}

type Settings = { readonly [key: string]: string | number | null };

/** In this order, without unset ones. */
function lines(settings: Settings): View {
  return Object.entries(settings).flatMap(([key, value]) => (value === null ? [] : [{ key, value }]));
}

function quoted(text: string | null): string | null {
  return text === null ? null : `"${text}"`;
}
