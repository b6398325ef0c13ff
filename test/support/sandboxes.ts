/** Sandboxes in temporary folders with given secrets, and a record of all output. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { secretsIn } from '../../src/bundle/content.ts';
import type { Io, Screen } from '../../src/cli/io.ts';
import type { SecretValues } from '../../src/deploy/node/activator.ts';
import { observe } from '../../src/deploy/node/observe.ts';
import type { Plan } from '../../src/deploy/plan/plan.ts';
import type { Ports } from '../../src/deploy/node/ports.ts';
import { push } from '../../src/deploy/push/push.ts';
import type { Outcome } from '../../src/deploy/push/outcome.ts';
import { NO_HINTS, resolveSecrets } from '../../src/deploy/secrets/secrets.ts';
import type { NodeState } from '../../src/deploy/node/state.ts';
import { packSealed } from '../../src/edge/bundle/archive.ts';
import { readActivator, readLooker } from '../../src/edge/assets.ts';
import { localTransport } from '../../src/edge/node/local.ts';
import { openSandbox } from '../../src/edge/node/sandbox.ts';
import { operations } from './operations.ts';
import { filesBelow } from './fixtures.ts';
import { planned } from './nodes.ts';
import { PLAIN, USUAL } from './terminal.ts';
import { rootOf } from './xml.ts';

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clusterc-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A screen that records its text. */
export function recorder(): { readonly screen: Screen; readonly text: () => string } {
  const written: string[] = [];
  return {
    screen: { write: (text) => void written.push(text), ...PLAIN },
    text: () => written.join(''),
  };
}

/** Both screens of a command, recorded. */
export function recordedIo(): { readonly io: Io; readonly out: () => string; readonly err: () => string } {
  const out = recorder();
  const err = recorder();
  return { io: { out: out.screen, err: err.screen, ...USUAL }, out: out.text, err: err.text };
}

/** Names of a bundle's secrets. */
export function secretNames({ files }: Bundle): readonly string[] {
  return [...new Set(files.flatMap(({ content }) => secretsIn(content)))].sort();
}

export function writeSecrets(folder: string, values: ReadonlyMap<string, string>): void {
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify(Object.fromEntries(values)), { mode: 0o600 });
}

export type Played = {
  readonly bundle: Bundle;
  readonly secrets: SecretValues;
  readonly ports: Ports;
  /** All arguments of the transport and all progress lines. */
  readonly said: () => string;
};

/** A bundle with folders of a sandbox as nodes, and a transport that records its arguments. */
export async function played(original: Bundle, folder: string): Promise<Played> {
  const opened = openSandbox(original, folder, 'make it').value;
  if (opened === undefined) throw new Error('the sandbox cannot be opened');
  const said: string[] = [];
  const run: Ports['transport']['run'] = (node, argv, options) => {
    said.push(JSON.stringify([node, argv, options]));
    return localTransport.run(node, argv, options);
  };
  const progress: Ports['progress'] = (event) => {
    said.push(JSON.stringify(event));
  };
  const secrets = await resolveSecrets(opened.bundle, opened.secrets, NO_HINTS);
  if (secrets.value === undefined) throw new Error('the secrets cannot be resolved');
  const ports: Ports = {
    transport: { run },
    secrets: opened.secrets,
    clock: { now: () => new Date(), sleep: () => Promise.resolve() },
    archive: { pack: packSealed },
    activator: readActivator(),
    looker: readLooker(),
    readXml: rootOf,
    profile: operations.node,
    owner: 'a test',
    progress,
    interrupted: () => false,
  };
  return {
    bundle: opened.bundle,
    secrets: secrets.value,
    ports,
    said: () => said.join('\n'),
  };
}

export type Pushed = { readonly before: readonly NodeState[]; readonly plan: Plan; readonly outcome: Outcome };

/** Observes, plans and pushes. */
export async function carriedOut({ bundle, secrets, ports }: Played, ...allow: readonly string[]): Promise<Pushed> {
  const before = await observe(bundle, secrets, ports);
  const plan = planned(bundle, before, new Set(allow));
  return { before, plan, outcome: await push(plan, bundle, secrets, ports) };
}

/** Files below a folder that contain any of the texts, with permission bits. */
export function holders(folder: string, texts: readonly string[]): readonly { file: string; mode: number }[] {
  return filesBelow(folder)
    .filter((file) => texts.some((text) => readFileSync(join(folder, file)).includes(text)))
    .map((file) => ({ file, mode: statSync(join(folder, file)).mode & 0o777 }));
}
