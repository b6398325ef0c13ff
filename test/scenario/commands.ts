/** The commands of a scenario: those of the program, and some for what no site can cause. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { as, type HostName, type SecretName } from '../../src/base/brand.ts';
import { Sealed } from '../../src/base/sealed.ts';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { build } from '../../src/cli/site/build.ts';
import { check } from '../../src/cli/site/check.ts';
import { diff } from '../../src/cli/nodes/diff.ts';
import { explain } from '../../src/cli/site/explain.ts';
import { collectFacts, type Collect } from '../../src/cli/nodes/facts.ts';
import type { Asked } from '../../src/deploy/node/seen.ts';
import { history } from '../../src/cli/push/history.ts';
import { importSite } from '../../src/cli/import/import.ts';
import { init } from '../../src/cli/site/init.ts';
import { simulateSite } from '../../src/cli/site/simulate.ts';
import { checkSecrets } from '../../src/cli/site/secrets.ts';
import { EXIT, report, unlocated, type ExitCode, type Io } from '../../src/cli/io.ts';
import { planFiles } from '../../src/cli/plan/plan-files.ts';
import { push } from '../../src/cli/push/push.ts';
import { status } from '../../src/cli/nodes/status.ts';
import { compile } from '../../src/compile.ts';
import type { Answers } from '../../src/deploy/node/answers.ts';
import { NO_HINTS, resolveSecrets } from '../../src/deploy/secrets/secrets.ts';
import { hasError, type Diagnostic } from '../../src/diag/diagnostic.ts';
import { readSite } from '../../src/edge/site/site.ts';
import { draft } from '../../src/emit/collect.ts';
import type { Model } from '../../src/model/model.ts';
import { keysOfOtherStacks } from '../../src/spec/stack-keys.ts';
import { stackOf } from '../../src/stack/stacks.ts';
import { bundleOf, compileFixture, templates } from '../support/fixtures.ts';
import { bundleWith, file } from '../support/nodes.ts';
import { recorded, statusOf, type Situation } from '../support/recorded.ts';
import { pushToMachines, revertMachines } from './machines.ts';
import type { Transport } from '../../src/deploy/node/ports.ts';
import type { Command, Status } from './step.ts';
import { speaking } from './ssh.ts';
import { memoized } from './state.ts';

export async function run(command: Command, folder: string, io: Io): Promise<ExitCode> {
  const at = (path: string) => join(folder, path);
  if ('push' in command) return push(at('site.yaml'), { ...command.push, sandbox: at('nodes') }, io);
  if ('check' in command)
    return check(at(command.check.site), { format: 'text', others: (command.check.with ?? []).map(at) }, io);
  if ('build' in command)
    return build(at('site.yaml'), { output: at(command.build.output), tar: command.build.tar ?? false }, io);
  if ('explain' in command) return explain(command.explain.what, { site: at('site.yaml'), format: 'text' }, io);
  if ('simulate' in command) return simulated(command.simulate.given, at('site.yaml'), io);
  if ('look' in command) return looked(command.look, at('site.yaml'), io);
  if ('facts' in command) return asked(command.facts, at, io);
  if ('diff' in command) return differing(command.diff ?? {}, at, io);
  if ('plan' in command) return planned(command.plan, at, io);
  if ('init' in command) return init(at(command.init.folder), io);
  if ('import' in command)
    return importSite(
      command.import.from.map(at),
      {
        output: at(command.import.output),
        platform: command.import.platform,
        from: command.import.nodes,
        format: 'text',
      },
      { ...io, ports: { transport: answering(command.import.answer) } },
    );
  if ('secrets' in command)
    return checkSecrets(at('site.yaml'), { format: 'text' }, { ...io, env: { ...OWN, ...command.secrets?.env } });
  if ('fit-secrets' in command) return tell(await fitted(command['fit-secrets']), io);
  if ('history' in command) return remembering(command.history, at, io);
  if ('write-down' in command || 'keep' in command || 'find-kept' in command)
    return tell(await memoized(command, at('state')), io);
  if ('compile' in command) return tell(compiledWith(command.compile.templates, at('site.yaml')), io);
  if ('status' in command) return judged(command.status, io);
  if ('push-to-machines' in command) return pushToMachines(command['push-to-machines'] ?? {}, folder, io);
  if ('revert-machines' in command) return revertMachines(command['revert-machines'] ?? {}, folder, io);
  if ('emit-twice' in command) return tell(emittedTwice(compileFixture('pair').model), io);
  if ('other-stack' in command) return tell(ofOtherStack(), io);
  return tell(await resolvedWithout(command['resolve-secrets'].without, bundleOf('pair')), io);
}

type Planned = Extract<Command, { readonly plan: unknown }>['plan'];

function planned(expected: Planned, at: (path: string) => string, io: Io): Promise<ExitCode> {
  const { clustat, engine, metadata = [], release = 'rhel6.6' } = expected;
  const files = { old: at(expected.old), new: at(expected.new), metadata: metadata.map(at) };
  return planFiles(
    { ...files, platform: release, format: 'text', engine, states: clustat === undefined ? undefined : at(clustat) },
    { ...io, env: { PATH: [at('bin'), OWN.PATH].join(':') } },
  );
}

type Looking = Extract<Command, { readonly look: unknown }>['look'];

function looked({ limit, hosts = {} }: Looking, site: string, io: Io): Promise<ExitCode> {
  return status(site, { format: 'text', limit }, { ...io, env: speaking(hosts) });
}

type Recalling = Extract<Command, { readonly history: unknown }>['history'];

function remembering({ cluster }: Recalling, at: (path: string) => string, io: Io): Promise<ExitCode> {
  const world = { ...io, env: { XDG_STATE_HOME: at('state') } };
  const site = cluster === undefined ? at('site.yaml') : '.';
  return history(site, { cluster, last: undefined, local: true, sandbox: undefined, format: 'text' }, world);
}

type Asking = Extract<Command, { readonly facts: unknown }>['facts'];

function asked({ output, silent = [], agents = {} }: Asking, at: (path: string) => string, io: Io): Promise<ExitCode> {
  const printed = Object.entries(agents).map(([file, text]) => `@ ${file}\n${text}\n= 0\n`);
  const answers: Answers = printed.length === 0 ? {} : { agents: { exit: 0, text: printed.join('') } };
  const answer = (node: HostName): Asked =>
    silent.includes(node)
      ? { node, reachable: false, reason: 'no route to host', cause: 'no-connection' }
      : { node, reachable: true, answers, sentAt: 0, roundTripMillis: 0 };
  const collect: Collect = (hosts) =>
    Promise.resolve({ value: hosts.map(({ name }) => answer(name)), diagnostics: [] });
  return collectFacts(at('site.yaml'), { output: at(output), collect, now: () => new Date(0) }, io);
}

type Diff = NonNullable<Extract<Command, { readonly diff: unknown }>['diff']>;

/** A word that names nothing in the folder is a revision. */
function differing(
  { subject = 'site.yaml', against, env }: Diff,
  at: (path: string) => string,
  io: Io,
): Promise<ExitCode> {
  const other = against !== undefined && existsSync(at(against)) ? at(against) : against;
  const world = { ...io, env: { ...OWN, ...env } };
  return diff(at(subject), { against: other, sandbox: at('nodes'), format: 'text' }, world);
}

