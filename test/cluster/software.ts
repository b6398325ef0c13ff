/** A node's software: chkconfig, rpm, service, ccs_config_validate. */
import { changes, notPlayed, optionOf, refuses, says, type Answer, type Call, type Command } from './command.ts';
import { cmanTool } from './cman-tool.ts';
import { readConf } from './conf.ts';
import { CLUSTER_CONF, managed, stopped } from './membership.ts';
import { nodeAt, withNode } from './state.ts';

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

/** `service NAME VERB` of cman, rgmanager, libvirtd and multipathd. */
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
  'rgmanager start': (call) => changes(managed(call.state, call.host)),
  'rgmanager stop': (call) => changes(withNode(stopped(call.state, call.host), call.host, { rgmanager: false })),
  'multipathd reload': (call) => says(call, 'Reloading multipathd: [  OK  ]\n'),
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
