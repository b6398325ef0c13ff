/** A bundle on the hosts of a lab, as a push would leave it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { analyse } from '../../src/analyse.ts';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { portsFor } from '../../src/cli/nodes/ports.ts';
import { observe } from '../../src/deploy/node/observe.ts';
import { push } from '../../src/deploy/push/push.ts';
import { NO_HINTS, resolveSecrets } from '../../src/deploy/secrets/secrets.ts';
import { readTemplates } from '../../src/edge/assets.ts';
import { openSandbox } from '../../src/edge/node/sandbox.ts';
import { readSite } from '../../src/edge/site/site.ts';
import { draft } from '../../src/emit/collect.ts';
import { emit } from '../../src/emit/emit.ts';
import { stackOf } from '../../src/stack/stacks.ts';
import { operations } from '../support/operations.ts';
import { planned } from '../support/nodes.ts';
import { siteOf, type Shape } from '../bench/site.ts';
import type { Lab } from './lab.ts';

/** A site whose hosts are those of the lab. */
export function labSite(shape: Shape, lab: Pick<Lab, 'address'>): string {
  return siteOf(shape).replace(
    /^ {4}address: 10\.0\.0\.(\d+)$/gm,
    (_line, n: string) => `    address: ${lab.address(Number(n))}`,
  );
}

/** Puts the files of host1... on the hosts 1... by way of a sandbox, which also keeps the secrets that were made up. */
export async function install(bundle: Bundle, sandbox: string, lab: Lab): Promise<void> {
  await pushOnto(bundle, sandbox);
  for (const [index, { host }] of bundle.nodes.entries()) {
    await lab.exec(index + 1, ['rm', '-rf', '/var/lib/clusterc', '/etc/cluster']);
    await lab.extract(index + 1, await tarOf(join(sandbox, host)));
  }
}

/** What a site is built into, past the checks, which let no cluster have more than 16 hosts. */
export function bundleOf(site: string): Bundle {
  const { model } = analyse(readSite(site).files);
  if (model === undefined) throw new Error('the site of the bench has no model');
  const { drafts, actions, runtime, stack } = draft(model, stackOf(model.cluster.platform));
  const { value } = emit(model, { drafts, actions, runtime, stack }, readTemplates());
  if (value === undefined) throw new Error('the site of the bench cannot be emitted');
  return value;
}

/** As `push --sandbox`, which takes sites only. */
async function pushOnto(bundle: Bundle, folder: string): Promise<void> {
  const { value } = openSandbox(bundle, folder, 'make it');
  const secrets = value && (await resolveSecrets(bundle, value.secrets, NO_HINTS)).value;
  if (value === undefined || secrets === undefined) throw new Error('the sandbox of the bench cannot be made');
  const screen = { write: () => undefined, columns: 80, color: false, live: false, brief: true, hides: [] };
  const io = {
    out: screen,
    err: screen,
    quiet: true,
    verbose: false,
    now: () => 0,
    hide: () => undefined,
    conceal: (text: string) => text,
    env: {},
  };
  const ports = portsFor(value.secrets, { via: 'local', how: 'make it', forks: 1, profile: operations.node }, io);
  const plan = planned(value.bundle, await observe(value.bundle, secrets, ports), new Set());
  const { ended } = await push(plan, value.bundle, secrets, ports);
  if (ended !== 'applied') throw new Error(`the push of the bench ended as ${ended}`);
}

function tarOf(folder: string): Promise<Buffer> {
  return succeeded('tar', ['-C', folder, '--owner=root', '--group=root', '-cf', '-', '.']);
}

function succeeded(program: string, args: readonly string[]): Promise<Buffer> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const out: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
  return new Promise((done, fail) => {
    child.on('close', (code) =>
      code === 0 ? done(Buffer.concat(out)) : fail(new Error(`${program} ${args.join(' ')} ended with ${code}`)),
    );
  });
}
