/**
 * The words of a scenario. Paths are relative to a fresh folder that holds the pair as `site.yaml` and, below `nodes`,
 * a folder for each node. What a command finds is compared with `finds`, how it ends with `exit` (0 if not said).
 */
import { parse } from 'yaml';
import type { Happening, MachinePush } from './machines.ts';
import type { Spoken } from './ssh.ts';
import type { Answer } from '../../src/deploy/node/answers.ts';
import type { Situation } from '../support/recorded.ts';

export type Expected = { readonly exit?: number; readonly finds?: readonly string[] };

export type Push = Expected & {
  readonly check?: boolean;
  readonly allow?: readonly string[];
  /** Just before a verb of the activator runs on a node. */
  readonly meanwhile?: { readonly before: string; readonly on: string; readonly do: readonly FileEdit[] };
  /** clusterc is killed before it sends this verb to any node. */
  readonly 'dies-before'?: string;
};

export type Command =
  | { readonly push: Push | null }
  | { readonly check: Expected & { readonly site: string; readonly with?: readonly string[] } }
  | { readonly build: Expected & { readonly output: string; readonly tar?: boolean } }
  | { readonly init: Expected & { readonly folder: string } }
  /** Folders and files of the scenario. */
  | {
      readonly plan: Expected & {
        readonly old: string;
        readonly new: string;
        /** `rhel6.6` if not said. */
        readonly release?: string;
        readonly clustat?: string;
        /** Asked as well; its program is in the folder `bin`. */
        readonly engine?: string;
        readonly metadata?: readonly string[];
      };
    }
  /** Asks the hosts of the site; those that are `silent` do not answer, and the others know no more than their `agents` print. */
  | {
      readonly facts: Expected & {
        readonly output: string;
        readonly silent?: readonly string[];
        readonly agents?: PerPath;
      };
    }
  | { readonly explain: Expected & { readonly what: string } }
  /** Options in their order, such as `fail: host1`. */
  | { readonly simulate: Expected & { readonly given: { readonly [option: string]: string }[] } }
  /** The site, or a bundle, next to the nodes or something else; `env` besides the usual PATH. */
  | {
      readonly diff:
        | (Expected & { readonly subject?: string; readonly against?: string; readonly env?: PerPath })
        | null;
    }
  /** Looks at the values of the site's secrets, with variables of the environment. */
  | {
      readonly import: Expected & {
        readonly from: readonly string[];
        readonly output: string;
        readonly platform?: string;
        /** Nodes that are asked over ssh, and what each of them answers. */
        readonly nodes?: string;
        readonly answer?: { readonly exit: number; readonly out?: string; readonly err?: string };
      };
    }
  /** Asks hosts over a program in the place of ssh, by their addresses. */
  | { readonly look: Expected & { readonly limit?: string; readonly hosts?: { readonly [address: string]: Spoken } } }
  | { readonly secrets: (Expected & { readonly env?: PerPath }) | null }
  /** Resolves the secrets of a bundle of one file, in which `${secret:NAME}` replaces a secret. */
  | { readonly 'fit-secrets': Expected & { readonly file: string; readonly values: PerPath } }
  /** Keeps records below the folder `state`. */
  | { readonly history: Expected & { readonly cluster?: string } }
  | { readonly 'write-down': Expected & { readonly cluster?: string } }
  | { readonly keep: Expected }
  | { readonly 'find-kept': Expected & { readonly id: string } }
  /** Compiles the pair with other texts for some templates. */
  | { readonly compile: Expected & { readonly templates: { readonly [name: string]: string } } }
  /** Emits the pair with every emitter twice. */
  | { readonly 'emit-twice': Expected }
  /** Looks for keys of the pair that a made-up stack does not know. */
  | { readonly 'other-stack': Expected }
  /** Judges a pair in good order, but for what is said here; answers are texts, or recordings (fixtures/recorded/status). */
  | { readonly status: Expected & Status }
  /** Pushes the site to machines of the simulated world (test/world), or goes back there. */
  | { readonly 'push-to-machines': (Expected & MachinePush) | null }
  | { readonly 'revert-machines': (Expected & MachinePush) | null }
  /** Asks for the secrets of the pair where one is not known. */
  | { readonly 'resolve-secrets': Expected & { readonly without: string } };

export type Status = Pick<Situation, 'states' | 'targets' | 'release'> & {
  /** Host -> question -> answer; null for a host that is not asked. */
  readonly answers?: {
    readonly [host: string]: { readonly [question: string]: Answer | { readonly recorded: string } } | null;
  };
};

