/** Changes that are cut into parts, as an outage would be the price of one: what each does, by our scheduler and by crm_simulate. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { as, type HostName, type SecretName } from '../../../../src/base/brand.ts';
import { Sealed, unseal } from '../../../../src/base/sealed.ts';
import type { XmlElement } from '../../../../src/base/xml.ts';
import { secretNamesOf } from '../../../../src/bundle/bundle.ts';
import { shown } from '../../../../src/bundle/content.ts';
import { simulateChange } from '../../../../src/deploy/node/simulate-change.ts';
import type { Transport } from '../../../../src/deploy/node/ports.ts';
import { atRest } from '../../../../src/stack/pacemaker/impact/at-rest.ts';
import { keepsKnown } from '../../../../src/stack/pacemaker/impact/cib/merge.ts';
import { inParts } from '../../../../src/stack/pacemaker/impact/parts.ts';
import { ofCib } from '../../../../src/stack/pacemaker/impact/prediction.ts';
import { witnessOf } from '../../../../src/stack/pacemaker/impact/witness.ts';
import { xmlText } from '../../../../src/stack/pacemaker/impact/xml.ts';
import { CIB } from '../../../../src/stack/pacemaker/emit/cib.ts';
import { cibDocument } from '../../../../src/stack/pacemaker/push/cib-document.ts';
import { node } from '../../../../src/stack/pacemaker/push/node.ts';
import { bundleOf } from '../../../support/fixtures.ts';
import { temporaryFolder } from '../../../support/sandboxes.ts';
import { describeNeeding, missing, withSbin } from '../../../support/tools.ts';
import { rootOf } from '../../../support/xml.ts';

const bundle = bundleOf('pacemaker-pair');
const content = bundle.files.find(({ path }) => path === CIB)?.content ?? [];
const known: ReadonlySet<SecretName> = new Set(secretNamesOf(bundle));
const text = shown(content);

const EXTRA = '<primitive id="extra" class="ocf" provider="pacemaker" type="Dummy"/>';
const TIE =
  '<rsc_order id="extra-vm1" first="extra" then="vm1"/><rsc_colocation id="vm1-extra" rsc="vm1" with-rsc="extra"/>';
const tied = text.replace('</resources>', `${EXTRA}</resources>`).replace('</constraints>', `${TIE}</constraints>`);
/** Without these resources and their constraints. */
const without = (...ids: readonly string[]) =>
  ids.reduce(
    (all, id) =>
      all
        .replace(new RegExp(`<(primitive|group|clone) id="${id}"[^]*?</\\1>\\n?`), '')
        .replaceAll(new RegExp(`<rsc_\\w+ [^>]*"${id}"[^>]*/>`, 'g'), ''),
    text,
  );
const renamed = text.replaceAll(/\bvm1\b/g, 'vm9');
const CUT = [
  {
    what: 'something new that a running VM waits for',
    old: text,
    desired: tied,
    parts: ['all but what vm1 will wait for', 'the rest'],
  },
  {
    what: 'something that goes, for which a running VM waits',
    old: tied,
    desired: text,
    parts: ['vm1 waits no longer for what goes', 'the rest'],
  },
  {
    what: 'a VM with another name',
    old: text,
    desired: renamed,
    parts: ['vm1 stops', 'all but the start of vm9', 'the rest'],
  },
  {
    what: 'a VM with another name, and something new',
    old: text,
    desired: tied.replaceAll(/\bvm2\b/g, 'vm9'),
    parts: ['vm2 stops', 'all but the start of vm9, extra', 'all but what vm1 will wait for', 'the rest'],
  },
  { what: 'a VM that goes', old: text, desired: without('vm1'), parts: ['vm1 stops', 'the rest'] },
  {
    what: 'VMs that go with the volume group below them',
    old: text,
    desired: without('vm1', 'vm2', 'lvm-vg_vms-clone'),
    parts: ['lvm-vg_vms, vm1, vm2 stop', 'the rest'],
  },
  {
    what: 'a group that goes, for which a running VM waits',
    old: text,
    desired: without('web'),
    parts: [
      'vm2 waits no longer for what goes',
      'web-lvm-www, web-fs-www, web-ip-192.168.1.50-24, web-apache-www stop',
      'the rest',
    ],
  },
] as const;

async function read(one: string): Promise<XmlElement> {
  const root = await rootOf(one);
  if (root === undefined) throw new Error('this is no XML');
  return root;
}

async function cut(desired: string, old = text) {
  const live = atRest(await read(old), ['host1.example.com', 'host2.example.com']);
  const place = () => ({ in: 'nowhere', because: 'it is a test' }) as const;
  const pair = { live, desired: await read(desired), members: [], lines: { before: place, after: place } };
  const change = cibDocument.change(live, pair.desired, { content, known, up: ['vm1', 'vm2'] });
  const keeps = keepsKnown(known);
  return { live, change, ...inParts({ ...pair, keeps }), whole: ofCib({ ...pair, keeps }).prediction, at: place() };
}

const downIn = ({ services }: { readonly services: readonly { readonly name: string; readonly effect: string }[] }) =>
  services.filter(({ effect }) => ['stop', 'restart', 'move'].includes(effect)).map(({ name }) => name);

