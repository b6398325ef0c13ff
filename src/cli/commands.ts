/** Every command as data. Help, completion and the man page are made from it. It loads a command's code when that is called. */
import { text, texts, type ArgumentSpec, type CommandSpec } from './command.ts';
import { CHECK_FORMATS, checkFormatOf, READ_FORMAT, readFormatOf } from './formats.ts';
import { LISTED, listedOf } from './site/listable.ts';
import { SHELLS, type Shell } from './help/shells.ts';
import { facts } from './nodes/facts-words.ts';
import { importNodes } from './import/import-words.ts';
import { convert } from './site/convert-words.ts';
import { diff } from './nodes/diff-words.ts';
import { fmt } from './site/fmt-words.ts';
import { history } from './push/history-words.ts';
import { plan } from './plan/plan-words.ts';
import { push } from './push/push-words.ts';
import { revert } from './push/revert-words.ts';
import { simulate } from './site/simulate-words.ts';
import { status } from './nodes/status-words.ts';
import { SCHEMAS, schemaNameOf } from './site/schemas.ts';
import { STAGES, type Stage } from './site/stages.ts';

const SITE: ArgumentSpec = {
  name: 'SITE',
  description: 'folder or file of the site',
  fallback: '.',
  completes: 'site',
};

const init: CommandSpec = {
  name: 'init',
  summary: 'write a commented site of two hosts that compiles',
  description:
    'Writes a commented site of two hosts and two VMs, and the schema that gives an editor completion and hover.',
  arguments: [{ name: 'DIR', description: 'folder to write to', fallback: '.', completes: 'folder' }],
  options: [],
  example: 'clusterc init mycluster',
  alsoCalled: ['new', 'create'],
  run: async ([folder = '.'], _flags, io) => (await import('./site/init.ts')).init(folder, io),
};

const check: CommandSpec = {
  name: 'check',
  summary: 'report everything that is wrong with a site',
  description: 'Reports everything that is wrong with a site, in one run. Changes nothing.',
  arguments: [SITE],
  options: [
    {
      flags: '--format <FORMAT>',
      description: 'how to report',
      choices: CHECK_FORMATS,
      fallback: 'text',
    },
    { flags: '--strict', description: 'fail on warnings too' },
    { flags: '--watch', description: 'check again whenever a file of the site is saved, until Ctrl-C' },
    {
      flags: '--with <SITES>',
      description: 'other sites on the same network, joined with commas: report what two have in common',
      repeatable: true,
      completes: 'folder',
    },
  ],
  example: 'clusterc check --format json',
  alsoCalled: ['validate', 'lint', 'verify', 'test'],
  run: async ([site = '.'], flags, io) =>
    (await import('./site/check.ts')).check(
      site,
      {
        format: checkFormatOf(flags['format']),
        strict: flags['strict'] === true,
        others: texts(flags['with']).flatMap((sites) => sites.split(',')),
        watch: flags['watch'] === true,
      },
      io,
    ),
};

const build: CommandSpec = {
  name: 'build',
  summary: 'compile a site into a bundle for review',
  description:
    'Compiles a site into a bundle: every file of every node, and a manifest. Secrets stay names. The output is replaced whole or not at all.',
  arguments: [SITE],
  options: [
    {
      flags: '-o, --output <DIR>',
      description: 'where the bundle goes (default: build/<cluster>)',
      completes: 'folder',
    },
    { flags: '--tar', description: 'write one tar file instead of a folder' },
  ],
  example: 'clusterc build -o review',
  alsoCalled: ['compile', 'render', 'generate', 'make'],
  run: async ([site = '.'], flags, io) =>
    (await import('./site/build.ts')).build(site, { output: text(flags['output']), tar: flags['tar'] === true }, io),
};

const secrets: CommandSpec = {
  name: 'secrets',
  summary: 'say which secrets have no value, or one that does not fit',
  description:
    'Asks the providers of the site for every secret that it refers to, and names those that have no value, or one that is too short or too ' +
    'long for its use, or that a file cannot carry. Prints no value. CLUSTERC_SECRETS names other providers, CLUSTERC_VAULT_PASSWORD_FILE and ' +
    'CLUSTERC_AGE_IDENTITY what opens them.',
  arguments: [{ name: 'ACTION', description: 'what to do', choices: ['check'] }, SITE],
  options: [READ_FORMAT],
  example: 'clusterc secrets check',
  run: async ([, site = '.'], flags, io) =>
    (await import('./site/secrets.ts')).checkSecrets(site, { format: readFormatOf(flags['format']) }, io),
};

