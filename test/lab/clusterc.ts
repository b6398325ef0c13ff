/** clusterc as its user calls it, on the hosts of a lab that have what a site says. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { shown } from '../../src/bundle/content.ts';
import { bundleOf, install, labSite } from './installed.ts';
import { Lab, type Ended, type Options } from './lab.ts';

export type Built = {
  readonly lab: Lab;
  readonly site: string;
  /** Runs clusterc in the control namespace, with no connection from before. */
  readonly clusterc: (argv: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>;
  readonly down: () => Promise<void>;
};

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
  const env = { CLUSTERC_SSH_CONFIG: lab.sshConfig, CLUSTERC_SECRETS: `file:${at('sandbox/secrets.json')}` };
  return {
    lab,
    site: at('site.yaml'),
    clusterc: (argv, more = {}) =>
      lab.run([process.execPath, resolve('dist/main.js'), ...argv], {
        env: { ...env, XDG_RUNTIME_DIR: mkdtempSync(at('run-')), ...more },
      }),
    down: async () => {
      await lab.down();
      rmSync(folder, { recursive: true });
    },
  };
}
