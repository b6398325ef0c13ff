/** The site schema, from the same files that editors and reviewers read. */
import accept from '../../schemas/accept.schema.json' with { type: 'json' };
import cluster from '../../schemas/cluster.schema.json' with { type: 'json' };
import common from '../../schemas/common.schema.json' with { type: 'json' };
import daemons from '../../schemas/daemons.schema.json' with { type: 'json' };
import disk from '../../schemas/disk.schema.json' with { type: 'json' };
import facts from '../../schemas/facts.schema.json' with { type: 'json' };
import failoverDomain from '../../schemas/failover-domain.schema.json' with { type: 'json' };
import fence from '../../schemas/fence.gen.schema.json' with { type: 'json' };
import hardware from '../../schemas/hardware.schema.json' with { type: 'json' };
import host from '../../schemas/host.schema.json' with { type: 'json' };
import iscsi from '../../schemas/iscsi.schema.json' with { type: 'json' };
import logging from '../../schemas/logging.schema.json' with { type: 'json' };
import lvm from '../../schemas/lvm.schema.json' with { type: 'json' };
import maintenance from '../../schemas/maintenance.schema.json' with { type: 'json' };
import multipath from '../../schemas/multipath.schema.json' with { type: 'json' };
import network from '../../schemas/network.schema.json' with { type: 'json' };
import pacemaker from '../../schemas/pacemaker.schema.json' with { type: 'json' };
import quorum from '../../schemas/quorum.schema.json' with { type: 'json' };
import rm from '../../schemas/rm.gen.schema.json' with { type: 'json' };
import secrets from '../../schemas/secrets.schema.json' with { type: 'json' };
import service from '../../schemas/service.schema.json' with { type: 'json' };
import site from '../../schemas/site.schema.json' with { type: 'json' };
import storage from '../../schemas/storage.schema.json' with { type: 'json' };
import target from '../../schemas/target.schema.json' with { type: 'json' };
import totem from '../../schemas/totem.schema.json' with { type: 'json' };
import vm from '../../schemas/vm.schema.json' with { type: 'json' };
import { bundleSchemas, type Schema } from './schema.ts';

/** One document; every reference is internal. */
export const siteSchema: Schema = bundleSchemas([
  accept,
  cluster,
  common,
  daemons,
  disk,
  facts,
  failoverDomain,
  fence,
  hardware,
  host,
  iscsi,
  logging,
  lvm,
  maintenance,
  multipath,
  network,
  pacemaker,
  quorum,
  rm,
  secrets,
  service,
  site,
  storage,
  target,
  totem,
  vm,
]);
