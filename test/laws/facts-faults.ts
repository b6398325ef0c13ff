/** Classes of faults that only the facts of hosts show: what starts at boot, packages, processors, agents. */
import type { JsonMap } from '../../src/base/json.ts';
import type { Model } from '../../src/model/model.ts';
import { withValue } from '../support/edits.ts';
import { hasFacts, isCman } from './fault-places.ts';
import { changed, ownVms, type Fault, type Faults } from './faults.ts';

const COLLECTED = '2026-11-26T10:15:00Z';

/** What was found out about the first hosts, where nothing was. */
function facts(found: readonly JsonMap[], at: string, fits: (model: Model) => boolean = () => true): Fault {
  return (site, model) => {
    if (hasFacts(site) || !fits(model)) return undefined;
    const names = model.hosts.map(({ name }) => name);
    const section = Object.fromEntries(
      found.map((one, index) => [names[index] ?? '', { collected: COLLECTED, ...one }]),
    );
    return changed(site, ['facts'], section, `facts/${names[found.length - 1] ?? ''}/${at}`);
  };
}

/** The processor of a VM that may run on both of the first two hosts, and the ones that were found there. */
function processors(guest: JsonMap, found: readonly [string, string]): Fault {
  return (site, model, dice) => {
    const [first, second] = model.hosts;
    const isOnBoth = (runOn: readonly string[]) =>
      first !== undefined && second !== undefined && runOn.includes(first.name) && runOn.includes(second.name);
    const vm = dice.pick(ownVms(site, model, ({ runOn, cpu }) => cpu === null && isOnBoth(runOn)));
    if (vm === undefined) return undefined;
    const path = ['vms', vm.name, 'cpu'];
    const faulty = facts(
      found.map((cpu) => ({ libvirt: { cpu } })),
      '',
    )(withValue(site, path, guest), model, dice);
    return faulty && { ...faulty, at: [...path, 'model'].join('/') };
  };
}

/** The agent of the first device is on no host. */
function agentMissing(): Fault {
  return (site, model, dice) => {
    const used = model.hosts.flatMap(({ fence }) => fence.flatMap(({ uses }) => uses.map(({ device }) => device)));
    const device = model.fenceDevices.find(({ name }) => used.includes(name));
    const others = [...new Set(model.fenceDevices.map(({ agent }) => agent))].filter((one) => one !== device?.agent);
    const faulty = facts([{ fence_agents: ['fence_zz', ...others] }], '')(site, model, dice);
    return faulty && device && { ...faulty, at: `fence_devices/${device.name}/agent` };
  };
}

export const FACTS_FAULTS: Faults = {
  'a processor that one host lacks': ['facts/cpu', processors({ model: 'SandyBridge' }, ['SandyBridge', 'Westmere'])],
  'a processor of another maker': ['facts/cpu', processors({ model: 'Westmere' }, ['Westmere', 'Opteron_G3'])],
  'a fence agent that is not installed': ['facts/fence-agent', agentMissing()],
  'a service that must not start at boot': [
    'facts/boot',
    facts([{ boot: ['NetworkManager', 'clvmd', 'cman', 'rgmanager'] }], 'boot', isCman),
  ],
  'a service that has to start at boot': [
    'facts/boot-off',
    facts([{ boot: ['cman', 'clvmd'] }], 'boot', (model) => isCman(model) && model.volumeGroups.length > 0),
  ],
  'kernels that differ': [
    'facts/kernel',
    facts([{ packages: { kernel: '1-1' } }, { packages: { kernel: '2-1' } }], 'packages/kernel', isCman),
  ],
  'packages that differ': [
    'facts/packages',
    facts([{ packages: { cman: '3-1' } }, { packages: { cman: '3-2' } }], 'packages/cman', isCman),
  ],
  'a name that leads to the host itself': [
    'facts/node-name',
    (site, model, dice) => {
      const resolves = Object.fromEntries(model.hosts.map(({ nodeName }) => [nodeName, ['127.0.0.1']]));
      const faulty = facts([{ resolves }], '')(site, model, dice);
      return faulty && { ...faulty, at: `hosts/${model.hosts[0]?.name ?? ''}/node_name` };
    },
  ],
};