const dump: CommandSpec = {
  name: 'dump',
  summary: 'print the value of a stage as JSON',
  description:
    'Prints the value of one stage as canonical JSON, also of a build that failed later. The stages observed and plan ask the nodes.',
  arguments: [
    { name: 'STAGE', description: 'which stage', choices: STAGES },
    SITE,
    { name: 'PATH', description: 'a part of it, steps joined with slashes', optional: true, completes: 'path' },
  ],
  options: [
    {
      flags: '--sandbox <DIR>',
      description: 'sandbox, for observed and plan: DIR/<host> takes the place of each node (default: over ssh)',
      completes: 'folder',
    },
  ],
  example: 'clusterc dump model . vms/vm1',
  alsoCalled: ['show', 'print', 'inspect'],
  run: async ([stage, site = '.', path], flags, io) =>
    (await import('./site/dump.ts')).dump(stageOf(stage), site, { path, sandbox: text(flags['sandbox']) }, io),
};

const schema: CommandSpec = {
  name: 'schema',
  summary: 'print the JSON Schema of a site, or of what a command prints',
  description:
    'Prints the JSON Schema of a site, which gives an editor completion and hover, or that of the output of a command with --format json.',
  arguments: [{ name: 'OF', description: 'a site, or a command', choices: SCHEMAS, fallback: 'site' }],
  options: [],
  example: 'clusterc schema > site.schema.json',
  run: async ([of], _flags, io) => (await import('./site/schema.ts')).schema(schemaNameOf(of), io),
};

const explain: CommandSpec = {
  name: 'explain',
  summary: 'say what a message means, or where a value or a file comes from',
  description:
    'Explains the code of a message (fence/race), a key of a site (cluster/quorum/disk/interval), which needs no site, a path of the site (vms/vm1/memory), or a file of a node and a line of it (host1:/etc/lvm/lvm.conf:7).',
  arguments: [
    { name: 'WHAT', description: 'code, path, or host:/path[:line]', completes: ['code', 'key', 'node-file'] },
    SITE,
  ],
  options: [READ_FORMAT],
  example: 'clusterc explain vms/vm1/autostart',
  alsoCalled: ['describe', 'why'],
  run: async ([what = '', site = '.'], flags, io) =>
    (await import('./site/explain.ts')).explain(what, { site, format: readFormatOf(flags['format']) }, io),
};

const list: CommandSpec = {
  name: 'list',
  summary: 'name the hosts, services, VMs or files of a site',
  description:
    'Names the hosts, services, VMs or files of a site, one per line; as JSON with the facts that a selection needs.',
  arguments: [{ name: 'WHAT', description: 'what to name', choices: LISTED }, SITE],
  options: [READ_FORMAT],
  example: 'clusterc list hosts',
  alsoCalled: ['ls', 'get'],
  run: async ([what, site = '.'], flags, io) =>
    (await import('./site/list.ts')).list(listedOf(what), { site, format: readFormatOf(flags['format']) }, io),
};

const completion: CommandSpec = {
  name: 'completion',
  summary: 'print the script that completes commands in a shell',
  description:
    'Prints a script that completes commands, options, codes, hosts, VMs and paths at the Tab key. For good, write it to ' +
    '/etc/bash_completion.d/clusterc, to a file _clusterc in a folder of $fpath of zsh, or to ~/.config/fish/completions/clusterc.fish.',
  arguments: [{ name: 'SHELL', description: 'which shell', choices: SHELLS }],
  options: [],
  example: 'source <(clusterc completion bash)',
  run: async ([shell], _flags, io) => (await import('./help/completion.ts')).completion(shellOf(shell), io),
};

/** In the order in which a new user needs them. */
export const COMMANDS: readonly CommandSpec[] = [
  init,
  check,
  fmt,
  build,
  diff,
  plan,
  push,
  revert,
  status,
  history,
  facts,
  simulate,
  secrets,
  importNodes,
  convert,
  explain,
  list,
  dump,
  schema,
  completion,
];

function stageOf(word: string | undefined): Stage {
  return STAGES.find((stage) => stage === word) ?? 'model';
}

function shellOf(word: string | undefined): Shell {
  return SHELLS.find((shell) => shell === word) ?? 'bash';
}
