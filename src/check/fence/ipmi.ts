/** Management boards behind IPMI: the version that an agent speaks, and a power cycle that proves nothing. */
import { defineDiagnostic, valueAt } from '../../diag/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import { dialectOf } from '../../platform/platform.ts';
import { familyWith } from '../../catalogue/fence.ts';
import type { Check } from '../check.ts';

export const lanplus = defineDiagnostic<{ device: string; agent: string; isOff: boolean }>({
  code: 'fence/lanplus',
  severity: 'warning',
  acceptable: true,
  message: (f) =>
    `${f.device}: ${f.agent} speaks IPMI 1.5 ${f.isOff ? 'with lanplus: false' : 'by default'}, which current boards refuse`,
  help: () => 'write lanplus: true',
  explain:
    'Of the agents for IPMI only fence_ilo3, fence_ilo4, fence_ilo5 and fence_ipmilanplus use version 2.0 by themselves. findings/fence-ipmilan-family-differs-in-lanplus.sh, fence-agents 4.12; ' +
    'RHEL 6 Fence Configuration Guide, chapter 4.',
});

export const cycle = defineDiagnostic<{ device: string }>({
  code: 'fence/cycle',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.device}: with method cycle nothing sees that the power was off`,
  help: () => 'write method: onoff, or remove method',
  explain:
    'A power cycle is refused when the node is off already, so that fencing never ends, and its success is reported before the power went: recovery ' +
    'starts while the node still writes. The metadata of fence_ipmilan warns of it, too; fence-agents issue 596.',
});

export const ipmiLogin = defineDiagnostic<{ device: string; agent: string; bytes: number }>({
  code: 'fence/ipmi-login',
  severity: 'error',
  message: (f) => `${f.device}: the login has ${f.bytes} bytes, and ${f.agent} takes at most ${MOST_LOGIN}`,
  help: () => `choose a login of at most ${MOST_LOGIN} bytes, at the board first`,
  explain:
    'ipmitool, which the agents for IPMI run, refuses a longer name of a user: no fencing with this device succeeds, and recovery waits for it. ' +
    'A board keeps 16 bytes of it (IPMI specification 2.0, 22.28).',
});

/** Bytes. IPMI specification 2.0, 22.28; ipmitool, lib/ipmi_main.c. */
const MOST_LOGIN = 16;

/** Agents that default to IPMI 1.5 and are for boards that refuse it. */
const OLD_IPMI = ['fence_idrac', 'fence_imm'];
/** Boards that fence_ipmilan of RHEL 5 and 6 was made for speak it, and so may an old one today, of which the site says so. */
const OF_ANY_BOARD = 'fence_ipmilan';

function* boardsAreUnderstood({ fenceDevices, hosts }: Model) {
  const isToday = hosts.some(({ platform }) => dialectOf(platform).todaysAgents);
  for (const { at, name: device, agent, parameters } of fenceDevices) {
    const written = parameters.find((one) => one.name === 'lanplus')?.value;
    const isOld = OLD_IPMI.includes(agent);
    if (written === false && isOld) yield lanplus(valueAt([...at, 'lanplus']), { device, agent, isOff: true });
    if (written === undefined && (isOld || (isToday && agent === OF_ANY_BOARD)))
      yield lanplus(valueAt([...at, 'agent']), { device, agent, isOff: false });
  }
}

function* powerIsSeenOff({ fenceDevices }: Model) {
  for (const { at, name, parameters } of fenceDevices)
    if (parameters.some((one) => one.name === 'method' && one.value === 'cycle'))
      yield cycle(valueAt([...at, 'method']), { device: name });
}

function* loginsAreShort({ fenceDevices }: Model) {
  for (const { at, name, agent, parameters } of fenceDevices) {
    const login = parameters.find((one) => one.name === 'login')?.value;
    if (familyWith(agent)?.name !== 'ipmilan' || typeof login !== 'string') continue;
    const bytes = Buffer.byteLength(login);
    if (bytes > MOST_LOGIN) yield ipmiLogin(valueAt([...at, 'login']), { device: name, agent, bytes });
  }
}

export const fenceIpmiChecks: readonly Check[] = [boardsAreUnderstood, powerIsSeenOff, loginsAreShort];
