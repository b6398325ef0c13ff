/** Cases from the field that a command other than `check` decides, where CLUSTERC_CASES names them: each sentence of expected.txt. */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clusterc } from '../support/command-line.ts';
import { temporaryFolder } from '../support/sandboxes.ts';
import { describeUnless } from '../support/tools.ts';
import { play } from '../scenario/play.ts';
import { readSteps } from '../scenario/step.ts';

const CASES = process.env['CLUSTERC_CASES'];
const FOLDER = join(CASES ?? '', 'field');
const at = (...parts: readonly string[]) => join(FOLDER, ...parts);

/** Each looks for an interrupt; outside of this test a process looks at nodes once. */
process.setMaxListeners(0);

type Import = {
  /** Of `check` in the site that is written: severity, code and path. */
  readonly finds?: readonly string[];
  readonly never?: readonly string[];
  /** What IMPORT.md or the site has to say. */
  readonly says?: readonly RegExp[];
  readonly silent?: readonly RegExp[];
};

const IMPORTS: { readonly [name: string]: Import } = {
  'import-authmethod-none-with-user': {
    says: [/chap: \{ user: host1, password: /, /authmethod = None .* logs in with CHAP/],
  },
  'import-fence-plugs-crossed': { finds: ['warning fence/crossed-plug hosts/'] },
  'import-lanplus-empty-clean-start': {
    says: [/<fence_daemon> clean_start="1" is never written.*left out/, /app1-ilom:[^:]*:[^]*?lanplus: true/],
    silent: [/lanplus: false/],
  },
  'import-luci-delay-on-fencedevice': {
    says: [/\{ device: db1, delay: 5s \}/],
    silent: [/no delay, as before/],
    never: ['fence/race'],
  },
  'import-lvm-accept-all': {
    finds: ['error lvm/cluster-locking '],
    says: [
      /the filter accepts "\.\*", which names neither a LUN nor a local disk; left out/,
      /devices\/filter: .*; built: /,
    ],
  },
  'import-single-node-without-nodeid': {
    finds: ['error cluster/size hosts', 'error cluster/dangerous-switch fence_devices/'],
    says: [/nd01 had no nodeid; it gets 1/],
  },
  'import-vm-on-shared-path': {
    finds: ['warning libvirt/nothing-to-start vms/test1', 'warning libvirt/nothing-to-start vms/test2'],
    says: [/the VM "test2" is inside the service "svc", where it cannot migrate; /],
  },
  'import-xml-missing-on-one-node': { says: [/host2: \/etc\/cluster\/vms\/vm1\.xml is built, and was not there/] },
};

type Plan = { readonly says: readonly RegExp[]; readonly more?: readonly string[]; readonly silent?: RegExp };

const PLANS: { readonly [name: string]: Plan } = {
  'plan-two-to-three-nodes': { says: [/needs a stop of all nodes at once/, /two_node removed/] },
  'plan-version-not-raised': { says: [/config_version 7 -> 7: cman refuses a version that does not rise/] },
  'plan-vm-removed': { says: [/VM_ORPHAN vm:vm2/] },
  'plan-vm-renamed': { says: [/VM_ORPHAN vm:vm1/, /VM_ADD vm:web1/] },
};

/** The cases of this file; all others belong to field.test.ts. */
const OTHERS = [
  'cman-version-without-ccs-sync',
  'diff-xml-edited-on-one-node',
  'import-unclosed-quorumd',
  'iscsi-chap-changed-after-discovery',
  'iscsi-discovery-resets-other-targets',
  'status-vm-defined-shut-off',
];

async function imported(name: string): Promise<{ readonly site: string; readonly said: string; readonly err: string }> {
  const site = join(temporaryFolder(), 'site');
  const nodes = readdirSync(at(name, 'nodes')).map((node) => at(name, 'nodes', node));
  const { err } = await clusterc(['import', ...nodes, '-o', site]);
  const said = ['IMPORT.md', 'site.yaml'].map((file) =>
    existsSync(join(site, file)) ? readFileSync(join(site, file), 'utf8') : '',
  );
  return { site, said: said.join('\n'), err };
}

type Json = { readonly severity: string; readonly code: string; readonly path?: string };

async function found(site: string): Promise<readonly string[]> {
  const { out } = await clusterc(['check', site, '--format', 'json']);
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Json => JSON.parse(line))
    .map(({ severity, code, path = '' }) => `${severity} ${code} ${path}`);
}

/** A built bundle of a case. */
async function built(site: string): Promise<string> {
  const bundle = join(temporaryFolder(), 'bundle');
  expect(await clusterc(['build', site, '-o', bundle])).toMatchObject({ code: 0 });
  return bundle;
}

