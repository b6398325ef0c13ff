/** What rgmanager reads of cluster.conf: failover domains, shared resources, services and VMs. Metadata of the agents, by rg_test rules. */
import { memoized } from '../../../base/memoize.ts';
import type { CmanModel } from '../options.ts';
import { element, madeFrom, present, withRaw, type Xml } from '../../../emit/draft.ts';
import { DOMAIN_FOLDER } from '../../../emit/guest/domain-xml.ts';
import type { Vm } from '../../../model/model.ts';
import { failoverDomains } from './failover-domains.ts';
import { actionXml, moreOf, policyOf } from './managed-attributes.ts';
import { service, sharedResource } from './services.ts';
import { bit, secondsOf, writtenSections } from './attribute-text.ts';

/** `<rm>` with everything that it runs. */
export function rgmanager(model: CmanModel): Xml {
  const { cluster, own, resources, services, vms } = model;
  const { rgmanager: settings } = own;
  const attributes = present({
    status_poll_interval: secondsOf(settings.statusPollInterval),
    status_child_max: settings.statusChildMax,
    transition_throttling: secondsOf(settings.transitionThrottling),
    central_processing: bit(settings.centralProcessing),
    log_level: settings.logLevel,
    log_facility: settings.logFacility,
  });
  const rm = element('rm', attributes, [
    failoverDomains(model),
    madeFrom([['resources']], element('resources', {}, resources.map(sharedResource))),
    ...services.map(service),
    ...vms.map(vmElement),
  ]);
  const managed = [...(services.length > 0 ? [['services']] : []), ...(vms.length > 0 ? [['vms']] : [])];
  const from = [...managed, ...writtenSections(cluster.at, { rgmanager: settings })];
  return madeFrom(from, withRaw(settings.raw, rm));
}

/** An attribute that is added later re-binds the VM, so all are always written. */
export const vmElement = memoized((vm: Vm): Xml => {
  const attributes = {
    name: vm.name,
    ...policyOf(vm),
    use_virsh: 1,
    migrate: vm.migrate,
    ...definitionOf(vm),
    ...mappingOf(vm),
    ...moreOf('vm', vm),
  };
  return madeFrom([vm.at], withRaw(vm.raw, element('vm', attributes, vm.actions.map(actionXml))));
});

/** xmlfile wins over path; vm.sh. */
function definitionOf({ path, xmlfile }: Vm): { readonly [name: string]: string } {
  if (xmlfile === null) return { path: path ?? DOMAIN_FOLDER };
  return { ...(path === null ? {} : { path }), xmlfile };
}

function mappingOf({ migrationMapping }: Vm): { readonly [name: string]: string } {
  if (migrationMapping === null) return {};
  return { migration_mapping: migrationMapping.map(({ member, target }) => `${member}:${target}`).join(',') };
}
