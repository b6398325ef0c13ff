/**
 * Whether an earlier push is alive is asked again under the lock. A look reads the lock of a node before the rest, so it may see what a
 * push has staged, and not its lock. Both pushes are real ones on folders; they wait for each other's calls, never for a time.
 */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/io.ts';
import { push } from '../../../src/cli/push/push.ts';
import type { Ran, Transport } from '../../../src/deploy/node/ports.ts';
import { localTransport } from '../../../src/edge/node/local.ts';
import { recordedIo, temporaryFolder } from '../../support/sandboxes.ts';

/** Each push listens for an interrupt; outside of this test a process has one push only. */
process.setMaxListeners(0);

let site: string;
let sandbox: string;
beforeEach(() => {
  const folder = temporaryFolder();
  [site, sandbox] = [join(folder, 'site.yaml'), join(folder, 'sandbox')];
  cpSync('fixtures/pair/model/site.yaml', site);
});

/** `before`: what happens before a verb runs on a node; `seen`: what a look makes of the node. */
type Around = {
  readonly before?: (verb: string, host: string) => Promise<unknown> | undefined;
  readonly seen?: (text: string) => string;
};

/** The verb of a request; of several in one, the first. */
function verbOf(argv: readonly string[]): string {
  const [verb = '', , , step = ''] = argv.slice(5);
  return verb === 'trip' ? (step.split('\t')[0] ?? '') : verb;
}

function pushed(owner: string, { before = () => undefined, seen = (text) => text }: Around) {
  const verbs: string[] = [];
  const transport: Transport = {
    async run(node, argv, options): Promise<Ran> {
      const verb = argv[3] === 'clusterc' ? 'look' : verbOf(argv);
      verbs.push(verb);
      await before(verb, node.host);
      const ran = await localTransport.run(node, argv, options);
      return verb === 'look' ? { ...ran, stdout: seen(ran.stdout) } : ran;
    },
  };
  const { io, out, err } = recordedIo();
  const ended = push(site, { sandbox }, { ...io, ports: { transport, owner } });
  return { ended, verbs, text: () => out() + err() };
}

/** An event that happens once. */
function event() {
  let happen = (): void => undefined;
  const happened = new Promise<void>((resolve) => (happen = resolve));
  return { happen, happened };
}

/** A push that has staged its files, and waits until it may arm the nodes. */
function waiting() {
  const [staged, goOn] = [event(), event()];
  const before = (verb: string) => {
    if (verb !== 'arm') return undefined;
    staged.happen();
    return goOn.happened;
  };
  const { ended, text } = pushed('the first', { before });
  return { staged: staged.happened, goOn: goOn.happen, ended, text };
}

const withoutLock = (text: string) => text.replace(/^lock .*$/m, 'lock -');
/** A push whose first look sees no lock, and for whose lock the first push goes on to its end. */
function behind(first: Pick<ReturnType<typeof waiting>, 'goOn' | 'ended'>): Around {
  let looks = 0;
  return {
    seen: (text) => (looks++ < 2 ? withoutLock(text) : text),
    before: (verb) => {
      if (verb !== 'lock') return undefined;
      first.goOn();
      return first.ended;
    },
  };
}

const installed = (host: string) => existsSync(join(sandbox, host, 'var/lib/clusterc/installed.json'));
const conf = (host: string) => readFileSync(join(sandbox, host, 'etc/cluster/cluster.conf'), 'utf8');

it('one that goes on until its lock is asked for is left alone', async () => {
  const first = waiting();
  await first.staged;
  const second = pushed('the second', { seen: withoutLock });
  expect(await second.ended, second.text()).toBe(EXIT.failed);
  expect(second.text()).toContain('error push/locked');
  expect(second.text()).not.toContain('cut off');
  expect(new Set(second.verbs)).toEqual(new Set(['look', 'lock']));
  first.goOn();
  expect(await first.ended, first.text()).toBe(EXIT.done);
  expect([installed('host1'), installed('host2')]).toEqual([true, true]);
});

it('one that has ended by then is found to have ended: the second looks again, and plans from there', async () => {
  const first = waiting();
  await first.staged;
  const second = pushed('the second', behind(first));
  expect(await second.ended, second.text()).toBe(EXIT.done);
  expect(await first.ended, first.text()).toBe(EXIT.done);
  expect(second.text()).toContain('nothing to do: every node has what the site says');
  expect(second.text()).not.toContain('cut off');
  expect(second.verbs).toEqual(['look', 'look', 'lock', 'lock', 'unlock', 'unlock', 'look', 'look']);
});

it('one that has ended by then is not undone by what the second brings', async () => {
  const first = waiting();
  await first.staged;
  const text = readFileSync(site, 'utf8');
  writeFileSync(site, text.replace('cluster:', 'cluster:\n  fence_daemon: { post_join_delay: 40s }'));
  const second = pushed('the second', behind(first));
  expect(await second.ended, second.text()).toBe(EXIT.done);
  expect(await first.ended, first.text()).toBe(EXIT.done);
  expect(conf('host1')).toContain('config_version="2"');
  expect(conf('host2')).toContain('post_join_delay="40"');
});

it('nodes that never are what a look said end it, and nothing is changed', async () => {
  const done = pushed('the first', {});
  expect(await done.ended, done.text()).toBe(EXIT.done);
  const second = pushed('the second', {
    seen: (text) => text.replace('interrupted -', `interrupted ${'a'.repeat(64)} staged -`),
  });
  expect(await second.ended, second.text()).toBe(EXIT.failed);
  expect(second.text()).toContain('error push/changed-meanwhile');
  expect(second.verbs.filter((verb) => verb === 'look')).toHaveLength(6);
  expect(second.verbs).not.toContain('revert');
});