describeUnless(
  CASES === undefined ? 'CLUSTERC_CASES names no folder' : undefined,
  'cases from the field, by command',
  () => {
    it('are all that check alone does not decide', () => {
      const names = readdirSync(FOLDER).filter((name) => !existsSync(at(name, 'site.yaml')));
      expect([...Object.keys(IMPORTS), ...Object.keys(PLANS), ...OTHERS]).toEqual(expect.arrayContaining(names));
    });

    it.each(Object.entries(IMPORTS))('%s', async (name, { finds = [], never = [], says = [], silent = [] }) => {
      const { site, said } = await imported(name);
      for (const sentence of says) expect(said).toMatch(sentence);
      for (const sentence of silent) expect(said).not.toMatch(sentence);
      const findings = await found(site);
      for (const one of finds) expect(findings).toContainEqual(expect.stringContaining(one));
      for (const code of never) expect(findings.filter((one) => one.includes(code))).toEqual([]);
    });

    it('import-unclosed-quorumd: malformed XML, with its place', async () => {
      const { err } = await imported('import-unclosed-quorumd');
      expect(err).toMatch(/error import\/malformed-xml\n .*<quorumd>.*\n .*cluster\.conf:\d+:\d+/);
    });

    it.each(Object.entries(PLANS))('%s', async (name, { says }) => {
      const { out } = await clusterc(['plan', '--old', at(name, 'old.conf'), '--new', at(name, 'new.conf')]);
      for (const sentence of says) expect(out).toMatch(sentence);
    });

    it('plan-vm-removed and plan-vm-renamed say more with clustat', async () => {
      const running = (vm: string) =>
        `<group name="vm:${vm}" state_str="started" flags_str="" owner="host1.example.com"/>`;
      const clustat = join(temporaryFolder(), 'clustat.xml');
      writeFileSync(clustat, `<clustat version="4.1.1"><groups>${running('vm1')}${running('vm2')}</groups></clustat>`);
      const plan = async (name: string) =>
        clusterc(['plan', '--old', at(name, 'old.conf'), '--new', at(name, 'new.conf'), '--clustat', clustat]);
      const [removed, renamed] = [await plan('plan-vm-removed'), await plan('plan-vm-renamed')];
      expect(removed.out + removed.err).toMatch(/rm\/orphan/);
      expect(renamed.out + renamed.err).toMatch(/error push\/double-start/);
    });

    it('cman-version-without-ccs-sync: the version is announced by cman itself, without ricci', async () => {
      const manifest = readFileSync(
        join(await built(at('cman-version-without-ccs-sync', 'site.yaml')), 'manifest.json'),
        'utf8',
      );
      expect(manifest.replaceAll(/\s+/g, '')).toContain('"cman_tool","version","-r","-S"');
    });

    it('diff-xml-edited-on-one-node: the nodes differ, in each of two runs', async () => {
      const folder = temporaryFolder();
      const [site, sandbox] = [join(folder, 'site.yaml'), join(folder, 'nodes')];
      cpSync(at('diff-xml-edited-on-one-node', 'site.yaml'), site);
      expect(await clusterc(['push', site, '--sandbox', sandbox])).toMatchObject({ code: 0 });
      const file = join(sandbox, 'host2/etc/cluster/vms/vm1.xml');
      const text = readFileSync(file, 'utf8');
      expect(text).toContain('<memory');
      writeFileSync(file, text.replace(/(<memory[^>]*>)\d+/, '$14711'));
      for (const run of ['first', 'second']) {
        const { out, err } = await clusterc(['diff', site, '--sandbox', sandbox]);
        expect(out + err, run).toContain('drift/nodes-differ');
      }
    });

    it('iscsi-chap-changed-after-discovery: the records change, and in which order with the target', async () => {
      const bundles = await Promise.all(
        ['before', 'after'].map((name) => built(at('iscsi-chap-changed-after-discovery', name))),
      );
      const { out } = await clusterc(['plan', '--old', bundles[0] ?? '', '--new', bundles[1] ?? '']);
      expect(out).toMatch(/iscsiadm -m node -o update for each record, then give it to the target at once/);
    });

    it('iscsi-discovery-resets-other-targets: the plan says so', async () => {
      const folder = temporaryFolder();
      const site = at('iscsi-discovery-resets-other-targets', 'site.yaml');
      const { out } = await clusterc(['plan', '-v', site, '--sandbox', join(folder, 'nodes')]);
      expect(out.replaceAll(/\s+/g, ' ')).toContain('also those of other targets of this portal');
    });

    it('status-vm-defined-shut-off: the guest is found, and how to undefine it', async () => {
      const text = readFileSync(at('status-vm-defined-shut-off', 'scenario.yaml'), 'utf8');
      const right = text.replace(/exit: 0\s+#.*/, 'exit: 2').replace('finds: []', 'finds: [status/defined-guest]');
      expect(right).not.toBe(text);
      await play(readSteps(right), temporaryFolder());
    });
  },
);
