/** What a node is asked about itself, apart from the cluster: iscsiadm, virsh, chkconfig, rpm, service. */
import { changes, notPlayed, optionOf, refuses, says, type Answer, type Call, type Command } from './command.ts';
import { cmanTool } from './cman-tool.ts';
import { readConf } from './conf.ts';
import { CLUSTER_CONF, stopped } from './membership.ts';
import { nodeAt, withNode, type Guest } from './state.ts';

/** domain.md 6.4 */
export const iscsiadm: Command = (call) => {
  if (call.args.join(' ') !== '-m session') return notPlayed(call, 'iscsiadm');
  const { sessions } = nodeAt(call.state, call.host);
  if (sessions.length === 0) return refuses(call, 'iscsiadm: No active sessions.\n', 21);
  const lines = sessions.map(({ portal, iqn }, index) => `tcp: [${index + 1}] ${portal},1 ${iqn}\n`);
  return says(call, lines.join(''));
};

/** Formats: those of libvirt 0.8 (RHEL 5) and 0.10 (RHEL 6). */
export const virsh: Command = (call) => {
  const [verb, ...args] = call.args.filter(
    (arg, index, all) => !['-r', '-q'].includes(arg) && !connects(arg, all[index - 1]),
  );
  const node = nodeAt(call.state, call.host);
  if (!node.libvirtd) {
    const reason = "Failed to connect socket to '/var/run/libvirt/libvirt-sock-ro': No such file or directory";
    return refuses(call, `error: ${reason}\nerror: failed to connect to the hypervisor\n`);
  }
  if (verb === 'list') return says(call, guestList(call, args.includes('--all')));
  if (verb === 'capabilities') return says(call, CAPABILITIES[call.state.release]);
  if (verb !== 'dominfo' && verb !== 'domstate') return notPlayed(call, 'virsh');
  const guest = node.guests.find(({ name }) => name === args[0]);
  if (guest === undefined) {
    const reason = `Domain not found: no domain with matching name '${args[0]}'`;
    return refuses(call, `error: failed to get domain '${args[0]}'\nerror: ${reason}\n`);
  }
  return says(call, verb === 'dominfo' ? guestInfo(guest, node.guests.indexOf(guest) + 1) : `${guest.state}\n\n`);
};

function connects(arg: string, before: string | undefined): boolean {
  return ['-c', '--connect'].includes(arg) || before === '-c' || before === '--connect';
}

function guestList({ state, host }: Call, all: boolean): string {
  const { guests } = nodeAt(state, host);
  const shown = guests.filter((guest) => all || guest.state !== 'shut off');
  const idOf = (guest: Guest) => (guest.state === 'shut off' ? '-' : String(guests.indexOf(guest) + 1));
  const lines =
    state.release === 'rhel5'
      ? [
          ' Id Name                 State',
          '-'.repeat(34),
          ...shown.map((guest) => `${idOf(guest).padStart(3)} ${guest.name.padEnd(20)} ${guest.state}`),
        ]
      : [
          ` ${'Id'.padEnd(5)} ${'Name'.padEnd(30)} State`,
          '-'.repeat(52),
          ...shown.map((guest) => ` ${idOf(guest).padEnd(5)} ${guest.name.padEnd(30)} ${guest.state}`),
        ];
  return `${lines.join('\n')}\n\n`;
}

function guestInfo(guest: Guest, id: number): string {
  const rows = {
    Id: guest.state === 'shut off' ? '-' : String(id),
    Name: guest.name,
    'OS Type': 'hvm',
    State: guest.state,
    'CPU(s)': '1',
    'Max memory': `${guest.memory} kB`,
    'Used memory': `${guest.memory} kB`,
    Persistent: 'no',
    Autostart: 'disable',
  };
  return `${Object.entries(rows)
    .map(([key, value]) => `${`${key}:`.padEnd(15)} ${value}\n`)
    .join('')}\n`;
}

const CAPABILITIES = { rhel5: capabilities('rhel5.4.0'), rhel6: capabilities('rhel6.6.0') } as const;

function capabilities(machine: string): string {
  return `<capabilities>

  <host>
    <cpu>
      <arch>x86_64</arch>
      <model>Westmere</model>
      <vendor>Intel</vendor>
      <topology sockets='1' cores='4' threads='2'/>
    </cpu>
  </host>

  <guest>
    <os_type>hvm</os_type>
    <arch name='x86_64'>
      <wordsize>64</wordsize>
      <emulator>/usr/libexec/qemu-kvm</emulator>
      <machine>${machine}</machine>
      <machine canonical='${machine}'>pc</machine>
      <domain type='kvm'/>
    </arch>
  </guest>

</capabilities>

`;
}

