/** Every kind of diagnostic, derived from the declarations: what `accept` may name, and what the documentation lists. */
import * as accept from './check/findings/accept.ts';
import * as cluster from './check/site/cluster.ts';
import * as dependencies from './stack/cman/check/dependencies.ts';
import * as factsCluster from './check/facts/cluster.ts';
import * as factsGuests from './check/facts/guests.ts';
import * as factsHosts from './check/facts/hosts.ts';
import * as factsStorage from './check/facts/storage.ts';
import * as failoverDomains from './stack/cman/check/failover-domains.ts';
import * as fenceAgents from './check/fence/agents.ts';
import * as fenceLimits from './stack/cman/check/fence-limits.ts';
import * as fencePower from './check/fence/power.ts';
import * as fenceRace from './check/fence/race.ts';
import * as fenceStorage from './check/fence/storage.ts';
import * as fence from './check/fence/methods.ts';
import * as iscsiCards from './check/storage/iscsi-cards.ts';
import * as iscsiChap from './check/storage/iscsi-chap.ts';
import * as iscsiPortals from './check/storage/iscsi-portals.ts';
import * as iscsiTimeouts from './check/storage/iscsi-timeouts.ts';
import * as iscsi from './check/storage/iscsi.ts';
import * as lvm from './check/storage/lvm.ts';
import * as maintenance from './check/site/maintenance.ts';
import * as multipath from './check/storage/multipath.ts';
import * as platform from './check/site/platform.ts';
import * as secrets from './check/site/secrets.ts';
import * as storageRelease from './check/storage/release.ts';
import * as vmDisks from './check/vm/disks.ts';
import * as vmFiles from './check/vm/files.ts';
import * as vmHardware from './check/vm/hardware.ts';
import * as vmOverlay from './check/vm/overlay.ts';
import * as vmPlatform from './check/vm/platform.ts';
import * as vms from './check/vm/vms.ts';
import * as deployFindings from './deploy/plan/findings.ts';
import * as deployPushFindings from './deploy/plan/push-findings.ts';
import * as deploySelect from './deploy/select.ts';
import * as deployUnreached from './deploy/node/unreached.ts';
import * as deployWindow from './deploy/window/findings.ts';
import * as diffFindings from './diff/findings.ts';
import * as edgeBundleFindings from './edge/bundle-findings.ts';
import * as edgeFindings from './edge/findings.ts';
import * as edgeImportFindings from './edge/import-findings.ts';
import * as edgeRevisionFindings from './edge/revision-findings.ts';
import * as edgeStateFindings from './edge/state-findings.ts';
import * as secretFindings from './edge/secrets/findings.ts';
import * as edgeXmlFindings from './edge/xml-findings.ts';
import * as emit from './emit/findings.ts';
import * as impactFindings from './stack/cman/impact/findings.ts';
import * as factsFindings from './facts/findings.ts';
import * as modelFailoverDomains from './resolve/failover-domains.ts';
import * as modelFencing from './resolve/fencing.ts';
import * as modelLayers from './resolve/layers.ts';
import * as modelLedger from './resolve/ledger.ts';
import * as modelOverlay from './resolve/overlay.ts';
import * as modelServices from './resolve/services.ts';
import * as modelVmDisks from './resolve/vm-disks.ts';
import * as explain from './report/explain.ts';
import * as sourceFindings from './source/findings.ts';
import * as specFindings from './spec/findings.ts';
import * as cmanAgents from './stack/cman/check/agents.ts';
import * as cmanFencing from './stack/cman/check/fencing.ts';
import * as cmanLvmFilter from './stack/cman/check/lvm-filter.ts';
import * as cmanLvm from './stack/cman/check/lvm.ts';
import * as cmanNames from './stack/cman/check/names.ts';
import * as cmanQdiskRisk from './stack/cman/check/qdisk-risk.ts';
import * as cmanQdisk from './stack/cman/check/qdisk.ts';
import * as cmanRaw from './stack/cman/check/raw.ts';
import * as cmanResources from './stack/cman/check/resources.ts';
import * as cmanRings from './stack/cman/check/rings.ts';
import * as cmanServiceAddresses from './stack/cman/check/service-addresses.ts';
import * as cmanServiceStorage from './stack/cman/check/service-storage.ts';
import * as cmanTimers from './stack/cman/check/timers.ts';
import * as statusFindings from './status/findings.ts';
import type { AnyKind } from './diag/diagnostic.ts';

const MODULES: readonly object[] = [
  accept,
  cluster,
  dependencies,
  factsCluster,
  factsGuests,
  factsHosts,
  factsStorage,
  failoverDomains,
  fenceAgents,
  fenceLimits,
  fencePower,
  fenceRace,
  fenceStorage,
  fence,
  iscsiCards,
  iscsiChap,
  iscsiPortals,
  iscsiTimeouts,
  iscsi,
  lvm,
  maintenance,
  multipath,
  platform,
  secrets,
  storageRelease,
  vmDisks,
  vmFiles,
  vmHardware,
  vmOverlay,
  vmPlatform,
  vms,
  deployFindings,
  deployPushFindings,
  deploySelect,
  deployUnreached,
  deployWindow,
  diffFindings,
  edgeBundleFindings,
  edgeFindings,
  edgeImportFindings,
  edgeRevisionFindings,
  edgeStateFindings,
  secretFindings,
  edgeXmlFindings,
  emit,
  impactFindings,
  factsFindings,
  modelFailoverDomains,
  modelFencing,
  modelLayers,
  modelLedger,
  modelOverlay,
  modelServices,
  modelVmDisks,
  explain,
  sourceFindings,
  specFindings,
  cmanAgents,
  cmanFencing,
  cmanLvmFilter,
  cmanLvm,
  cmanNames,
  cmanQdiskRisk,
  cmanQdisk,
  cmanRaw,
  cmanResources,
  cmanRings,
  cmanServiceAddresses,
  cmanServiceStorage,
  cmanTimers,
  statusFindings,
];

/** By code. */
export const kinds: ReadonlyMap<string, AnyKind> = new Map(
  MODULES.flatMap((module) => Object.values(module).filter(isKind)).map((kind) => [kind.code, kind]),
);

function isKind(value: unknown): value is AnyKind {
  return typeof value === 'function' && 'code' in value && 'explain' in value;
}
