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

/** Another agent speaks to other hardware, so that only one slip of the fingers is corrected. */
export function noAgent(at: SourcePath, agent: string, allowed: readonly string[]): Diagnostic {
  if (UNCATALOGUED.has(agent)) return uncataloguedAgent(valueAt(at), { agent });
  const suggestion = similarByOneSlip(agent, allowed) ?? null;
  return notOneOf(valueAt(at), { key: 'agent', found: `"${agent}"`, allowed, suggestion });
}