describe('a change that costs an outage at once', () => {
  it.each(CUT)('comes in parts: $what', async ({ desired, parts, old }) => {
    const { change } = await cut(desired, old);
    expect(change?.parts.map(({ what }) => what)).toEqual(parts);
    const sources = change?.parts.map(({ patch }) => /<source [^>]*epoch="(\d+)" num/.exec(shown(patch))?.[1]);
    expect(sources).toEqual(parts.map((_part, at) => String(at + 1)));
  });

  it('stops no VM that has only to wait for something new', async () => {
    const { prediction, whole } = await cut(tied);
    expect(downIn(whole)).toEqual(['vm1']);
    expect(downIn(prediction)).toEqual([]);
    expect(prediction.summary).toBe('extra starts; everything else keeps running');
    expect(prediction.diagnostics).toEqual([]);
  });

  it('starts a VM with another name when the old one has stopped', async () => {
    const { prediction, whole } = await cut(renamed);
    expect(whole.summary).toBe('vm1 stops; vm9 starts; everything else keeps running');
    expect(prediction.summary).toBe('vm1 stops; then vm9 starts; everything else keeps running');
    expect(prediction.diagnostics.map(({ code }) => code)).toEqual(['pcmk/disruptive-change']);
  });

  it('stops what goes while it has its own timeout, and removes it when it has stopped', async () => {
    const { change, prediction } = await cut(without('vm1'));
    const [stop, removal] = change?.parts ?? [];
    expect(shown(stop?.patch ?? [])).not.toContain('operation="delete"');
    expect(shown(stop?.patch ?? [])).toMatch(
      /path="[^"]*primitive\[@id='vm1'\]"[^]*name="target-role" value="Stopped"/,
    );
    expect(stop?.proof?.says).toEqual([{ none: 'resource', with: { id: 'vm1', role: { not: 'Stopped' } } }]);
    expect(shown(removal?.patch ?? [])).toMatch(/operation="delete" path="[^"]*primitive\[@id='vm1'\]"/);
    expect(prediction.summary).toBe('vm1 stops; everything else keeps running');
    expect(prediction.diagnostics.map(({ code }) => code)).toEqual(['pcmk/disruptive-change']);
  });

  it('warns of a short stop where it would stop what stays', async () => {
    const { change, prediction } = await cut(without('web-fs-www'));
    expect(change?.parts).toHaveLength(1);
    expect(prediction.diagnostics.map(({ code }) => code)).toEqual(['pcmk/short-stop', 'pcmk/disruptive-change']);
  });

  it('leaves out what is stopped already, or is not managed', async () => {
    const meta = (name: string, value: string) => `<nvpair id="m" name="${name}" value="${value}"/>`;
    const set = (pair: string) =>
      text.replace(/<primitive id="vm1" [^>]*>/, (one) => `${one}<meta_attributes id="s">${pair}</meta_attributes>`);
    for (const pair of [meta('target-role', 'Stopped'), meta('is-managed', 'false'), meta('maintenance', 'true')])
      expect((await cut(without('vm1'), set(pair))).change?.parts).toHaveLength(1);
  });

  it('comes at once where the VM restarts all the same, and where one only comes', async () => {
    const other = tied.replace('value="/etc/cluster/vms/vm1.xml"', 'value="/etc/cluster/vms/other.xml"');
    expect((await cut(other)).change?.parts).toHaveLength(1);
    expect((await cut(text, without('vm1'))).change?.parts).toHaveLength(1);
  });
});

describeNeeding(missing('crm_simulate') ?? missing('crm_diff'), 'crm_simulate on each part', () => {
  it.each(CUT)('says the same: $what', async ({ desired, old }) => {
    const { live, change, parts, at } = await cut(desired, old);
    const file = join(temporaryFolder(), 'cib.xml');
    writeFileSync(file, xmlText(live));
    const transport: Transport = {
      run: (_node, [program = '', ...argv], { stdin }) => {
        const input = stdin === undefined ? '' : unseal(stdin);
        const stdout = execFileSync(program, argv, { input, encoding: 'utf8', env: withSbin() });
        return Promise.resolve({ exitCode: 0, stdout, stderr: '' });
      },
    };
    const host = { host: as<HostName>('host1'), nodeName: 'host1', nodeId: 1 };
    const on = { ...host, connection: { via: 'ssh', address: 'host1', user: null, port: null } } as const;
    const secrets = new Map([...known].map((name) => [name, Sealed.of('masked', `\${secret:${name}}`)]));
    const { kept } = node;
    if (kept === undefined || change === null) throw new Error('there is nothing to ask');
    for (const [index, { predicted, now }] of parts.entries()) {
      if (predicted === undefined) throw new Error('it is not predicted');
      const { time, judge } = witnessOf(predicted.after, now, at);
      const patches = change.parts.slice(0, index + 1).map(({ patch }) => patch);
      const asked = { patches, secrets, time };
      const answer = await simulateChange(on, { ...kept, query: ['cat', file] }, asked, { transport, readXml: rootOf });
      expect(judge(answer)).toMatchObject({ isSame: true, diagnostics: [] });
    }
  });
});
