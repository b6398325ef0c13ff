/** The sites of the soak of pacemaker, one for each seed. Each differs in one to three things from that of the seed before. */
import { numbers } from '../faults.ts';

const SWITCHES = ['memory', 'added', 'renamed', 'depends', 'order', 'token', 'policy', 'password', 'priority'] as const;

type Switch = (typeof SWITCHES)[number];
export type Switches = ReadonlySet<Switch>;

/** All switches that the seeds up to this one have thrown, an odd number of times. */
export function switchesOf(seed: number): Switches {
  const on = new Set<Switch>();
  for (let one = 1; one <= seed; one += 1) for (const thrown of thrownBy(one)) if (!on.delete(thrown)) on.add(thrown);
  return on;
}

function thrownBy(seed: number): Switches {
  const next = numbers(seed * 7919);
  const count = 1 + Math.floor(next() * 3);
  return new Set(Array.from({ length: count }, () => SWITCHES[Math.floor(next() * SWITCHES.length)] ?? 'memory'));
}

/** `text`: the usual site of hosts with pacemaker; its VMs are vm1, vm2... */
export function siteWith(text: string, on: Switches): string {
  const second = on.has('renamed') ? 'vm8' : 'vm2';
  const guest = /^ {2}vm2: (.*)$/m.exec(text)?.[1] ?? '';
  const changed = text
    .replace(/^ {2}vm2: .*$/m, `  ${second}: ${guest}${on.has('added') ? `\n  vm9: ${guest}` : ''}`)
    .replaceAll(/^( {2}vm\d: \{)/gm, '$1 pacemaker: { stop_timeout: 20s, start_timeout: 20s },')
    .replace(/^ {2}vm1: .*$/m, (line) => firstGuest(line, on, second))
    .replace(
      'pacemaker: { properties',
      `pacemaker: { no_quorum_policy: ${on.has('policy') ? 'freeze' : 'stop'}, properties`,
    );
  return on.has('token') ? changed.replace('debian12\n', 'debian12\n  corosync: { token: 4s }\n') : changed;
}

function firstGuest(line: string, on: Switches, second: string): string {
  return line
    .replace('memory: 1G', `memory: ${on.has('memory') ? 2 : 1}G`)
    .replace('20s }', `20s, priority: ${on.has('priority') ? 5 : 1} }`)
    .replace('cpus: 1', on.has('depends') ? `cpus: 1, depend: vm/${second}` : 'cpus: 1')
    .replace('[host1, host2', on.has('order') ? '[host2, host1' : '[host1, host2');
}
