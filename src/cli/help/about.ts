/** What help and man page say about the program as a whole, and the options that every command has. */
import type { CommandWords, OptionSpec } from '../command.ts';
import { COMMANDS } from '../commands.ts';

export const ABOUT =
  'Compiles one YAML description of a high-availability KVM cluster into the files of its nodes, and copies them there.';

/** Accepted before or after the command. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { flags: '-q, --quiet', description: 'results and errors only: no progress, summary or notes' },
  {
    flags: '-v, --verbose',
    description: 'also stages and the steps on each node with their times, and every finding in full',
  },
  {
    flags: '--color <WHEN>',
    description: 'colours',
    choices: ['auto', 'always', 'never'],
    fallback: 'auto',
  },
];

export const HELP_OPTION: OptionSpec = { flags: '-h, --help', description: 'print this help' };
export const VERSION_OPTION: OptionSpec = { flags: '-V, --version', description: 'print the version' };

/** Code and meaning; the codes of io.ts. */
export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'done; no difference'],
  [1, 'errors found, or the command failed and nothing changed'],
  [2, 'differences found; from status: something is wrong'],
  [3, 'the push failed and every node is back as it was'],
  [4, 'the push failed and the state of a node is unknown'],
  [5, 'every node has the new files, and the cluster does not run all of it'],
  [64, 'wrong usage, or no command'],
  [70, 'a bug in clusterc; the state of a node is unknown if it was pushing'],
  [130, 'interrupted and rolled back; after a second interrupt the nodes roll themselves back'],
];

export const ENVIRONMENT: readonly (readonly [name: string, meaning: string])[] = [
  ['NO_COLOR', 'no colours, when it is not empty'],
  ['FORCE_COLOR', 'colours also where output is not a terminal, when it is not empty, 0 or false'],
  [
    'CLUSTERC_SECRETS',
    'providers in place of those of the site: a list such as file:secrets.yaml,vault:FILE,age:FILE,environment:PREFIX; paths begin in the current folder',
  ],
  ['CLUSTERC_SECRET_NAME', 'value of a secret for the provider "environment": FENCE_ILO_HOST1 is fence/ilo-host1'],
  ['CLUSTERC_VAULT_PASSWORD_FILE', 'password file of Ansible Vaults, in place of what the site says'],
  ['CLUSTERC_AGE_IDENTITY', 'identity file for age, in place of what the site says'],
  ['CLUSTERC_SSH_CONFIG', 'file for ssh -F, in place of ~/.ssh/config and /etc/ssh/ssh_config'],
  [
    'XDG_RUNTIME_DIR',
    'folder for the sockets of connections that are kept for a minute; a folder of your own below /tmp without it',
  ],
  ['XDG_STATE_HOME', 'folder for what is remembered of pushes, below clusterc/<cluster>; ~/.local/state without it'],
  ['TERM', 'dumb: no colours, and no line that is written over'],
];

/** Read or written, besides what the command line names. */
export const FILES: readonly (readonly [path: string, meaning: string])[] = [
  ['site.yaml', 'the site: this file, or every .yaml file of a folder'],
  ['.clusterc/site.schema.json', 'the schema for editors, which init writes next to the site'],
  ['build/<cluster>', 'the bundle that build writes'],
  ['$XDG_STATE_HOME/clusterc/<cluster>', 'journal of the pushes from this machine, and the bundles that revert finds'],
  [
    '/var/lib/clusterc',
    'on a node: its lock, its journal, and the files of the last three bundles, with the values of their secrets',
  ],
];

export const HELP: CommandWords = {
  name: 'help',
  summary: 'print the help of a command',
  description: 'Prints the help of a command, or of all.',
  arguments: [{ name: 'COMMAND', description: 'which command', optional: true, completes: 'command' }],
  options: [],
  example: 'clusterc help push',
};

/** Every command that users type. */
export const ALL: readonly CommandWords[] = [...COMMANDS, HELP];
