/**
 * npm run machines -- COMMAND: three machines under user-mode-linux, `storage`, `host1` and `host2`, in a network of their own.
 *
 *     up                    makes the image if there is none (mmdebstrap), and boots the machines
 *     e2e [STEP...]         from bare machines to guests, by `clusterc push` alone; then changes and faults, with times
 *     ssh NAME [COMMAND]    as root
 *     clusterc ARGUMENT...  where the machines can be reached
 *     off|on|freeze NAME    the power of a machine; a frozen one answers nothing
 *     down                  stops all, and forgets their disks; `down --all` the image, too
 */
import { rmSync } from 'node:fs';
import { serve } from './bmc.ts';
import { endToEnd } from './e2e.ts';
import { FOLDER, RUN } from './folder.ts';
import { isMachine, MACHINES, powerOff, powerOn, signal, type Name } from './machine.ts';
import { down, up } from './bench.ts';
import { atTerminal } from './reach.ts';

const [command = '', ...words] = process.argv.slice(2);
const COMMANDS: { readonly [Command in string]: () => Promise<unknown> } = {
  up,
  e2e: () => endToEnd(words),
  down: async () => {
    await down();
    rmSync(words.includes('--all') ? FOLDER : RUN, { recursive: true, force: true });
  },
  ssh: async () => exitWith(await atTerminal('ssh', [named(), ...words.slice(1)])),
  clusterc: async () => exitWith(await atTerminal('clusterc', words)),
  off: () => powerOff(named()),
  on: async () => powerOn(named()),
  freeze: async () => signal(named(), 'SIGSTOP'),
  bmc: () => serve(named()),
};

function exitWith(code: number): void {
  process.exitCode = code;
}

function named(): Name {
  const [name = ''] = words;
  if (!isMachine(name)) throw new Error(`a machine is one of ${Object.keys(MACHINES).join(', ')}`);
  return name;
}

async function main(): Promise<void> {
  const run = COMMANDS[command];
  if (run === undefined) throw new Error(`a command is one of ${Object.keys(COMMANDS).join(', ')}`);
  await run();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
