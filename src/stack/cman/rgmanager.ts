/** What rgmanager reads of cluster.conf: failover domains, shared resources, services and VMs. Domain reference, 1.7. */
import { element, madeFrom, withRaw, type Xml } from '../../emit/draft.ts';
import { DOMAIN_FOLDER } from '../../emit/domain-xml.ts';
import type { Model, Vm } from '../../model/model.ts';
import { failoverDomains } from './failover-domains.ts';
import { actionXml, attributesOf, dependOf, enforcedOf, policyOf } from './managed-attributes.ts';
import { service, sharedResource } from './services.ts';

/** `<rm>`, with everything that it places on nodes. */
export function rgmanager(model: Model): Xml {
  const { resources, services, vms } = model;
  const rm = element('rm', {}, [
    failoverDomains(model),
    element('resources', {}, resources.map(sharedResource)),
    ...services.map(service),
    ...vms.map(vm),
  ]);
  return madeFrom([['vms']], rm);
}

/** An attribute that appears later re-binds the VM, so that there are always as many. Decision 9. */
function vm(vm: Vm): Xml {
  const attributes = {
    name: vm.name,
    ...policyOf(vm),
    use_virsh: 1,
    migrate: vm.migrate,
    ...definitionOf(vm),
    ...mappingOf(vm),
    ...dependOf(vm.depend),
    ...attributesOf('vm', vm.optional),
    ...enforcedOf(vm.enforceTimeouts),
  };
  return madeFrom([vm.at], withRaw(vm.raw, element('vm', attributes, vm.actions.map(actionXml))));
}

/** xmlfile wins over path; vm.sh. */
function definitionOf({ path, xmlfile }: Vm): { readonly [name: string]: string } {
  if (xmlfile === null) return { path: path ?? DOMAIN_FOLDER };
  return { ...(path === null ? {} : { path }), xmlfile };
}

function mappingOf({ migrationMapping }: Vm): { readonly [name: string]: string } {
  if (migrationMapping === null) return {};
  return { migration_mapping: migrationMapping.map(({ member, target }) => `${member}:${target}`).join(',') };
}