export const chkconfig: Command = (call) => {
  const { boot } = nodeAt(call.state, call.host);
  const [first = '', second] = call.args;
  if (first !== '--list') return notPlayed(call, 'chkconfig');
  if (second !== undefined && boot[second] === undefined) {
    return refuses(call, `error reading information on service ${second}: No such file or directory\n`);
  }
  const names = second === undefined ? Object.keys(boot).sort() : [second];
  const line = (name: string) => {
    const on = boot[name] === true ? 'on' : 'off';
    return `${name.padEnd(15)}\t0:off\t1:off\t2:${on}\t3:${on}\t4:${on}\t5:${on}\t6:off\n`;
  };
  return says(call, names.map(line).join(''));
};

export const rpm: Command = (call) => {
  const format = optionOf(call.args, '--qf') ?? optionOf(call.args, '--queryformat');
  const names = call.args.filter((arg) => !arg.startsWith('-') && arg !== format);
  if (!call.args.includes('-q') || names.length === 0) return notPlayed(call, 'rpm');
  const { packages } = nodeAt(call.state, call.host);
  const found = names.map((name) => packages.find((item) => new RegExp(`^${name}-[^-]+-[^-]+$`).test(item)));
  const lines = found.map((item, index) =>
    item === undefined
      ? `package ${names[index]} is not installed\n`
      : format === undefined
        ? `${item}\n`
        : formatted(item, format),
  );
  return { ...says(call, lines.join('')), exit: found.filter((item) => item === undefined).length };
};

function formatted(item: string, format: string): string {
  const [, name = '', version = '', release = '', arch = ''] = /^(.+)-([^-]+)-([^-]+)\.([^.]+)$/.exec(item) ?? [];
  const tags: Readonly<Record<string, string>> = { NAME: name, VERSION: version, RELEASE: release, ARCH: arch };
  return format
    .replaceAll(/%\{(\w+)\}/g, (_, tag: string) => tags[tag.toUpperCase()] ?? '(none)')
    .replaceAll('\\n', '\n');
}

/** `service NAME start|stop|status` of cman, rgmanager and libvirtd. */
export const service: Command = (call) => {
  const [name = '', verb = ''] = call.args;
  return SERVICES[`${name} ${verb}`]?.(call) ?? notPlayed(call, 'service');
};

const SERVICES: Readonly<Record<string, Command>> = {
  'cman status': (call) =>
    status(call, nodeAt(call.state, call.host).running !== null, 'cluster is running.', 'cluster is stopped.'),
  'cman start': (call) => started(cmanTool({ ...call, args: ['join'] }), 'cluster'),
  'cman stop': (call) => started(cmanTool({ ...call, args: ['leave'] }), 'cluster'),
  'rgmanager status': (call) => running(call, 'rgmanager', nodeAt(call.state, call.host).rgmanager),
  'rgmanager start': (call) => changes(withNode(call.state, call.host, { rgmanager: true })),
  'rgmanager stop': (call) => changes(withNode(stopped(call.state, call.host), call.host, { rgmanager: false })),
  'libvirtd status': (call) => running(call, 'libvirtd', nodeAt(call.state, call.host).libvirtd),
};

function running(call: Call, name: string, runs: boolean): Answer {
  return status(call, runs, `${name} (pid  4711) is running...`, `${name} is stopped`);
}

function status(call: Call, runs: boolean, yes: string, no: string): Answer {
  return { ...says(call, `${runs ? yes : no}\n`), exit: runs ? 0 : 3 };
}

function started(answer: Answer, what: string): Answer {
  return answer.exit === 0 ? { ...answer, stdout: `${what}: [  OK  ]\n` } : answer;
}

/** `ccs_config_validate [-f FILE]` of RHEL 6. */
export const ccsConfigValidate: Command = (call) => {
  const file = optionOf(call.args, '-f') ?? CLUSTER_CONF;
  const text = call.files.read(call.host, file);
  if (text === undefined) return refuses(call, `Unable to open ${file}\n`, 255);
  const valid = call.files.valid(call.host, text) && readConf(text) !== undefined;
  return valid ? says(call, 'Configuration validates\n') : refuses(call, 'Configuration fails to validate\n');
};
