/** Runs commands of a plan on a node: argument arrays, no shell. */
import { as, type Millis } from '../../base/brand.ts';
import type { Action, Command, Probe } from '../../bundle/action.ts';
import type { BundleNode } from '../../bundle/bundle.ts';
import type { LateValues } from '../../bundle/content.ts';
import { wordOnNode } from './words.ts';
import { plainInput } from './activator.ts';
import type { Ports, Ran } from './ports.ts';
import { xmlIn } from './printed.ts';
import { holds, isOfXml } from './probes.ts';

/** Timeout of a question; cluster tools answer within a second or not at all. Our choice. */
const QUESTION = as<Millis>(30_000);
/** Pause between two questions. */
const PAUSE = as<Millis>(1000);

type On = { readonly node: BundleNode; readonly ports: Ports; readonly late: LateValues };

/** Runs the commands in order; undefined if the probe says that the action is done already. */
export async function runAction(
  on: On,
  { when, gate, run, probe, worstCase, announces, reason }: Action,
): Promise<Ran | undefined> {
  if (when.includes('missing') && (await ask(on, probe)).exitCode === 0) return undefined;
  if (gate !== null) {
    const passed = await ask(on, gate);
    const why = `${gate.argv.join(' ')} does not say that it may be done: ${reason}`;
    if (passed.exitCode !== 0) return { ...passed, stderr: why };
  }
  const ran = await runAll(on, run, worstCase.millis);
  const isRefused = announces && ran.exitCode !== 0 && ran.exitCode !== null;
  // A node that was suspended reads a newer file by itself, and then has nothing to announce.
  return isRefused && (await ask(on, probe)).exitCode === 0 ? undefined : ran;
}

/** The result of the last command, or of the first that failed. */
export async function runAll(on: On, commands: readonly Command[], timeout: Millis): Promise<Ran> {
  let last: Ran = { exitCode: 0, stdout: '', stderr: '' };
  for (const command of commands) {
    last = await runCommand(on, command, timeout);
    if (last.exitCode !== 0) return last;
  }
  return last;
}

/** Exit code 0 represents every code that means success. */
async function runCommand({ node, ports }: On, command: Command, timeout: Millis): Promise<Ran> {
  const ran = await callAgain(node, command, ports, timeout);
  const { exitCode } = ran;
  const done = exitCode !== null && (command.succeeds ?? [0]).includes(exitCode);
  if (done) return { ...ran, exitCode: 0 };
  return { ...ran, exitCode: exitCode === 0 ? 1 : exitCode };
}

/** Repeats a command while it means "not yet" and there is time. */
async function callAgain(node: BundleNode, command: Command, ports: Ports, timeout: Millis): Promise<Ran> {
  const { clock } = ports;
  const until = clock.now().getTime() + timeout;
  for (;;) {
    const left = as<Millis>(Math.max(1, until - clock.now().getTime()));
    const ran = await call(node, command, ports, left);
    const isEarly = ran.exitCode !== null && (command.again ?? []).includes(ran.exitCode);
    if (!isEarly || clock.now().getTime() + PAUSE >= until) return ran;
    await clock.sleep(PAUSE);
  }
}

/** Asks once; exit code 0 is yes. */
export async function ask(on: On, probe: Probe, connection?: 'new'): Promise<Ran> {
  const { ran, printed } = await read(on, probe, connection);
  if (ran.exitCode === null) return ran;
  return { ...ran, exitCode: holds(probe, printed, on.late) ? 0 : 1 };
}

/** Runs the command of a probe and returns its result with its parsed output. */
export async function read({ node, ports }: Omit<On, 'late'>, probe: Probe, connection?: 'new') {
  const ran = await call(node, probe, ports, QUESTION, connection);
  const text = `${ran.stdout}${ran.stderr}`;
  const xml = isOfXml(probe) ? await ports.readXml(xmlIn(text) ?? '') : undefined;
  return { ran, printed: { text, xml, exit: ran.exitCode } };
}

/** Asks until the answer is yes or the time is over. */
export async function waitFor(on: On, probe: Probe, patience: Millis, connection?: 'new'): Promise<Ran> {
  const { clock } = on.ports;
  const until = clock.now().getTime() + patience;
  for (;;) {
    const ran = await ask(on, probe, connection);
    if (ran.exitCode === 0 || clock.now().getTime() >= until) return ran;
    await clock.sleep(PAUSE);
  }
}

function call(
  node: BundleNode,
  { argv, input = '' }: Command,
  { transport }: Ports,
  timeout: Millis,
  connection?: 'new',
): Promise<Ran> {
  const words = argv.map((word) => wordOnNode(word));
  return transport.run(node, words, {
    stdin: plainInput(input),
    timeout,
    ...(connection === undefined ? {} : { connection }),
  });
}
