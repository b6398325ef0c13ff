/** The change of a running CIB as a patch, and as crm_diff applies it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SecretName } from '../../../../src/base/brand.ts';
import { elementsIn, type XmlElement } from '../../../../src/base/xml.ts';
import { secretNamesOf } from '../../../../src/bundle/bundle.ts';
import { shown } from '../../../../src/bundle/content.ts';
import { atRest } from '../../../../src/stack/pacemaker/impact/at-rest.ts';
import { keepsKnown, withConfiguration } from '../../../../src/stack/pacemaker/impact/cib/merge.ts';
import { ofCib } from '../../../../src/stack/pacemaker/impact/prediction.ts';
import { xmlText } from '../../../../src/stack/pacemaker/impact/xml.ts';
import { CIB } from '../../../../src/stack/pacemaker/emit/cib.ts';
import { cibDocument } from '../../../../src/stack/pacemaker/push/cib-document.ts';
import { editsBetween } from '../../../../src/stack/pacemaker/push/cib-patch.ts';
import { bundleOf } from '../../../support/fixtures.ts';
import { temporaryFolder } from '../../../support/sandboxes.ts';
import { describeNeeding, missing } from '../../../support/tools.ts';
import { rootOf } from '../../../support/xml.ts';

const bundle = bundleOf('pacemaker-pair');
const content = bundle.files.find(({ path }) => path === CIB)?.content ?? [];
const known: ReadonlySet<SecretName> = new Set(secretNamesOf(bundle));
const text = shown(content);
const VM1 = '<meta_attributes id="vm1-meta_attributes">';
const STOPPED = '<nvpair id="set" name="target-role" value="Stopped"/>';
const BAN = '<rsc_location id="cli-ban-vm1" rsc="vm1" node="host2.example.com" score="-INFINITY"/></constraints>';
const CLUSTER = '<nvpair id="dc" name="dc-version" value="2.1.5"/></cluster_property_set>';

async function read(one: string): Promise<XmlElement> {
  const root = await rootOf(one);
  if (root === undefined) throw new Error('this is no XML');
  return root;
}

/** A running document with its status. */
async function running(one = text): Promise<XmlElement> {
  return atRest(await read(one), ['host1.example.com', 'host2.example.com']);
}

async function changed(live: string, desired = text, have = known) {
  const [old, now] = [await running(live), await read(desired)];
  return { old, now, change: cibDocument.change(old, now, { content, known: have, up: ['vm1'] }) };
}

const without = (id: string) => (one: string) =>
  one
    .replace(new RegExp(`<primitive id="${id}"[^]*?</primitive>\\n?`), '')
    .replaceAll(new RegExp(`<rsc_\\w+ [^>]*"${id}"[^>]*/>`, 'g'), '');
const CHANGES: readonly (readonly [what: string, live: string, desired: string])[] = [
  ['an option', text.replace('value="freeze"', 'value="stop"'), text],
  ['a new VM', without('vm1')(text), text],
  ['a VM that goes', text, without('vm1')(text)],
  ['a VM that goes, and was banned', text.replace('</constraints>', BAN), without('vm1')(text)],
  [
    'what operators set',
    text.replace(VM1, `${VM1}${STOPPED}`).replace('</constraints>', BAN),
    text.replace('freeze', 'stop'),
  ],
  [
    'a group in another order',
    text.replace(/(<primitive id="dlm"[^]*?<\/primitive>)(\s*)(<primitive id="lvmlockd"[^]*?<\/primitive>)/, '$3$2$1'),
    text,
  ],
  ['what the cluster writes', text.replace('</cluster_property_set>', CLUSTER), text.replace('freeze', 'stop')],
  ['a time and an attribute', text, text.replace('interval="60s"', 'interval="90s"').replace('ordered="true"', '')],
];

