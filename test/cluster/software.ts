/** A node's software: chkconfig, rpm, and what needs no cluster. */
import {
  changes,
  notPlayed,
  optionOf,
  refuses,
  says,
  type Answer,
  type Call,
  type Command,
} from './commands/command.ts';
import { nodeAt, withNode } from './state.ts';

export const chkconfig: Command = (call) => {
  const { boot } = nodeAt(call.state, call.host);
  const [first = '', second] = call.args;
  if (first !== '--list') return switched(call, boot);
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

/** `NAME on`, `NAME off` */
function switched(call: Call, boot: Readonly<Record<string, boolean>>): Answer {
  const [name = '', state, more] = call.args;
  if ((state !== 'on' && state !== 'off') || more !== undefined) return notPlayed(call, 'chkconfig');
  if (boot[name] === undefined)
    return refuses(call, `error reading information on service ${name}: No such file or directory\n`);
  return changes(withNode(call.state, call.host, { boot: { ...boot, [name]: state === 'on' } }));
}

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

/** `id -u`; the caller is root here. */
export const id: Command = (call) => (call.args.join(' ') === '-u' ? says(call, '0\n') : notPlayed(call, 'id'));

/** `dracut -f`, and `mkinitrd -f IMAGE KERNEL` of RHEL 5: the image is not played. */
export const dracut: Command = (call) =>
  call.state.release === 'rhel6' && call.args.join(' ') === '-f' ? says(call, '') : notPlayed(call, 'dracut');
export const mkinitrd: Command = (call) =>
  call.state.release === 'rhel5' && call.args[0] === '-f' && call.args.length === 3
    ? says(call, '')
    : notPlayed(call, 'mkinitrd');
