/** Resolves the spec to the settings of corosync and the quorum device. */
import { as, type HostName, type SecretName, type SourcePath } from '../../../base/brand.ts';
import type { Ledger } from '../../../resolve/ledger.ts';
import type { Referable } from '../../../resolve/stack-resolver.ts';
import { millisOf } from '../../../resolve/tables.ts';
import type * as Spec from '../../../spec/spec.gen.ts';
import type { Corosync, QuorumDevice } from '../options.ts';
import { PACEMAKER_DEFAULTS } from './defaults.ts';

export function corosyncOf(
  value: Spec.Corosync,
  at: SourcePath,
  { written }: Pick<Referable, 'written'>,
  ledger: Ledger,
): Corosync {
  const { transport, cipher, hash, key } = PACEMAKER_DEFAULTS.corosync;
  const chosen = ledger.defaulted<Corosync['transport']>(value.transport, [...at, 'transport'], transport);
  const encrypts = chosen === 'knet';
  const none = { value: 'none', because: 'only knet encrypts; corosync.conf(5)' };
  return {
    transport: chosen,
    linkMode: value.link_mode ?? null,
    port: value.port ?? null,
    token: millisOf(value.token),
    tokenCoefficient: millisOf(value.token_coefficient),
    consensus: millisOf(value.consensus),
    join: millisOf(value.join),
    retransmits: value.retransmits ?? null,
    cipher: ledger.defaulted<string>(value.cipher, [...at, 'cipher'], encrypts ? cipher : none),
    hash: ledger.defaulted<string>(value.hash, [...at, 'hash'], encrypts ? hash : none),
    key: as<SecretName>(ledger.defaulted<{ secret: string }>(value.key, [...at, 'key'], key).secret),
    debug: value.debug ?? null,
    links: Object.fromEntries(written.hosts.map(({ name, value: host }) => [as<HostName>(name), host.links ?? []])),
  };
}

export function quorumDeviceOf(value: Spec.QuorumDevice, at: SourcePath, ledger: Ledger): QuorumDevice {
  const { algorithm, tls } = PACEMAKER_DEFAULTS.device;
  return {
    at,
    host: value.host,
    algorithm: ledger.defaulted<QuorumDevice['algorithm']>(value.algorithm, [...at, 'algorithm'], algorithm),
    port: value.port ?? null,
    tls: ledger.defaulted<QuorumDevice['tls']>(value.tls, [...at, 'tls'], tls),
  };
}
