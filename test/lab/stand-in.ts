/**
 * Plays one command of the cluster on a host of the lab: `node stand-in.cjs NAME ARGUMENTS...`. Bundled into one file
 * that all hosts share; so is the state, which makes them one cluster. Each call leaves a line in the host's log before
 * anything else happens.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import type { Answer } from '../cluster/commands/command.ts';
import { runCommand } from '../cluster/commands/commands.ts';
import type { Files } from '../cluster/membership.ts';
import type { ClusterState } from '../cluster/state.ts';
import type { Fault, Faults, Misbehaviour } from './faults.ts';

const SHARED = '/lab/shared';
const STATE = `${SHARED}/state.json`;
const SCHEMA = `${SHARED}/cluster.rng`;

const host = hostname();
const argv = process.argv.slice(2);
const [name = ''] = argv;

function main(): void {
  process.umask(0); // the line is written, whichever user calls
  const line = `${host} ${new Date().toISOString()} ${JSON.stringify(argv)}\n`;
  appendFileSync(`${SHARED}/log/${host}`, line, { mode: 0o666 });
  if (process.getuid?.() !== 0) {
    writeSync(2, `${name}: Cannot open connection to cman, permission denied.\n`);
    process.exitCode = 1;
    return;
  }
  const fault = begun(ownFault());
  if (fault !== undefined && fault.fault !== 'waits') {
    misbehave(fault);
    return;
  }
  if (fault !== undefined) waitFor(fault.ms ?? Infinity);
  answerOnce();
}

/** As long as the fault is there, but no longer than that. */
function waitFor(millis: number): void {
  for (let left = millis; left > 0 && ownFault() !== undefined; left -= 50) pause(50);
}

function ownFault(): Fault | undefined {
  const faults: Faults = json(`${SHARED}/faults.json`) ?? {};
  return faults[host]?.[name];
}

/** The fault, if it is one for these words and the version that runs. */
function begun(fault: Fault | undefined): Fault | undefined {
  if (fault?.words !== undefined && !argv.join(' ').includes(fault.words)) return undefined;
  if (fault?.at === undefined) return fault;
  const state: ClusterState | undefined = json(STATE);
  const node = state?.nodes.find((one) => one.host === host);
  return node?.running?.version === fault.at ? fault : undefined;
}

function answerOnce(): void {
  const { stdout, stderr, exit } = locked(answer);
  writeSync(1, stdout);
  writeSync(2, stderr);
  process.exitCode = exit;
}

function answer(): Pick<Answer, 'stdout' | 'stderr' | 'exit'> {
  const state: ClusterState | undefined = json(STATE);
  if (state?.nodes.some((node) => node.host === host) !== true) {
    return { stdout: '', stderr: `${name}: ${host} is not a node of the cluster that is played\n`, exit: 70 };
  }
  const result = runCommand(state, host, argv, files);
  if (result.state !== state) replace(STATE, JSON.stringify(result.state), 0o600);
  return result;
}

const files: Files = {
  read(from, path) {
    try {
      return readFileSync(pathOn(from, path), 'utf8');
    } catch {
      return undefined;
    }
  },
  write(to, path, text) {
    try {
      replace(pathOn(to, path), text, 0o640);
      return true;
    } catch {
      return false;
    }
  },
  valid(_on, text) {
    if (statSync(SCHEMA, { throwIfNoEntry: false }) === undefined) return true;
    return spawnSync('xmllint', ['--noout', '--relaxng', SCHEMA, '-'], { input: text }).status === 0;
  },
};

/** Of other hosts only /etc can be seen. */
function pathOn(other: string, path: string): string {
  if (other === host) return path;
  if (!path.startsWith('/etc/')) throw new Error(`${path} of ${other} cannot be seen`);
  return `/lab/etc/${other.replace(/^host/, '')}${path.slice('/etc'.length)}`;
}

/** One call at a time in the whole cluster. A lock that is older than any call was left by a host that lost its power. */
function locked<T>(work: () => T): T {
  const lock = `${SHARED}/lock`;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - since > 10_000) release(lock);
      pause(5);
    }
  }
  try {
    return work();
  } finally {
    release(lock);
  }
}

function release(lock: string): void {
  try {
    rmdirSync(lock);
  } catch {
    // Someone else was faster.
  }
}

function misbehave(fault: Exclude<Misbehaviour, { readonly fault: 'waits' }>): void {
  switch (fault.fault) {
    case 'exits':
      writeSync(2, `${name}: ${fault.says ?? 'as if it had failed'}\n`);
      process.exitCode = fault.code;
      return;
    case 'hangs':
      for (;;) pause(60_000);
    case 'endless':
      for (let line = 0; tells(`${name} says line ${line}\n`); line += 1);
      return;
    case 'garbage':
      writeSync(1, GARBAGE);
  }
}

/** Escape sequences, a carriage return, zero bytes, what is no UTF-8, and what looks like the end of an answer. */
const GARBAGE = Buffer.concat([
  Buffer.from('\u001b[2J\u001b]0;title\u0007Version: \u0000\r\nFlags: \u009b31m<node name="x&y">\n. 0\nend\n'),
  Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0x0a, 0x00]),
  Buffer.from('x'.repeat(70_000)),
]);

/** Whether someone still listens. */
function tells(text: string): boolean {
  try {
    writeSync(1, text.repeat(100));
    return true;
  } catch {
    return false;
  }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function replace(file: string, text: string, mode: number): void {
  const temporary = `${file}.${host}.${process.pid}`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, file);
}

// oxlint-disable-next-line typescript/no-explicit-any -- it is what this process, or the test, has written
function json(file: string): any {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

main();
