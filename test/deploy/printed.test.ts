/** What programs print is read as its format: nothing that only looks alike counts. */
import { describe, expect, it } from 'vitest';
import type { Expected } from '../../src/bundle/action.ts';
import { failedStep } from '../../src/deploy/node/observe.ts';
import { has, xmlIn } from '../../src/deploy/node/printed.ts';
import { rootOf } from '../support/xml.ts';

const STATUS = `Version: 6.2.0
Config Version: 17
Nodes: 3
Node votes: 1
Quorum: 2 Activity blocked
Flags: 2node Error 
`;

const FENCE = `fence domain
member count  2
victim count  0
victim now    0
wait state    none
members       1 2 
`;

describe('fields', () => {
  it.each<[string, Expected, boolean]>([
    [STATUS, { field: 'Config Version', is: '17' }, true],
    [STATUS, { field: 'Config Version', is: '1' }, false],
    [STATUS, { field: 'Version', is: '6.2.0' }, true],
    [STATUS, { field: 'Node', is: '1' }, false],
    [STATUS, { field: 'Flags', has: 'Error' }, true],
    [STATUS, { field: 'Flags', lacks: 'Error' }, false],
    [STATUS, { field: 'Flags', lacks: 'Err' }, true],
    [STATUS, { field: 'Quorum', lacks: 'blocked' }, false],
    ['', { field: 'Flags', lacks: 'Error' }, false],
    [FENCE, { field: 'victim count', is: '0' }, true],
    [FENCE, { field: 'members', has: '2' }, true],
    ['victim count  10\n', { field: 'victim count', is: '0' }, false],
  ])('%j has %j: %s', (text, expected, is) => {
    expect(has({ text }, expected)).toBe(is);
  });
});

describe('rows', () => {
  const nodes =
    'Node  Sts   Inc   Joined               Name\n   1   M     24   2026-11-29 17:42:44  host1\n   2   X     24\n';
  const session = 'tcp: [1] 192.0.2.5:3260,1 iqn.2010-02.com.example:san (non-flash)\n';
  const row = (...words: readonly (string | null)[]): Expected => ({ row: words });
  it.each<[string, Expected, boolean]>([
    [nodes, row('1', 'M'), true],
    [nodes, row('2', 'M'), false],
    [session, row(null, null, '192.0.2.5:3260', null, 'iqn.2010-02.com.example:san'), true],
    [session, row(null, null, '192.0.2.5:3260', null, 'iqn.2010-02.com.example:sa'), false],
    ['  vg_vms wz--nc\n', row('vg_vms'), true],
    ['  vg_vms2 wz--nc\n', row('vg_vms'), false],
    [nodes, { noRow: ['2', 'M'] }, true],
    [nodes, { noRow: [null, 'X'] }, false],
  ])('%j has %j: %s', (text, expected, is) => {
    expect(has({ text }, expected)).toBe(is);
  });
});

describe('XML', () => {
  const groups = `<groups><group name="vm:vm1" state_str="stopped" owner="none" last_owner="host2" restarts="1"/></groups>`;
  const complained = `Timed out waiting for a response from Resource Group Manager
<?xml version="1.0"?>
<clustat version="4.1.1"><quorum quorate="0"
 groupmember="0"/>${groups}</clustat>
and something behind it
`;
  it.each<[Expected, boolean]>([
    [{ some: 'quorum', with: { groupmember: '0' } }, true],
    [{ some: 'group', with: { name: 'vm:vm1', owner: 'host2' } }, false],
    [{ some: 'group', with: { name: 'vm:vm1', state_str: ['failed', 'stopped'], restarts: { not: '0' } } }, true],
    [{ none: 'group', with: { state_str: ['failed', 'stopped'] } }, false],
    [{ none: 'group', with: { state_str: 'failed' } }, true],
    [{ none: 'group', with: { flags_str: 'frozen' } }, true],
  ])('has %j: %s', async (expected, is) => {
    expect(has({ text: complained, xml: await rootOf(xmlIn(complained) ?? '') }, expected)).toBe(is);
  });

  it('that is cut off or missing has nothing, and lacks nothing', async () => {
    for (const text of [complained.slice(0, 180), 'Could not connect to CMAN: No such file or directory\n', '']) {
      const printed = { text, xml: await rootOf(xmlIn(text) ?? '') };
      expect(has(printed, { some: 'quorum', with: {} })).toBe(false);
      expect(has(printed, { none: 'group', with: {} })).toBe(false);
    }
  });
});

describe('the step of an init script that failed', () => {
  it.each([
    [
      'Starting cluster: \n   Global setup... [  OK  ]\n   Starting cman... cman_tool: Cannot open connection to cman\n[FAILED]\nNov 29 corosync exits\n',
      'Starting cman... cman_tool: Cannot open connection to cman [FAILED]',
    ],
    ['Starting clvmd: [FAILED]\n', 'Starting clvmd: [FAILED]'],
    ['Starting a: [FAILED]\nStarting b: not found\n[FAILED]\n', 'Starting b: not found [FAILED]'],
    ['Starting a: [  OK  ]\n', undefined],
    ['', undefined],
  ])('of %j is %j', (text, step) => {
    expect(failedStep(text)).toBe(step);
  });
});
