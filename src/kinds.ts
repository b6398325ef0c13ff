/** Every kind of diagnostic, derived from the declarations: what `accept` may name, and what the documentation lists. */
import * as accept from './check/accept.ts';
import * as cluster from './check/cluster.ts';
import * as dependencies from './check/dependencies.ts';
import * as domains from './check/failover-domains.ts';
import * as fenceAgents from './check/fence-agents.ts';
import * as fenceLimits from './check/fence-limits.ts';
import * as fencePower from './check/fence-power.ts';
import * as fenceRace from './check/fence-race.ts';
import * as fenceStorage from './check/fence-storage.ts';
import * as fence from './check/fence.ts';
import * as iscsiChap from './check/iscsi-chap.ts';
import * as iscsiPortals from './check/iscsi-portals.ts';
import * as iscsiTimeouts from './check/iscsi-timeouts.ts';
import * as iscsi from './check/iscsi.ts';
import * as lvm from './check/lvm.ts';
import * as multipath from './check/multipath.ts';
import * as platform from './check/platform.ts';
import * as diskChecks from './check/vm-disks.ts';
import * as hardware from './check/vm-hardware.ts';
import * as overlayChecks from './check/vm-overlay.ts';
import * as libvirt from './check/vm-platform.ts';
import * as vmFiles from './check/vm-files.ts';
import * as secrets from './check/secrets.ts';
import * as storageRelease from './check/storage-release.ts';
import * as vms from './check/vms.ts';
import * as deploy from './deploy/findings.ts';
import type { AnyKind } from './diag/diagnostic.ts';
import * as edge from './edge/findings.ts';
import * as providers from './edge/secrets/findings.ts';
import * as importing from './edge/import-findings.ts';
import * as xml from './edge/xml-findings.ts';
import * as emit from './emit/emit.ts';
import * as impact from './impact/findings.ts';
import * as failoverDomains from './model/failover-domains.ts';
import * as fencing from './model/fencing.ts';
import * as ledger from './model/ledger.ts';
import * as services from './model/services.ts';
import * as explain from './report/explain.ts';
import * as source from './source/findings.ts';
import * as spec from './spec/findings.ts';
import * as agents from './stack/cman/agent-checks.ts';
import * as layers from './model/layers.ts';
import * as overlay from './model/overlay.ts';
import * as vmDisks from './model/vm-disks.ts';
import * as cmanFencing from './stack/cman/check-fencing.ts';
import * as cmanQdiskRisk from './stack/cman/check-qdisk-risk.ts';
import * as cmanQdisk from './stack/cman/check-qdisk.ts';
import * as cmanRings from './stack/cman/check-rings.ts';
import * as cmanTimers from './stack/cman/check-timers.ts';
import * as cman from './stack/cman/checks.ts';
import * as names from './stack/cman/name-checks.ts';
import * as resources from './stack/cman/resource-checks.ts';
import * as serviceStorage from './stack/cman/service-storage.ts';
import * as cmanLvm from './stack/cman/lvm-checks.ts';
import * as cmanLvmFilter from './stack/cman/lvm-filter-checks.ts';
import * as raw from './stack/cman/raw.ts';

const MODULES: readonly object[] = [
  source,
  spec,
  fencing,
  ledger,
  failoverDomains,
  services,
  layers,
  vmDisks,
  overlay,
  cluster,
  platform,
  fence,
  fenceAgents,
  fenceLimits,
  fencePower,
  fenceRace,
  fenceStorage,
  iscsi,
  iscsiChap,
  iscsiPortals,
  iscsiTimeouts,
  multipath,
  storageRelease,
  lvm,
  vms,
  domains,
  dependencies,
  diskChecks,
  hardware,
  libvirt,
  overlayChecks,
  vmFiles,
  secrets,
  accept,
  cman,
  agents,
  names,
  resources,
  serviceStorage,
  cmanLvm,
  cmanLvmFilter,
  cmanFencing,
  cmanRings,
  cmanQdisk,
  cmanQdiskRisk,
  cmanTimers,
  raw,
  emit,
  deploy,
  edge,
  providers,
  importing,
  xml,
  impact,
  explain,
];

/** By code. */
export const kinds: ReadonlyMap<string, AnyKind> = new Map(
  MODULES.flatMap((module) => Object.values(module).filter(isKind)).map((kind) => [kind.code, kind]),
);

function isKind(value: unknown): value is AnyKind {
  return typeof value === 'function' && 'code' in value && 'explain' in value;
}