/** What commands of other people need to be found. */
const OWN = { PATH: process.env['PATH'] };

function tell(found: readonly Diagnostic[], { err }: Io): ExitCode {
  report(unlocated(found.filter(({ severity }) => severity !== 'note')), err);
  return hasError(found) ? EXIT.failed : EXIT.done;
}

const ENDS = { healthy: EXIT.done, different: EXIT.different, unreachable: EXIT.failed } as const;

async function judged({ answers, release, ...rest }: Status, io: Io): Promise<ExitCode> {
  const bundle = bundleOf(release === 'debian12' ? 'pacemaker-pair' : 'pair');
  const { diagnostics, outcome } = await statusOf(bundle, { ...rest, release, answers: spoken(answers) });
  report(unlocated(diagnostics), io.err);
  return ENDS[outcome];
}

function spoken(answers: Status['answers'] = {}): Situation['answers'] {
  const own = Object.entries(answers).map(([host, said]) => [host, said === null ? null : withTexts(said)]);
  return Object.fromEntries(own);
}

function withTexts(said: NonNullable<NonNullable<Status['answers']>[string]>): Answers {
  const answers = Object.entries(said).map(([name, answer]) => [
    name,
    'recorded' in answer ? recorded(answer.recorded) : answer,
  ]);
  return Object.fromEntries(answers);
}

function compiledWith(others: { readonly [name: string]: string }, site: string): readonly Diagnostic[] {
  return compile(readSite(site).files, new Map([...templates, ...Object.entries(others)])).diagnostics;
}

function ofOtherStack(): readonly Diagnostic[] {
  const cluster = { name: 'kvmha', platform: 'rhel6', domain: 'example.com', totem: { token: '20s' } };
  return keysOfOtherStacks({ cluster }, { platform: 'other1', stack: 'other' });
}

function emittedTwice(model: Model | undefined): readonly Diagnostic[] {
  if (model === undefined) throw new Error('the pair has no model');
  const stack = stackOf(model.cluster.platform);
  return draft(model, { ...stack, emit: (one) => [...stack.emit(one), ...stack.emit(one)] }).diagnostics;
}

async function resolvedWithout(unknown: string, bundle: Bundle): Promise<readonly Diagnostic[]> {
  const get = async (name: SecretName) => (name === unknown ? undefined : Sealed.of(name, 'a value'));
  return (await resolveSecrets(bundle, { get }, NO_HINTS)).diagnostics;
}

type Fit = Extract<Command, { 'fit-secrets': unknown }>['fit-secrets'];

async function fitted({ file: text, values }: Fit): Promise<readonly Diagnostic[]> {
  const content = text
    .split(/(\$\{secret:[^}]+\})/)
    .map((part) =>
      part.startsWith('${') ? { secret: as<SecretName>(part.slice(9, -1)), encode: 'raw' as const } : part,
    );
  const get = async (name: SecretName) => Sealed.of(name, values[name] ?? '');
  return (await resolveSecrets(bundleWith([file('/etc/x', { content })]), { get }, NO_HINTS)).diagnostics;
}

/** Every node says the same. */
function answering({ exit = 0, out = '', err = '' }: { exit?: number; out?: string; err?: string } = {}): Transport {
  return { run: () => Promise.resolve({ exitCode: exit, stdout: out, stderr: err }) };
}

/** `--fail host1` is `fail: host1`. */
function simulated(given: { readonly [option: string]: string }[], site: string, io: Io): Promise<ExitCode> {
  const words = given.flatMap((one) => Object.entries(one).map(([name, value]) => ({ name, value })));
  return simulateSite(site, { given: words, all: false, start: false, picture: undefined, format: 'text' }, io);
}
