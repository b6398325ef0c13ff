/** The bench: image, network, machines, controllers. */
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { execa } from 'execa';
import { startBmc } from './bmc.ts';
import { FOLDER, RUN } from './folder.ts';
import { HOSTS, isOn, LUN, MACHINES, NAMES, powerOff, powerOn } from './machine.ts';
import { cable, networkDown, networkUp } from './network.ts';
import { kill, pidOf } from './processes.ts';
import { answers, trustKey, writeSshConfig } from './reach.ts';

const LUN_BYTES = 1 << 30;

export async function up(): Promise<void> {
  // The disks of machines that run are differences to the image.
  if (!NAMES.some(isOn)) await execa('sh', [resolve('test/machines/image/make.sh'), FOLDER], { stdio: 'inherit' });
  mkdirSync(RUN, { recursive: true });
  await networkUp(HOSTS.flatMap((name) => MACHINES[name].bmc ?? []));
  if (!isOn('storage')) newDisk();
  for (const name of NAMES) for (const net of ['lan', 'san']) await cable(`${name}-${net}`, net);
  for (const name of NAMES) powerOn(name);
  for (const name of HOSTS) if (pidOf(`bmc-${name}`) === null) startBmc(name);
  const keys = await Promise.all(NAMES.map(async (name) => [name, await trustKey(name)] as const));
  writeSshConfig(new Map(keys));
  for (const name of NAMES) await answers(name, 120);
}

/** A new disk of the storage, with nothing on it. */
function newDisk(): void {
  writeFileSync(LUN, '');
  truncateSync(LUN, LUN_BYTES);
}

export async function down(): Promise<void> {
  for (const name of HOSTS) await kill(`bmc-${name}`);
  for (const name of NAMES) await powerOff(name);
  await networkDown();
}