describe('the change of a running CIB', () => {
  it('is none where nothing differs, and names the version that it is for', async () => {
    expect((await changed(text)).change).toBeNull();
    const { change } = await changed(text, text.replace('freeze', 'stop'));
    expect(change).toMatchObject({ version: '0.1', parts: [{ sign: { of: 'new' } }] });
    expect(shown(change?.parts[0]?.patch ?? [])).toContain(
      '<source admin_epoch="0" epoch="1" num_updates="@updates@"/>',
    );
  });

  it.each([
    ['a resource that is new', without('vm1')(text), text, [{ of: 'new', word: "/cib/configuration//*[@id='vm1']" }]],
    [
      'a resource that goes, and before that by the block that stops it, which is not missed when both are gone',
      text,
      without('vm1')(text),
      [
        {
          of: 'old',
          word: "/cib/configuration//primitive[@id='vm1' and not(meta_attributes[@id='vm1-stopped-by-push'])]",
        },
        { of: 'old', word: "/cib/configuration//*[@id='vm1']" },
      ],
    ],
  ])('is recognised by %s', async (_what, live, desired, signs) => {
    expect((await changed(live, desired)).change?.parts.map((part) => part.sign)).toEqual(signs);
  });

  it('leaves states to operators, and what the cluster writes to the cluster', async () => {
    const live = text
      .replace(VM1, `${VM1}${STOPPED}`)
      .replace('</constraints>', BAN)
      .replace('</cluster_property_set>', CLUSTER);
    expect((await changed(live)).change).toBeNull();
    expect((await changed(text, text.replace(VM1, `${VM1}${STOPPED}`))).change).toBeNull();
  });

  it('fills a secret in on the way, and is recognised without it', async () => {
    const live = text.replace('${secret:fence/host1}', '(hidden)');
    const { change } = await changed(live);
    expect(change?.parts[0]?.patch).toContainEqual({ secret: 'fence/host1', encode: 'xml-attribute' });
    expect(change?.parts[0]?.sign.word).toBe(
      "/cib/configuration//*[@id='fence-ipmi-host1-instance_attributes-password-1']",
    );
    expect((await changed(live, text, new Set())).change).toBeNull();
    expect(
      (await changed(text.replace('${secret:fence/host1}', '${secret:fence/host1|fence/other}'))).change,
    ).toBeNull();
  });

  it('expects what is new and what ran to run, and what goes to be forgotten', async () => {
    expect((await changed(text, without('vm1')(text))).change).toMatchObject({ gone: ['vm1'] });
    expect((await changed(without('vm1')(text))).change?.started).toContain('vm1');
    expect((await changed(text, text.replace('freeze', 'stop'))).change?.started).toEqual(['vm1']);
  });
});

it('a hidden secret restarts nothing, and another one does', async () => {
  const place = () => ({ in: 'nowhere', because: 'it is a test' }) as const;
  const effects = async (masked: string) => {
    const live = xmlText(await running(text.replace('${secret:fence/host1}', 'real'))).replace(
      'value="real"',
      `value="${masked}"`,
    );
    const pair = {
      live: await read(live),
      desired: await read(text),
      members: [],
      lines: { before: place, after: place },
    };
    return ofCib({ ...pair, keeps: keepsKnown(known) }).prediction.services.map(({ name, effect }) => [name, effect]);
  };
  expect(await effects('${secret:fence/host1}')).toEqual([]);
  expect(await effects('(hidden)')).toEqual([['fence-ipmi-host1', 'restart']]);
});

describeNeeding(missing('crm_diff'), 'crm_diff with such a patch', () => {
  it.each(CHANGES)('makes what was meant: %s', async (_what, live, desired) => {
    const { old, now, change } = await changed(live, desired);
    const folder = temporaryFolder();
    const [original, before, patch] = [join(folder, 'cib'), join(folder, 'before'), join(folder, 'patch')];
    writeFileSync(original, xmlText(old));
    let applied = xmlText(old);
    for (const part of change?.parts ?? []) {
      writeFileSync(before, applied);
      writeFileSync(patch, shown(part.patch).replace('@updates@', '0'));
      applied = execFileSync('crm_diff', ['--original', before, '--patch', patch], { encoding: 'utf8' });
    }
    const meant = withConfiguration(old, now, keepsKnown(known));
    // Where nothing else shows the change, an operation has got another id.
    const [, id = ''] = /@id='([^']*)-1'/.exec(change?.parts[0]?.sign.word ?? '') ?? [];
    const named = id === '' ? applied : applied.replace(`"${id}-1"`, `"${id}"`);
    expect(editsBetween(await read(named), meant)).toEqual([]);
    expect(elementsIn(await read(applied), 'status').map(xmlText)).toEqual(elementsIn(old, 'status').map(xmlText));
    writeFileSync(join(folder, 'after'), applied);
    const back = spawnSync('crm_diff', ['--no-version', '-o', join(folder, 'after'), '-n', original], {
      encoding: 'utf8',
    });
    expect(back.status).toBe(1);
  });
});
