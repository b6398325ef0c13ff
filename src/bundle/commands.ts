/** The commands that a bundle may run on nodes. Every command must match a form with checked arguments. */
import type { Action, Argv, Command, LateWord, ServiceActions } from './action.ts';
import type { Bundle } from './bundle.ts';

/** An argument: this text, a text that matches, or a word that is known later. */
export type WordForm = string | RegExp | { readonly late: 'staged' | 'back' | 'about' };

export type CommandForm = {
  readonly argv: readonly WordForm[];
  /** The last argument may be repeated. */
  readonly many?: true;
  /** Standard input; none by default. */
  readonly input?: string;
};

/** A command, and what runs it in words. */
export type BundleCommand = { readonly of: string; readonly command: Command };

/** Arguments of several forms. No shell reads them, and none starts like an option. */
export const WORDS = {
  device: /^\/dev(?:\/(?!\.)[A-Za-z0-9._:+@-]+)+$/,
  /** The name of a volume group, a volume or a label; lvm(8), "VALID NAMES". */
  name: /^[A-Za-z0-9_.+][A-Za-z0-9_.+-]*$/,
  bytes: /^[1-9][0-9]*b$/,
  iqn: /^(?:iqn|eui|naa)\.[A-Za-z0-9.:-]+$/,
  portal: /^[A-Za-z0-9.-]+:[0-9]{1,5}$/,
} as const;

/** Does the command match one of the forms? */
export function isKnownCommand({ argv, input }: Command, forms: readonly CommandForm[]): boolean {
  return forms.some((form) => form.input === input && fits(argv, form));
}

function fits(argv: Argv, { argv: form, many }: CommandForm): boolean {
  const last = form.at(-1);
  if (last === undefined || (many === true ? argv.length < form.length : argv.length !== form.length)) return false;
  return argv.every((word, index) => isWord(word, form[index] ?? last));
}

function isWord(word: string | LateWord, form: WordForm): boolean {
  if (typeof word !== 'string') return typeof form === 'object' && 'late' in form && form.late in word;
  if (typeof form === 'string') return word === form;
  return form instanceof RegExp && form.test(word);
}

/** Every command in a bundle: of actions, gates, file checks and probes. */
export function* commandsIn(bundle: Bundle): Generator<BundleCommand> {
  const { actions, gates, member, sees, serviceActions } = bundle;
  for (const action of actions) yield* ofAction(action);
  for (const { name, probe } of gates) yield { of: `the gate "${name}"`, command: probe };
  for (const [of, probe] of [
    ['member', member],
    ['sees', sees],
  ] as const)
    if (probe !== null) yield { of: `the question ${of}`, command: probe };
  if (serviceActions !== null) yield* ofServices(serviceActions);
  for (const { path, check } of bundle.files) if (check !== null) yield { of: `the check of ${path}`, command: check };
}

/** Of each member, whatever its name. */
function* ofServices(actions: ServiceActions): Generator<BundleCommand> {
  for (const one of Object.values(actions).flat()) {
    if (typeof one === 'string') continue;
    if ('run' in one) yield* ofAction(one);
    else if ('argv' in one) yield { of: 'a question about services', command: one };
  }
}

function* ofAction({ id, given, gate, run, probe, undo }: Action): Generator<BundleCommand> {
  for (const command of [given, gate, ...run, probe, ...(undo?.run ?? []), undo?.until ?? null])
    if (command !== null) yield { of: `the action ${id}`, command };
}
