/** What `check` says of a raw attribute is what a node says: the schema of a vendor, where CLUSTERC_RNG names it, and our own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { familyOf, fenceAgents } from '../../src/catalogue/fence.ts';
import { resourceTypes } from '../../src/catalogue/rm.ts';
import { refusal, takenNames, type OpenElement } from '../../src/stack/cman/check/node-schema.ts';
import { modelledAttributes } from '../../src/stack/cman/emit/attributes.ts';
import { describeUnless, describeWith, noProductSchema, productSchema, run } from '../support/tools.ts';

const OWN = fileURLToPath(new URL('../../schemas/relaxng/cluster-conf.rng', import.meta.url));

const BASE = `<cluster name="c" config_version="1">
  <cman/><quorumd/><totem/><fence_daemon/><dlm/><gfs_controld/><clvmd/><fence_xvmd/><logging/>
  <clusternodes><clusternode name="host1" nodeid="1"><fence><method name="m"><device name="d"/></method></fence></clusternode></clusternodes>
  <fencedevices><fencedevice name="d" agent="fence_ipmilan" lanplus="1"/></fencedevices>
  <rm><resources><ip address="192.0.2.1"/><fs name="f" device="/dev/x" mountpoint="/x"/></resources>
  <service name="s"/><vm name="v"/></rm>
</cluster>`;

const CLOSED =
  'cluster cman quorumd totem fence_daemon dlm gfs_controld clvmd fence_xvmd logging clusternode rm service vm ip fs';
const elements: readonly OpenElement[] = CLOSED.split(' ').map((element) => ({ element }));
const everyName = [...new Set([...elements.flatMap(takenNames), 'bogus', 'alias', 'expected_vote', 'Recovery'])];

type Case = { readonly thing: OpenElement; readonly name: string; readonly text: string; readonly xml: string };

function caseOf(thing: OpenElement, name: string, text: string): Case {
  return {
    thing,
    name,
    text,
    xml: BASE.replace(new RegExp(`<${thing.element}(?=[ />])`), `<${thing.element} ${name}="${text}"`),
  };
}

/** No key of a site is among them: those are refused by another rule. */
const closed = elements.flatMap((thing) =>
  everyName
    .filter((name) => !modelledAttributes(thing.element).includes(name))
    .flatMap((name) => ['0', 'no'].map((text) => caseOf(thing, name, text))),
);

/** Each agent with its first parameter, and one that other agents have. */
const fencing = fenceAgents()
  .filter((_, index) => index % 4 === 0)
  .flatMap((agent) => {
    const own = Object.values(familyOf(agent).parameters).map(({ cman }) => cman);
    const together = own.slice(0, 3);
    const thing = { element: 'fencedevice', agent, together };
    const present = together.map((name) => ` ${name}="1"`).join('');
    const base = BASE.replace(' agent="fence_ipmilan" lanplus="1"', ` agent="${agent}"${present}`);
    const others = 'community secure snmp_version lanplus devices ssl ribcl drac_version bogus'.split(' ');
    return others
      .filter((name) => !together.includes(name))
      .map((name) => ({ thing, name, text: '1', xml: base.replace('<fencedevice ', `<fencedevice ${name}="1" `) }));
  });

/** So many documents in a run give less than 1 MB of output. */
const BATCH = 500;

/** Few runs for all documents: reading the schema takes longer than any of them. xmllint(1). */
function refusedBy(schema: string, cases: readonly Case[]): readonly boolean[] {
  const folder = mkdtempSync(join(tmpdir(), 'raw-'));
  try {
    const files = cases.map(({ xml }, index) => {
      writeFileSync(join(folder, `${index}.xml`), xml);
      return join(folder, `${index}.xml`);
    });
    const batches = Array.from({ length: Math.ceil(files.length / BATCH) }, (_, index) =>
      files.slice(index * BATCH, (index + 1) * BATCH),
    );
    const runs = batches.map((some) => run('xmllint', ['--noout', '--relaxng', schema, ...some]));
    const lines = new Set(runs.flatMap(({ output }) => output.split('\n')));
    return files.map((file) => {
      if (lines.has(`${file} validates`)) return false;
      expect(lines, cases[files.indexOf(file)]?.xml).toContain(`${file} fails to validate`);
      return true;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const nameOf = ({ thing, name, text }: Case): string => `${thing.element} ${thing.agent ?? ''} ${name}="${text}"`;
const isRefused = ({ thing, name, text }: Case): boolean => refusal(thing, name, text) !== undefined;

it('plants each attribute, and takes some and refuses some', () => {
  expect([...closed, ...fencing].filter(({ xml, name, text }) => !xml.includes(` ${name}="${text}"`))).toEqual([]);
  expect(new Set(closed.map(isRefused)).size).toBe(2);
  expect(new Set(fencing.map(isRefused)).size).toBe(2);
  expect(resourceTypes().has('ip')).toBe(true);
});

describeWith('xmllint', 'our schema', () => {
  it('says the same of every attribute outside of fencing', () => {
    const theirs = refusedBy(OWN, closed);
    expect(closed.filter((one, index) => isRefused(one) !== theirs[index]).map(nameOf)).toEqual([]);
  });

  it('refuses each parameter that check refuses for a fence device', () => {
    const theirs = refusedBy(OWN, fencing);
    expect(fencing.filter((one, index) => isRefused(one) && !theirs[index]).map(nameOf)).toEqual([]);
  });
});

describeUnless(noProductSchema(), "the vendor's schema", () => {
  it('says the same of every attribute outside of fencing', () => {
    const theirs = refusedBy(productSchema ?? '', closed);
    expect(closed.filter((one, index) => isRefused(one) !== theirs[index]).map(nameOf)).toEqual([]);
  });

  it('refuses each parameter that check refuses for a fence device', () => {
    const theirs = refusedBy(productSchema ?? '', fencing);
    expect(fencing.filter((one, index) => isRefused(one) && !theirs[index]).map(nameOf)).toEqual([]);
  });
});

describe('an attribute of no agent of the catalogue', () => {
  it('may be one of an agent that only the node has', () => {
    const thing = { element: 'fencedevice', agent: 'fence_ipmilan', together: ['lanplus'] };
    expect(refusal(thing, 'ipmitool_path', '/usr/bin/ipmitool')).toBeUndefined();
  });
});
