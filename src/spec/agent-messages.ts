/** Fence agents that a site cannot name: which were meant, and which exist. */
import type { SourcePath } from '../base/brand.ts';
import { similarByOneSlip } from '../base/similar.ts';
import { valueAt, type Diagnostic } from '../diag/diagnostic.ts';
import { notOneOf, uncataloguedAgent } from './findings.ts';

/** Agents that the catalogue does not describe: those of fence-agents 4.12.1 (Debian 12), and of RHEL 4 to 6. */
const UNCATALOGUED = new Set(
  (
    'aliyun baytech bullpap compute cpint crosslink docker dummy ecloud evacuate heuristics_ping ibm_powervs ibm_vpc ironic ' +
    'kubevirt mcdata openstack ovh pcmk sanlock skalar vixel zvm'
  )
    .split(' ')
    .map((name) => `fence_${name}`),
);

/** Another agent drives other hardware, so only a single typing error is corrected, and the prefix that pcs prints. */
export function noAgent(at: SourcePath, agent: string, allowed: readonly string[]): Diagnostic {
  if (UNCATALOGUED.has(agent)) return uncataloguedAgent(valueAt(at), { agent });
  const bare = agent.replace(/^stonith:/, '');
  const suggestion = bare !== agent && allowed.includes(bare) ? bare : (similarByOneSlip(agent, allowed) ?? null);
  return notOneOf(valueAt(at), { key: 'agent', found: `"${agent}"`, allowed, suggestion });
}
