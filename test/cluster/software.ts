/** A node's software: chkconfig, rpm, service, ccs_config_validate. */
import { changes, notPlayed, optionOf, refuses, says, type Answer, type Call, type Command } from './command.ts';
import { cmanTool } from './cman-tool.ts';
import { readConf } from './conf.ts';
import { CLUSTER_CONF, managed, startedElsewhere, stopped } from './membership.ts';
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

/** `service NAME VERB`, of the init scripts that runbooks call. */
export const service: Command = (call) => {
  const [name = '', verb = ''] = call.args;
  return SERVICES[`${name} ${verb}`]?.(call) ?? daemon(call, name, verb);
};

const SERVICES: Readonly<Record<string, Command>> = {
  'cman status': (call) =>
    status(call, nodeAt(call.state, call.host).running !== null, 'cluster is running.', 'cluster is stopped.'),
  'cman start': (call) =>
    nodeAt(call.state, call.host).running === null
      ? started(cmanTool({ ...call, args: ['join'] }), 'cluster')
      : says(call, 'Starting cluster: [  OK  ]\n'),
  'cman stop': stopCman,
  'rgmanager status': (call) => running(call, 'rgmanager', nodeAt(call.state, call.host).rgmanager),
  'rgmanager start': (call) =>
    nodeAt(call.state, call.host).rgmanager ? says(call, '') : changes(managed(call.state, call.host)),
  'rgmanager stop': (call) => changes(withNode(relocated(call.state, call.host), call.host, { rgmanager: false })),
  'libvirtd status': (call) => running(call, 'libvirtd', nodeAt(call.state, call.host).libvirtd),
  'libvirtd start': (call) => changes(withNode(call.state, call.host, { libvirtd: true })),
};

/** It does not stop while somebody has locks. /etc/init.d/cman */
function stopCman(call: Call): Answer {
  const { running: runs, daemons, rgmanager } = nodeAt(call.state, call.host);
  if (runs === null) return says(call, 'Stopping cluster: [  OK  ]\n');
  if (daemons.includes('clvmd') || rgmanager) return refuses(call, 'found dlm lockspace /sys/kernel/dlm/clvmd\n');
  return started(cmanTool({ ...call, args: ['leave'] }), 'Stopping cluster');
}

const DAEMONS = ['clvmd', 'iscsid', 'iscsi', 'multipathd', 'qdiskd'];

/** One of which only is known whether it runs. */
function daemon(call: Call, name: string, verb: string): Answer {
  const { daemons, running: cman, quorate } = nodeAt(call.state, call.host);
  if (!DAEMONS.includes(name)) return notPlayed(call, 'service');
  const runs = daemons.includes(name);
  if (verb === 'status') return running(call, name, runs);
  if (verb === 'reload')
    return runs ? says(call, `Reloading ${name}: [  OK  ]\n`) : refuses(call, `${name} is stopped\n`, 7);
  if (verb === 'stop')
    return changes(withNode(call.state, call.host, { daemons: daemons.filter((one) => one !== name) }));
  if (verb !== 'start' && verb !== 'restart') return notPlayed(call, 'service');
  if (name === 'clvmd' && (cman === null || !quorate))
    return refuses(call, 'clvmd could not connect to cluster manager\n');
  return changes(withNode(call.state, call.host, { daemons: [...daemons.filter((one) => one !== name), name] }));
}

/** What a node that leaves has run starts elsewhere, where it may. Domain reference, 8.10. */
function relocated(state: Call['state'], host: string): Call['state'] {
  const own = state.services.filter(({ owner }) => owner === host).map(({ name }) => name);
  const empty = stopped(withNode(state, host, { rgmanager: false }), host);
  return own.reduce((now, name) => startedElsewhere(now, name), empty);
}

/** `xmllint --noout FILE` */
export const xmllint: Command = (call) => {
  const text = call.files.read(call.host, call.args.at(-1) ?? '');
  return text === undefined || readConf(text) === undefined ? refuses(call, 'parser error\n') : says(call, '');
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
