/** A folder that plays a node to clusterc-look.sh: files below its root, and commands that stand in for those of a RHEL 6 host. */
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { parseAnswers, type Answers } from '../../src/deploy/node/answers.ts';
import { factsQuestions } from '../../src/facts/questions.ts';
import type { FactsReader } from '../../src/facts/reader.ts';
import { facts } from '../../src/stack/cman/facts/index.ts';
import { hanging, sleepUntilHung } from '../support/hanging.ts';

const script = readFileSync('templates/node/clusterc-look.sh', 'utf8');

export type Shell = { readonly command: readonly string[]; readonly path: string };

export const VM_METADATA = `<?xml version="1.0" ?>
<resource-agent version="rgmanager 2.0" name="vm">
  <parameters>
    <parameter name="name" primary="1"><content type="string"/></parameter>
    <parameter name="domain" reconfig="1"><content type="string"/></parameter>
    <parameter name="autostart" reconfig="1"><content type="boolean" default="1"/></parameter>
  </parameters>
  <actions><action name="start" timeout="300"/><action name="migrate" timeout="10m"/></actions>
  <special tag="rgmanager"><attributes maxinstances="1" root="1" init_on_add="0" destroy_on_delete="0"/></special>
</resource-agent>`;

const SERVICE_METADATA = VM_METADATA.replace('name="vm"', 'name="service"');

export const CAPABILITIES = `<capabilities>
  <host><cpu><arch>x86_64</arch><model>Westmere</model></cpu></host>
  <guest><os_type>hvm</os_type><arch name="i686"><machine>old</machine></arch></guest>
  <guest><os_type>hvm</os_type><arch name="x86_64">
    <machine>rhel6.4.0</machine><machine canonical="rhel6.4.0">pc</machine>
    <domain type="kvm"><machine>rhel6.3.0</machine></domain></arch></guest>
</capabilities>`;

/** Seconds since 1970 on a node. */
export const NOW = 1_400_000_000;

const printing = (text: string, code = 0) => `#!/bin/sh\ncat <<'EOT'\n${text}\nEOT\nexit ${code}\n`;

const COMMANDS: { readonly [name: string]: string } = {
  rpm: printing(
    'cman 3.0.12.1-49.el6\npackage openais is not installed\nlibvirt 0.10.2-18.el6\nlibvirt 0.10.2-18.el6',
    1,
  ),
  chkconfig: printing(
    [
      'cman            0:off\t1:off\t2:on\t3:on\t4:on\t5:on\t6:off',
      'acpid           0:off\t1:off\t2:on\t3:off\t4:off\t5:off\t6:off',
      'NetworkManager  0:off\t1:off\t2:off\t3:off\t4:off\t5:on\t6:off',
      'sshd            0:off\t1:off\t2:on\t3:on\t4:on\t5:on\t6:off',
    ].join('\n'),
  ),
  getent: `#!/bin/sh
case $2 in
  host1.example.com) echo '192.168.1.11    STREAM host1.example.com'; echo '192.168.1.11    DGRAM' ;;
  slow.example.com) exec hung ;;
  *) exit 2 ;;
esac
`,
  date: printing(String(NOW)),
  virsh: `#!/bin/sh\nif [ "$1" = --version ]; then echo 0.10.2; exit; fi\ncat <<'EOT'\n${CAPABILITIES}\nEOT\n`,
};

const LINK = 'ip-192.168.10.5:3260-iscsi-iqn.2010-02.com.example:san-lun-1';

const FILES: { readonly [path: string]: string } = {
  'etc/redhat-release': 'Red Hat Enterprise Linux Server release 6.4 (Santiago)\n',
  'proc/meminfo': 'MemTotal:       16332840 kB\nMemFree:         1 kB\n',
  'proc/cpuinfo': 'processor\t: 0\nmodel name\t: Xeon\nprocessor\t: 1\n',
  'sys/class/net/br0/bridge/bridge_id': '',
  'sys/class/net/eth0/address': '',
  'sys/block/sda/size': '976773168\n',
  'sys/block/sdb/size': '1048576000\n',
};

const PROGRAMS: { readonly [path: string]: string } = {
  'lib/udev/scsi_id': '#!/bin/sh\n[ "$*" = "-g -u -d /dev/sdb" ] || exit 1\necho 36001405b3f8f0d3c5a64d1e9f7c2a101\n',
  'usr/share/cluster/vm.sh': printing(VM_METADATA),
  'usr/share/cluster/service.sh': printing(SERVICE_METADATA),
  'usr/share/cluster/broken.sh': printing('not XML'),
  'usr/sbin/fence_ilo': '#!/bin/sh\n',
  'usr/sbin/fence_node': '#!/bin/sh\n',
};

/** Writes the node below a folder; `programs` stand in place of its own. */
export function makeNode(folder: string, programs: { readonly [path: string]: string } = {}): void {
  for (const [path, text] of Object.entries(FILES)) put(join(folder, 'root', path), text, 0o644);
  const all = { ...PROGRAMS, ...programs };
  for (const [path, text] of Object.entries(all)) put(join(folder, 'root', path), text, 0o755);
  const own = { sleep: sleepUntilHung(folder), hung: hanging(folder) };
  for (const [name, text] of Object.entries(own)) put(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`, 0o755);
  for (const [name, text] of Object.entries(COMMANDS)) put(join(folder, 'bin', name), text, 0o755);
  const links = join(folder, 'root/dev/disk/by-path');
  mkdirSync(links, { recursive: true });
  for (const [link, device] of [
    ['pci-0000:00:1f.2-scsi-0:0:0:0', 'sda'],
    ['pci-0000:00:1f.2-scsi-0:0:0:0-part1', 'sda1'],
    [LINK, 'sdb'],
  ] as const)
    symlinkSync(`../../${device}`, join(links, link));
}

function put(path: string, text: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
}

/** Asks for agents below the folder that plays the node. */
function rooted(root: string): FactsReader {
  const questions = facts.questions.map(({ name, argv }) => ({
    name,
    argv: argv.map((word) => (word.startsWith('/') ? `${root}${word}` : word)),
  }));
  return { ...facts, questions };
}

/** What the node answers, asked as over ssh: by a shell with the script as an argument. */
export async function ask(folder: string, shell: Shell, names: readonly string[]): Promise<Answers> {
  const hasty = script.replace(/^PATIENCE=10 /m, 'PATIENCE=1 '); // until a command hangs
  const root = join(folder, 'root');
  const [program = '', ...options] = shell.command;
  const words = [
    'clusterc-look',
    ...factsQuestions(rooted(root), names, root).map(({ name, argv }) => [name, ...argv].join('\t')),
  ];
  const { stdout, stderr } = await execa(program, [...options, '-c', hasty, ...words], {
    cwd: '/',
    env: { PATH: `${join(folder, 'bin')}${delimiter}${shell.path}` },
    extendEnv: false,
    stripFinalNewline: false,
    stdin: 'ignore',
  });
  expect(stderr).toBe('');
  const answers = parseAnswers(stdout);
  if (answers === undefined) throw new Error(`no answers in: ${stdout}`);
  return answers;
}
