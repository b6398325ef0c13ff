/** clusterc as its user calls it, on the hosts of a lab that have what a site says. */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { secretsIn, shown } from '../../src/bundle/content.ts';
import { compileSite } from '../../src/cli/compiled-site.ts';
import { bareState } from '../world/play.ts';
import { bundleOf, install, labSite } from './installed.ts';
import { Lab, type Ended, type Options } from './lab.ts';

export type Built = {
  readonly lab: Lab;
  readonly site: string;
  /** Runs clusterc in the control namespace, with no connection from before. */
  readonly clusterc: (argv: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>;
  /** The same, while it runs. */
  readonly start: (argv: readonly string[]) => ChildProcess;
  readonly down: () => Promise<void>;
};

/** A lab of machines that no push has been to, and a site of them, which may be changed before. */
export async function bareLab(options: Options, change: (site: string) => string = (site) => site): Promise<Built> {
  const folder = mkdtempSync(join(tmpdir(), 'clusterc-lab-'));
  const at = (name: string) => join(folder, name);
  const { hosts, release = 'rhel6' } = options;
  const lab = await Lab.up(options);
  const site = change(labSite({ hosts, vms: hosts, runOn: 2 }, lab));
  writeFileSync(at('site.yaml'), site);
  const compilation = compileSite(at('site.yaml'));
  lab.setState(bareState(compilation, release));
  for (const host of lab.hosts) lab.remove(host, '/etc/cluster/cluster.conf');
  const names = secretNames(compilation.bundle?.files ?? []);
  writeFileSync(
    at('secrets.json'),
    JSON.stringify(Object.fromEntries(names.map((name) => [name, 'sixteen-letters-']))),
    { mode: 0o600 },
  );
  return builtOn(lab, folder, at('secrets.json'));
}

function secretNames(files: Bundle['files']): readonly string[] {
  return [...new Set(files.flatMap(({ content }) => secretsIn(content)))];
}

function builtOn(lab: Lab, folder: string, secrets: string): Built {
  const at = (name: string) => join(folder, name);
  const env = { CLUSTERC_SSH_CONFIG: lab.sshConfig, CLUSTERC_SECRETS: `file:${secrets}`, XDG_STATE_HOME: at('state') };
  return {
    lab,
    site: at('site.yaml'),
    clusterc: (argv, more = {}) =>
      lab.run([process.execPath, resolve('dist/main.js'), ...argv], {
        env: { ...env, XDG_RUNTIME_DIR: mkdtempSync(at('run-')), ...more },
      }),
    start: (argv) =>
      lab.spawn([process.execPath, resolve('dist/main.js'), ...argv], {
        env: { ...env, XDG_RUNTIME_DIR: mkdtempSync(at('run-')) },
      }),
    down: async () => {
      await lab.down();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A lab whose hosts form the cluster of a site, one VM each, all of it as the site says. */
export async function builtLab(options: Options): Promise<Built> {
  const folder = mkdtempSync(join(tmpdir(), 'clusterc-lab-'));
  const at = (name: string) => join(folder, name);
  const { hosts } = options;
  const shape = { hosts, vms: hosts, runOn: 2 };
  // The addresses are those of every lab with as many hosts, but for the network: so the cluster.conf can be made before.
  writeFileSync(at('site.yaml'), labSite(shape, { address: (n) => `192.0.2.${n}` }));
  const conf = bundleOf(at('site.yaml')).files.find(({ path }) => path === '/etc/cluster/cluster.conf')?.content ?? [];
  const lab = await Lab.up({ ...options, conf: shown(conf).replace('${late:config-version}', '1') });
  writeFileSync(at('site.yaml'), labSite(shape, lab));
  const sessions = [{ portal: '10.0.3.5:3260', iqn: 'iqn.2010-02.com.example:san' }];
  const state = lab.state();
  lab.setState({ ...state, nodes: state.nodes.map((node) => ({ ...node, sessions })) });
  await install(bundleOf(at('site.yaml')), at('sandbox'), lab);
  return builtOn(lab, folder, at('sandbox/secrets.json'));
}
