/** Hosts of the stack cman for the soak: files alone, without a cluster that runs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundleOf, labSite } from '../lab/installed.ts';
import { Lab } from '../lab/lab.ts';
import type { Choice } from './faults.ts';
import type { Call, Stack } from './stack.ts';

export const CMAN: Choice = { kinds: ['power', 'cut', 'full', 'read-only', 'killed', 'frozen', 'two'], hosts: 3 };

export async function cmanHosts({ kinds, hosts }: Choice = CMAN): Promise<Stack> {
  const all = Array.from({ length: hosts }, (_, index) => index + 1);
  const lab = await Lab.up({ hosts, store: 'loop', bare: all });
  const folder = mkdtempSync(join(tmpdir(), 'clusterc-soak-'));
  const at = (name: string) => join(folder, name);
  let changes = 0;
  const change = () => {
    changes += 1;
    writeFileSync(at('site.yaml'), siteOf(hosts, lab, 20 + changes));
  };
  for (const n of all) lab.write(n, '/usr/local/sbin/ccs_config_validate', '#!/bin/sh\n', 0o755);
  const secrets = Object.fromEntries(all.map((n) => [`fence/host${n}`, `value-of-${n}`]));
  writeFileSync(at('secrets'), JSON.stringify(secrets), { mode: 0o600 });
  change();
  const paths = pathsOn(at('site.yaml'), all);
  await Promise.all(all.map((n) => lab.exec(n, ['rm', '-f', ...(paths.get(n) ?? [])])));
  return {
    kinds,
    hosts,
    lab,
    change,
    call: (who, command, ...options): Call => ({
      argv: [process.execPath, resolve('dist/main.js'), command, at('site.yaml'), ...options],
      env: {
        CLUSTERC_SSH_CONFIG: lab.sshConfig,
        CLUSTERC_SECRETS: `file:${at('secrets')}`,
        XDG_RUNTIME_DIR: mkdtempSync(at('run-')),
        XDG_STATE_HOME: at(`state-${who}`),
      },
    }),
    options: ['--no-activate', '--yes'],
    // Without the version of cluster.conf.
    states: async () => {
      const stateOf = (n: number) => (paths.get(n) ?? []).map((path) => `${path}\n${unversioned(lab.read(n, path))}`);
      return new Map(all.map((n) => [`host${n}`, stateOf(n).join('\n')]));
    },
    strike: async () => false,
    boot: async () => undefined,
    operate: async () => undefined,
    broken: async () => undefined,
    down: async () => {
      await lab.down();
      rmSync(folder, { recursive: true });
    },
  };
}

function unversioned(text = 'absent'): string {
  return text.replace(/config_version="\d+"/, '');
}

/** One change to cluster.conf, and to a file of each VM, with each number. */
function siteOf(hosts: number, lab: Lab, delay: number): string {
  return labSite({ hosts, vms: 2 * hosts, runOn: 1 }, lab)
    .replace('domain: example.com }', `domain: example.com, fence_daemon: { post_join_delay: ${delay}s } }`)
    .replaceAll('memory: 4G', `memory: ${delay}G`);
}

function pathsOn(site: string, hosts: readonly number[]): ReadonlyMap<number, readonly string[]> {
  const { files } = bundleOf(site);
  const on = (n: number) =>
    files.filter(({ nodes }) => nodes.some((host) => host === `host${n}`)).map(({ path }) => path);
  return new Map(hosts.map((n) => [n, on(n)]));
}
