/** Facts found on the hosts, as in the section `facts` of a site. */
import type { Bytes } from '../base/brand.ts';
import type * as Spec from '../spec/spec.gen.ts';
import type { Written } from './entity.ts';

/** Null: not found out. Named as in the site, whose section of facts is written by clusterc itself. */
export type HostFacts = Written & {
  readonly host: string;
  /** UTC, ISO 8601. */
  readonly collected: string;
  readonly release: string | null;
  readonly memory: Bytes | null;
  readonly cpus: number | null;
  readonly bridges: readonly string[] | null;
  /** By link name in /dev/disk/by-path. */
  readonly disks: { readonly [link: string]: DiskFacts };
  readonly packages: { readonly [name: string]: string };
  readonly agents: { readonly [type: string]: Spec.AgentFacts | false } | null;
  readonly fenceAgents: readonly string[] | null;
  readonly boot: readonly string[] | null;
  /** Volume groups that LVM sees; null: not asked. */
  readonly volumeGroups: {
    readonly [name: string]: { readonly lockType: string; readonly systemId: string | null };
  } | null;
  /** Seconds ahead of the clock of the machine that asked. */
  readonly timeOffset: number | null;
  /** Node name -> addresses. */
  readonly resolves: { readonly [name: string]: readonly string[] };
  readonly machines: readonly string[] | null;
  /** Model of the processor in the words of libvirt. */
  readonly cpuModel: string | null;
};

export type DiskFacts = { readonly size: Bytes | null; readonly wwid: string | null };
