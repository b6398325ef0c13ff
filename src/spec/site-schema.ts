/** The site schema, from the very files that editors and reviewers read. */
import accept from '../../schemas/accept.schema.json' with { type: 'json' };
import cluster from '../../schemas/cluster.schema.json' with { type: 'json' };
import common from '../../schemas/common.schema.json' with { type: 'json' };
import failoverDomain from '../../schemas/failover-domain.schema.json' with { type: 'json' };
import fence from '../../schemas/fence.gen.schema.json' with { type: 'json' };
import host from '../../schemas/host.schema.json' with { type: 'json' };
import rm from '../../schemas/rm.gen.schema.json' with { type: 'json' };
import secrets from '../../schemas/secrets.schema.json' with { type: 'json' };
import service from '../../schemas/service.schema.json' with { type: 'json' };
import site from '../../schemas/site.schema.json' with { type: 'json' };
import storage from '../../schemas/storage.schema.json' with { type: 'json' };
import vm from '../../schemas/vm.schema.json' with { type: 'json' };
import { bundleSchemas, type Schema } from './schema.ts';

/** One document; every reference stays inside. */
export const siteSchema: Schema = bundleSchemas([
  accept,
  cluster,
  common,
  failoverDomain,
  fence,
  host,
  rm,
  secrets,
  service,
  site,
  storage,
  vm,
]);
