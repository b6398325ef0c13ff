/** The differences between releases of cman, ccsd and qdiskd. The tables of src/platform/ name the sources. */
import type { Platform } from '../../platform/release-id.ts';

export type CmanDialect = {
  /** Does ccsd distribute cluster.conf? Else all nodes need the file before it is announced. */
  readonly ccsd: boolean;
  /** Does cman know the attribute `transport`? */
  readonly transports: boolean;
  /** UDP unicast instead of multicast, in a version that Red Hat supports. */
  readonly udpu: boolean;
  readonly broadcast: boolean;
  /** A second ring, in a version that Red Hat supports. */
  readonly secondRing: boolean;
  /** Does qdiskd derive tko from the token timeout, its votes from the number of nodes, and the master? */
  readonly qdiskdDerives: boolean;
};

/** RHEL 5. Broadcast from 5.6 on: Red Hat article 146163. */
const OPENAIS = { ccsd: true, transports: false, udpu: false, secondRing: false, qdiskdDerives: false };
/** RHEL 6 and Fedora. */
const COROSYNC = { ccsd: false, transports: true, broadcast: true };

const DIALECTS: { readonly [family: string]: (minor: number) => CmanDialect } = {
  rhel5: (minor) => ({ ...OPENAIS, broadcast: minor >= 6 }),
  // udpu and the second ring: Red Hat article 146163.
  rhel6: (minor) => ({ ...COROSYNC, udpu: minor >= 2, secondRing: minor >= 4, qdiskdDerives: true }),
  // udpu, the second ring and a qdiskd that derives its timers are newer than Fedora 13.
  fedora: () => ({ ...COROSYNC, udpu: false, secondRing: false, qdiskdDerives: false }),
};

/** The dialect of one release. */
export function cmanDialectOf({ family, minor }: Platform): CmanDialect {
  const dialect = DIALECTS[family];
  if (dialect === undefined) throw new Error(`bug/platform: no cman runs on ${family}`);
  return dialect(minor);
}
