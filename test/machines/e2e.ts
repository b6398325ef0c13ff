/** From bare machines to guests that migrate, by `clusterc push` alone; then a change, a revert, and a host that is lost. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUN } from './folder.ts';
import { HOSTS, isOn, powerOff, type Name } from './machine.ts';
import { answers, clusterc, onMachine, trustKey, until } from './reach.ts';
import { consoleOf, SITE, TARGET, writeSecrets, writeSite, type Wish } from './site.ts';

const GUESTS = ['vm1', 'vm2'];
const STEPS: { readonly [Step in string]: () => Promise<void> } = {
  target,
  first,
  migrate,
  change,
  revert,
  lost,
  rejoin,
};

/** All steps in order, or those that are named. Times go to the log and to times.tsv. */
export async function endToEnd(names: readonly string[]): Promise<void> {
  const chosen = names.length === 0 ? Object.keys(STEPS) : names;
  const times: string[] = [];
  for (const name of chosen) {
    const step = STEPS[name];
    if (step === undefined) throw new Error(`a step is one of ${Object.keys(STEPS).join(', ')}`);
    const began = Date.now();
    say(`# ${name}`);
    await step();
    times.push(`${name}\t${((Date.now() - began) / 1000).toFixed(1)} s`);
    writeFileSync(join(RUN, 'times.tsv'), `${times.join('\n')}\n`);
  }
  say(times.join('\n'));
}

function say(text: string): void {
  console.log(text);
}

/** What is there before clusterc: the storage, and an operator's files. */
async function target(): Promise<void> {
  const { iqn, user, password } = TARGET;
  const conf = `<target ${iqn}>\n  backing-store /dev/ubdb\n  incominguser ${user} ${password}\n</target>\n`;
  await must(
    'storage',
    'cat >/etc/tgt/conf.d/machines.conf && systemctl restart tgt && tgt-admin -s | grep ubdb',
    conf,
  );
  writeSecrets();
  await wish({});
}

async function first(): Promise<void> {
  await push('--allow', 'drift/not-ours', '--allow', 'push/create-storage');
  await Promise.all(GUESTS.map((guest) => until(`${guest} runs`, 300, async () => (await runningOn(guest)) !== null)));
  await push();
}

async function migrate(): Promise<void> {
  for (const guest of GUESTS) {
    const from = await placeOf(guest);
    const to = peerOf(from);
    const before = await ageOf(guest);
    await must(from, `crm_resource --ban --resource ${guest} && crm_resource --wait --timeout 300`);
    await until(`${guest} runs on ${to}`, 300, async () => (await runningOn(guest)) === to);
    await must(from, `crm_resource --clear --resource ${guest}`);
    await until(`${guest} goes on`, 60, async () => (await ageOf(guest)).second > before.second);
    if ((await ageOf(guest)).boot !== before.boot) throw new Error(`${guest} has booted again`);
    say(`${guest} went from ${from} to ${to} without a boot`);
  }
}

async function change(): Promise<void> {
  await wish({ memory: '112M' });
  await push('--allow', 'push/restart-vm');
  await memoryIs(112);
}

async function revert(): Promise<void> {
  await clustercMust('revert', '--yes', SITE, '--allow', 'push/restart-vm');
  await wish({});
  await memoryIs(96);
}

async function memoryIs(mebibytes: number): Promise<void> {
  for (const guest of GUESTS) {
    const host = await placeOf(guest);
    const info = await must(host, `virsh dominfo ${guest}`);
    if (!info.includes(` ${mebibytes * 1024} KiB`)) throw new Error(`${guest} has other memory: ${info}`);
  }
}

/** A power cut. The other host fences it, which switches it on again, and starts its guests. */
async function lost(): Promise<void> {
  const host = await placeOf('vm1');
  const peer = peerOf(host);
  const began = Date.now();
  const tell = (what: string) => say(`${((Date.now() - began) / 1000).toFixed(1)} s: ${what}`);
  await powerOff(host);
  tell(`${host} has lost its power`);
  await until(`${host} is seen as lost`, 120, async () => !(await isOnline(host, peer)));
  tell(`${peer} sees it`);
  await until(`${host} is fenced`, 120, async () => isOn(host));
  tell(`${host} is fenced, and on again`);
  await until(`vm1 runs on ${peer}`, 300, async () => (await runningOn('vm1')) === peer);
  tell(`vm1 runs on ${peer}`);
}

async function rejoin(): Promise<void> {
  for (const host of HOSTS) await answers(host, 300);
  await until(
    'both see each other',
    300,
    async () => (await isOnline('host1', 'host2')) && (await isOnline('host2', 'host1')),
  );
  await must('host1', 'crm_resource --wait --timeout 300');
  await clustercMust('status', SITE);
}

async function wish(wanted: Wish): Promise<void> {
  writeSite(new Map(await Promise.all(HOSTS.map(async (name) => [name, await trustKey(name)] as const))), wanted);
}

async function push(...more: readonly string[]): Promise<void> {
  await clustercMust('push', '--yes', SITE, ...more);
}

/** Shows what it says, as a terminal would. */
async function clustercMust(...argv: readonly string[]): Promise<void> {
  say(`$ clusterc ${argv.join(' ').replace(SITE, 'site.yaml')}`);
  const ended = await clusterc(argv);
  say(ended.stdout + ended.stderr);
  if (ended.code !== 0) throw new Error(`clusterc ended with ${ended.code}`);
}

async function must(name: Name, command: string, input = ''): Promise<string> {
  const ended = await onMachine(name, [command], { input });
  if (ended.code !== 0) throw new Error(`${name}: ${command} ended with ${ended.code}: ${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

/** The one host where libvirt runs a guest whose console says something new; null if none does. Two are a split. */
async function runningOn(guest: string): Promise<Name | null> {
  const states = await Promise.all(
    HOSTS.filter(isOn).map(async (name) => [name, await onMachine(name, [`virsh domstate ${guest}`])] as const),
  );
  const running = states.filter(([, { stdout }]) => stdout.startsWith('running')).map(([name]) => name);
  return running.length === 1 ? (running[0] ?? null) : null;
}

async function placeOf(guest: string): Promise<Name> {
  const host = await runningOn(guest);
  if (host === null) throw new Error(`${guest} does not run on one host`);
  return host;
}

function peerOf(host: Name): Name {
  return host === 'host1' ? 'host2' : 'host1';
}

/** How often a guest has booted, and for how long it runs: it writes both to its console each second. */
async function ageOf(guest: string): Promise<{ readonly boot: number; readonly second: number }> {
  const said = await must(await placeOf(guest), `tail -n 1 ${consoleOf(guest)}`);
  const [, boot, second] = /boot (\d+) second (\d+)/.exec(said) ?? [];
  return { boot: Number(boot), second: Number(second) };
}

/** As another host sees it. */
async function isOnline(host: Name, on: Name): Promise<boolean> {
  const { stdout } = await onMachine(on, ['crm_mon -1 --output-as=xml']);
  return new RegExp(`<node name="${host}\\.example\\.com" [^>]*online="true"[^>]*pending="false"`).test(stdout);
}
