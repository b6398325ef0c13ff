/** The same files by Ansible's `copy`, tuned: one connection per host for all of it, modules by its standard input, all hosts at once. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of a host, where it lies here, and what it has to be there. */
export type Copied = { readonly src: string; readonly dest: string; readonly mode: string };

/** Writes configuration, inventory and playbook into a folder; returns the command and its environment but for the sockets. */
export function playbook(
  folder: string,
  sshConfig: string,
  files: ReadonlyMap<string, readonly Copied[]>,
): { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> } {
  const at = (name: string) => join(folder, name);
  writeFileSync(
    at('ansible.cfg'),
    [
      '[defaults]',
      `forks = ${files.size}`,
      'gathering = explicit',
      'interpreter_python = /usr/bin/python3',
      'stdout_callback = minimal',
      'retry_files_enabled = False',
      '[ssh_connection]',
      'pipelining = True',
      `ssh_args = -F ${sshConfig} -o ControlMaster=auto -o ControlPersist=60s`,
      '',
    ].join('\n'),
  );
  const hosts = Object.fromEntries([...files].map(([host, copied]) => [host, { copied }]));
  writeFileSync(at('inventory.json'), JSON.stringify({ all: { hosts } }));
  const copy = {
    src: '{{ item.src }}',
    dest: '{{ item.dest }}',
    mode: '{{ item.mode }}',
    owner: 'root',
    group: 'root',
  };
  const folders = { path: '/etc/cluster/vms', state: 'directory' };
  const tasks = [{ file: folders }, { copy, loop: '{{ copied }}' }];
  writeFileSync(at('playbook.json'), JSON.stringify([{ hosts: 'all', gather_facts: false, tasks }]));
  return {
    argv: ['ansible-playbook', '-i', at('inventory.json'), at('playbook.json')],
    env: { ANSIBLE_CONFIG: at('ansible.cfg'), ANSIBLE_LOCALHOST_WARNING: 'False' },
  };
}
