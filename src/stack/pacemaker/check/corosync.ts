/** Checks for faults that `corosync -t` accepts. corosync.conf(5); measured with corosync 3.1.7. */
import { own } from '../../../base/json.ts';
import type { SourcePath } from '../../../base/brand.ts';
import type { Check } from '../../../check/check.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../../diag/diagnostic.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';

export const consensus = defineDiagnostic<{ consensus: number; least: number }>({
  code: 'cs/consensus',
  severity: 'error',
  message: (f) => `consensus is ${f.consensus} ms, less than 1.2 times the token of ${Math.round(f.least / 1.2)} ms`,
  help: () => 'leave consensus out; corosync derives it',
  explain:
    'A node that is lost for a moment is thrown out before the others agree on who is left. corosync.conf(5), consensus; corosync -t of 3.1.7 accepts it.',
});

export const tokenRange = defineDiagnostic<{ token: number }>({
  code: 'cs/token-range',
  severity: 'warning',
  acceptable: true,
  message: (f) => `the token of ${f.token} ms is outside of what vendors support, 1 s to 300 s`,
  help: () => 'write a token of 3s to 60s',
  explain:
    'Below a second a busy host counts as lost; above five minutes nothing is recovered for as long. Red Hat solution 300953.',
});

export const linksUneven = defineDiagnostic<{ host: string; has: number; other: string; others: number }>({
  code: 'cs/links-uneven',
  severity: 'error',
  message: (f) =>
    `links of ${f.host} has ${f.has === 1 ? 'one address' : `${f.has} addresses`}, but that of ${f.other} has ${f.others}`,
  help: (f) =>
    `give every host ${Math.max(f.has, f.others) === 1 ? 'one address' : `${Math.max(f.has, f.others)} addresses`} in links`,
  explain:
    'corosync refuses a link that not every node has, and a reload of the file with it. Measured with corosync 3.1.7.',
});

export const unencrypted = defineDiagnostic<{ key: string }>({
  code: 'cs/unencrypted',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.key} is none: anyone on the network can read and forge the messages of the cluster`,
  help: (f) => `leave ${f.key} out`,
  explain:
    'Anyone who can forge them can stop services and fence nodes. corosync.conf(5), crypto_cipher and crypto_hash.',
});

export const weakHash = defineDiagnostic<{ hash: string }>({
  code: 'cs/weak-hash',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.hash} is no longer safe`,
  help: () => 'write hash: sha256',
  explain: 'Messages can be forged; recent distributions refuse it at start. corosync.conf(5), crypto_hash.',
});

export const transport = defineDiagnostic<{ transport: string; problem: string }>({
  code: 'cs/transport',
  severity: 'error',
  message: (f) => `${f.transport} ${f.problem}`,
  help: () => 'leave transport out; knet has both',
  explain: 'Only knet encrypts, and only knet has more than one link. Measured with corosync -t of 3.1.7.',
});

export const deviceIsMember = defineDiagnostic<{ device: string; host: string }>({
  code: 'cs/device-host-member',
  severity: 'error',
  message: (f) => `the quorum device ${f.device} is ${f.host}, a member of the cluster`,
  help: () => 'run corosync-qnetd on a third machine, and name that',
  explain: 'Its vote is lost together with the node, so that it decides nothing. corosync-qnetd(8).',
});

const AT: SourcePath = ['cluster', 'corosync'];
/** Defaults of corosync 3, in milliseconds; corosync.conf(5). */
const TOKEN = 3000;
const COEFFICIENT = 650;
const WEAK = ['md5', 'sha1'];

function* timersFit({ own: { corosync }, hosts }: PacemakerModel) {
  const { token, tokenCoefficient, consensus: written } = corosync;
  const effective = (token ?? TOKEN) + Math.max(0, hosts.length - 2) * (tokenCoefficient ?? COEFFICIENT);
  if (written !== null && written < 1.2 * effective)
    yield consensus(valueAt([...AT, 'consensus']), { consensus: written, least: 1.2 * effective });
  if (token !== null && (token < 1000 || token > 300000)) yield tokenRange(valueAt([...AT, 'token']), { token });
}

function* linksAreEverywhere({ own: { corosync }, hosts }: PacemakerModel) {
  const counts = hosts.map((host) => ({ host, has: own(corosync.links, host.name)?.length ?? 0 }));
  const [most] = counts.toSorted((a, b) => b.has - a.has);
  const fewer = counts.find(({ has }) => has !== most?.has);
  if (most === undefined || fewer === undefined) return;
  yield linksUneven(keyAt(fewer.has === 0 ? fewer.host.at : [...fewer.host.at, 'links']), {
    host: fewer.host.name,
    has: fewer.has,
    other: most.host.name,
    others: most.has,
  });
}

function* messagesAreSafe({ own: { corosync } }: PacemakerModel) {
  for (const key of ['cipher', 'hash'] as const)
    if (corosync[key] === 'none') yield unencrypted(valueAt([...AT, key]), { key });
  if (WEAK.includes(corosync.hash)) yield weakHash(valueAt([...AT, 'hash']), { hash: corosync.hash });
}

function* transportFits({ own: { corosync } }: PacemakerModel) {
  const { transport: chosen, cipher, links } = corosync;
  if (chosen === 'knet') return;
  const at = valueAt([...AT, 'transport']);
  if (cipher !== 'none') yield transport(at, { transport: chosen, problem: 'does not encrypt' });
  if (Object.values(links).some((list) => list.length > 0))
    yield transport(at, { transport: chosen, problem: 'has one link only' });
}

function* deviceIsElsewhere({ own: { quorumDevice: device }, hosts }: PacemakerModel) {
  if (device === null) return;
  const member = hosts.find(({ name, nodeName, addresses }) =>
    [name, nodeName, ...Object.values(addresses)].includes(device.host),
  );
  if (member !== undefined)
    yield deviceIsMember(valueAt([...device.at, 'host']), { device: device.host, host: member.name });
}

export const corosyncChecks: readonly Check<PacemakerOptions>[] = [
  timersFit,
  linksAreEverywhere,
  messagesAreSafe,
  transportFits,
  deviceIsElsewhere,
];
