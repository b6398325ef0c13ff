/** The management controller of a machine: bmc.py speaks IPMI 2.0, and each line that it prints is a request, answered by a line. */
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { FOLDER } from './folder.ts';
import { isOn, MACHINES, powerOff, powerOn, type Name } from './machine.ts';
import { LAN, NAMESPACE } from './network.ts';
import { start } from './processes.ts';

export const BMC = { login: 'fence', password: 'p&ss "word' } as const;

/** In the background. */
export function startBmc(name: Name): void {
  copyFileSync(resolve('test/machines/bmc.py'), join(FOLDER, 'root/srv/bmc.py'));
  start(`bmc-${name}`, [process.execPath, process.argv[1] ?? '', 'bmc', name]);
}

/** For as long as the program runs. It is one of the image, since nothing is installed here. */
export async function serve(name: Name): Promise<void> {
  const { login, password } = BMC;
  const program = ['python3', '/srv/bmc.py', `${LAN}.${MACHINES[name].bmc}`, login, password];
  const asked = execa('ip', ['netns', 'exec', NAMESPACE, 'chroot', join(FOLDER, 'root'), ...program], {
    stderr: 'inherit',
  });
  for await (const line of createInterface({ input: asked.stdout })) {
    console.log(new Date().toISOString(), line);
    if (line === 'off' || line === 'reset') await powerOff(name);
    if (line === 'on' || line === 'reset') powerOn(name);
    asked.stdin.write(`${isOn(name) ? 'on' : 'off'}\n`);
  }
  await asked;
}
