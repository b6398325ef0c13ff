/** virsh, which only looks. Formats: those of libvirt 0.8 (RHEL 5) and 0.10 (RHEL 6). */
import { notPlayed, refuses, says, type Call, type Command } from './command.ts';
import { nodeAt, type Guest } from '../state.ts';

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