/** Path, or another name -> text. */
type PerPath = { readonly [path: string]: string };

export type FileEdit =
  | { readonly write: PerPath }
  | { readonly append: PerPath }
  /** Path -> what is there once, and what comes in its place. */
  | { readonly replace: { readonly [path: string]: readonly [text: string, by: string] } }
  | { readonly mode: PerPath }
  /** Path of the link -> what it points to. */
  | { readonly link: PerPath }
  | { readonly remove: string }
  | { readonly 'make-folder': string }
  /** Writes a text many times over; `#` in it is a running number. */
  | { readonly repeat: { readonly [path: string]: readonly [text: string, times: number] } }
  /** Makes a file so large, without writing it, or cuts one off there. */
  | { readonly size: { readonly [path: string]: number } }
  /** Runs git in the folder, words by blanks. */
  | { readonly git: readonly string[] }
  /** Packs a tar file of names and texts; a text that begins with `->` makes a link. */
  | { readonly pack: { readonly [path: string]: PerPath } }
  /** Gives a forged bundle the identity of what is in it. */
  | { readonly identify: string }
  /** Makes so many empty files in a folder. */
  | { readonly crowd: { readonly [folder: string]: number } }
  /** Brings the site, with its storage, to machines that have nothing yet. */
  | { readonly deploy: null }
  | { readonly machines: readonly Happening[] };

type WordOf<S> = S extends unknown ? keyof S : never;
const COMMANDS = [
  'push',
  'check',
  'build',
  'init',
  'import',
  'plan',
  'facts',
  'look',
  'explain',
  'simulate',
  'diff',
  'secrets',
  'fit-secrets',
  'history',
  'write-down',
  'keep',
  'find-kept',
  'compile',
  'emit-twice',
  'other-stack',
  'status',
  'push-to-machines',
  'revert-machines',
  'resolve-secrets',
] as const satisfies readonly WordOf<Command>[];
const ACTIONS = [
  'write',
  'append',
  'replace',
  'mode',
  'link',
  'remove',
  'make-folder',
  'repeat',
  'crowd',
  'size',
  'git',
  'pack',
  'identify',
  'deploy',
  'machines',
] as const satisfies readonly WordOf<FileEdit>[];

/** The steps of a scenario; only the words are checked, since a wrong detail fails when it is played. */
export function readSteps(text: string): readonly (Command | FileEdit)[] {
  const steps: unknown = parse(text);
  if (!Array.isArray(steps)) throw new Error('a scenario is a list of steps');
  return steps.map((step: unknown) => {
    if (isCommand(step) || isDeed(step)) return step;
    throw new Error(`no step of a scenario: ${JSON.stringify(step)}`);
  });
}

export function isCommand(step: unknown): step is Command {
  return isOneOf(step, COMMANDS);
}

function isDeed(step: unknown): step is FileEdit {
  return isOneOf(step, ACTIONS);
}

function isOneOf(step: unknown, words: readonly string[]): boolean {
  return typeof step === 'object' && step !== null && Object.keys(step).every((word) => words.includes(word));
}

/** What a step expects of its command, and what happens meanwhile. */
export function expectedOf(command: Command): Push {
  if ('push' in command) return command.push ?? {};
  if ('check' in command) return command.check;
  if ('build' in command) return command.build;
  if ('init' in command) return command.init;
  if ('import' in command) return command.import;
  if ('plan' in command) return command.plan;
  if ('facts' in command) return command.facts;
  if ('look' in command) return command.look;
  if ('explain' in command) return command.explain;
  if ('simulate' in command) return command.simulate;
  if ('diff' in command) return command.diff ?? {};
  if ('secrets' in command) return command.secrets ?? {};
  if ('fit-secrets' in command) return command['fit-secrets'];
  if ('history' in command) return command.history;
  if ('write-down' in command) return command['write-down'];
  if ('keep' in command) return command.keep;
  if ('find-kept' in command) return command['find-kept'];
  if ('compile' in command) return command.compile;
  if ('emit-twice' in command) return command['emit-twice'];
  if ('other-stack' in command) return command['other-stack'];
  if ('status' in command) return command.status;
  if ('push-to-machines' in command) return command['push-to-machines'] ?? {};
  if ('revert-machines' in command) return command['revert-machines'] ?? {};
  return command['resolve-secrets'];
}
