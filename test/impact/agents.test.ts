/** Metadata as agents print it, and states as clustat prints them. */
import { expect, it } from 'vitest';
import { agentFrom, collected } from '../../src/stack/cman/impact/agents.ts';
import { isUp, recordedStates } from '../../src/stack/cman/impact/clustat-services.ts';
import { measuredAgents, xmlOf } from './read.ts';

const VM = `<?xml version="1.0" ?>
<resource-agent version="rgmanager 2.0" name="vm">
  <version>1.0</version>
  <longdesc lang="en">Defines a Virtual Machine</longdesc>
  <parameters>
    <parameter name="name" primary="1"><shortdesc lang="en">Name</shortdesc><content type="string"/></parameter>
    <parameter name="domain" reconfig="1"><content type="string"/></parameter>
    <parameter name="autostart" reconfig="1"><content type="boolean" default="1"/></parameter>
    <parameter name="use_virsh"><content type="integer" default=""/></parameter>
  </parameters>
  <actions><action name="start" timeout="300"/><action name="migrate" timeout="10m"/></actions>
  <special tag="rgmanager"><attributes maxinstances="1" root="1" init_on_add="0" destroy_on_delete="0"/></special>
</resource-agent>`;

const FS = `<resource-agent name="fs"><parameters>
  <parameter name="name" primary="1"/><parameter name="nfslock" inherit="nfslock"><content type="boolean"/></parameter></parameters>
  <actions><action name="start"/></actions>
  <special tag="rgmanager"><attributes maxinstances="1"/><child type="fs" start="1" stop="3"/></special></resource-agent>`;

it('an agent is what its metadata says', async () => {
  expect(agentFrom(await xmlOf(VM))).toEqual({
    vm: {
      max: 1,
      initOnAdd: false,
      destroyOnDelete: false,
      migrates: true,
      silent: ['stop', 'reconfig'],
      children: {},
      forbids: [],
      attributes: {
        name: { primary: true },
        domain: { reconfig: true },
        autostart: { reconfig: true, default: '1' },
        use_virsh: { default: '' },
      },
    },
  });
  const { fs } = agentFrom(await xmlOf(FS));
  expect(fs).toMatchObject({ max: 1, initOnAdd: true, migrates: false, children: { fs: { start: 1, stop: 3 } } });
  expect(fs?.attributes['nfslock']).toEqual({ inherit: 'nfslock' });
});

it('metadata from a node replaces the catalogue, type by type', async () => {
  const agents = collected(measuredAgents, [await xmlOf(VM), await xmlOf('<other/>')]);
  expect(Object.keys(agents)).toEqual(Object.keys(measuredAgents));
  expect(Object.keys(agents['vm']?.attributes ?? {})).toHaveLength(4);
  expect(agents['fs']).toBe(measuredAgents['fs']);
});

/** In the form of rgmanager's clustat.c; not recorded on a cluster. */
const CLUSTAT = `<?xml version="1.0"?>
<clustat version="4.1.1">
  <cluster name="vmcluster" id="57524" generation="24"/>
  <quorum quorate="1" groupmember="1"/>
  <nodes>
    <node name="host1.example.com" state="1" local="1" estranged="0" rgmanager="1" rgmanager_master="0" qdisk="0" nodeid="0x00000001"/>
    <node name="host2.example.com" state="1" local="0" estranged="0" rgmanager="1" rgmanager_master="0" qdisk="0" nodeid="0x00000002"/>
  </nodes>
  <groups>
    <group name="vm:vm1" state="112" state_str="started" flags="0" flags_str="" owner="host1.example.com" last_owner="none" restarts="0" last_transition="1353592800" last_transition_str="Thu Nov 22 14:00:00 2012"/>
    <group name="vm:vm2" state="112" state_str="started" flags="1" flags_str="frozen" owner="host2.example.com" last_owner="none" restarts="0" last_transition="1353592800" last_transition_str="Thu Nov 22 14:00:00 2012"/>
    <group name="vm:vm3" state="119" state_str="disabled" flags="0" flags_str="" owner="none" last_owner="host1.example.com" restarts="0" last_transition="1353592800" last_transition_str="Thu Nov 22 14:00:00 2012"/>
  </groups>
</clustat>`;

it('states are read from what clustat -x prints', async () => {
  const states = recordedStates(await xmlOf(CLUSTAT));
  expect(states).toEqual([
    { name: 'vm:vm1', state: 'started', owner: 'host1.example.com', frozen: false },
    { name: 'vm:vm2', state: 'started', owner: 'host2.example.com', frozen: true },
    { name: 'vm:vm3', state: 'disabled', lastOwner: 'host1.example.com', frozen: false },
  ]);
  expect(states.map(isUp)).toEqual([true, true, false]);
});
