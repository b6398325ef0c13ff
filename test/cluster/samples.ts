/** A cluster.conf of any number of nodes, files of hosts in memory, and a cluster that can be asked. */
import type { Answer } from './commands/command.ts';
import { runCommand } from './commands/commands.ts';
import { CLUSTER_CONF, type Files } from './membership.ts';
import { formed, type Release } from './state.ts';

export type Shape = {
  readonly hosts: number;
  readonly version: number;
  readonly vms: Readonly<Record<string, string>>;
};

/** Nodes node1... on hosts host1...; `vms`: attributes by name. */
export function clusterConf({ hosts, version, vms }: Shape): string {
  const numbers = Array.from({ length: hosts }, (_, index) => index + 1);
  const nodes = numbers.map((n) => `    <clusternode name="node${n}.example.com" nodeid="${n}" votes="1"/>`);
  const guests = Object.entries(vms).map(([name, attributes]) => `    <vm name="${name}" ${attributes}/>`);
  const two = hosts === 2 ? ' two_node="1" expected_votes="1"' : ` expected_votes="${hosts}"`;
  const prefer = numbers.map(
    (n) => `        <failoverdomainnode name="node${n}.example.com" priority="${hosts - n + 1}"/>`,
  );
  return [
    '<?xml version="1.0"?>',
    `<cluster name="lab" config_version="${version}">`,
    `  <cman${two}/>`,
    '  <clusternodes>',
    ...nodes,
    '  </clusternodes>',
    '  <rm>',
    '    <failoverdomains>',
    '      <failoverdomain name="last-first" ordered="1">',
    ...prefer,
    '      </failoverdomain>',
    '    </failoverdomains>',
    ...guests,
    '  </rm>',
    '</cluster>',
    '',
  ].join('\n');
}

export function hostNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `host${index + 1}`);
}

export class Disks implements Files {
  readonly texts = new Map<string, string>();

  read(host: string, path: string): string | undefined {
    return this.texts.get(`${host}:${path}`);
  }

  write(host: string, path: string, text: string): boolean {
    this.texts.set(`${host}:${path}`, text);
    return true;
  }

  valid(): boolean {
    return true;
  }

  /** The same cluster.conf on some hosts. */
  conf(hosts: readonly string[], text: string): void {
    for (const host of hosts) this.write(host, CLUSTER_CONF, text);
  }
}

const VMS = { vm1: 'domain="last-first"', vm2: 'autostart="0"' };

/** Announces the version that is on disk. */
export const PUSH = 'cman_tool version -r -S';

/** A cluster that runs version 1, and what is asked of it, one after the other. */
export function cluster(hosts = 4, release: Release = 'rhel6', first: Readonly<Record<string, string>> = VMS) {
  const disks = new Disks();
  const text = (version: number, vms: Readonly<Record<string, string>> = first) => clusterConf({ hosts, version, vms });
  disks.conf(hostNames(hosts), text(1));
  const world = {
    disks,
    text,
    state: formed(release, hostNames(hosts), text(1)),
    run: (host: string, command: string): Answer => {
      const answer = runCommand(world.state, host, command.split(' '), disks);
      world.state = answer.state;
      return answer;
    },
    says: (host: string, command: string) => world.run(host, command).stdout,
  };
  return world;
}
