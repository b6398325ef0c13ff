/** What changes of the daemons' own sections need. Red Hat solution 39903. */
import { describe, expect, it } from 'vitest';
import { compare, isDifferent, summaryOf } from '../../src/stack/cman/impact/compare-files.ts';
import type { Platform } from '../../src/platform/release-id.ts';
import { measuredAgents, xmlOf } from './read.ts';

const node = (
  name: string,
  nodeid: number,
  inside = '<fence><method name="a"><device name="d" port="1"/></method></fence>',
) => `<clusternode name="${name}" nodeid="${nodeid}">${inside}</clusternode>`;
const nodes = (count: number) => Array.from({ length: count }, (_, index) => node(`h${index + 1}`, index + 1)).join('');
const clusterOf = (count: number, sections = '') =>
  `<cluster name="c" config_version="1">${sections}<clusternodes>${nodes(count)}</clusternodes>` +
  '<fencedevices><fencedevice name="d" agent="fence_apc" passwd="geheim"/></fencedevices>' +
  '<rm><failoverdomains><failoverdomain name="f" ordered="1"/></failoverdomains><vm name="vm1" domain="f"/></rm></cluster>';

const RHEL6: Platform = { family: 'rhel6', minor: 4 };
const RHEL5: Platform = { family: 'rhel5', minor: 8 };

async function compared(old: string, now: string, platform = RHEL6) {
  const files = { before: await xmlOf(old), after: await xmlOf(now) };
  return compare(files, { before: measuredAgents, after: measuredAgents }, platform);
}

const THREE = clusterOf(3);
const UDPU = '<cman transport="udpu"/>';
const QDISK = '<quorumd label="q" votes="1"><heuristic program="ping" score="1"/></quorumd>';

describe('daemons', () => {
  it.each([
    ['nothing', THREE, THREE, 'live'],
    ['config_version', THREE, THREE.replace('version="1"', 'version="2"'), 'live'],
    ['order of nodes', THREE, THREE.replace(nodes(3), node('h3', 3) + nodes(2)), 'live'],
    ['cluster name', THREE, THREE.replace('"c"', '"d"'), 'new-cluster'],
    ['two_node', clusterOf(2), clusterOf(2, '<cman two_node="1"/>'), 'full-stop'],
    ['two_node="0" written', THREE, clusterOf(3, '<cman two_node="0"/>'), 'live'],
    [
      'two_node="0" removed',
      clusterOf(3, '<cman two_node="0" max_queued="5"/>'),
      clusterOf(3, '<cman max_queued="5"/>'),
      'live',
    ],
    ['two_node="0" set', clusterOf(2, '<cman two_node="0"/>'), clusterOf(2, '<cman two_node="1"/>'), 'full-stop'],
    ['2 -> 3', clusterOf(2), THREE, 'full-stop'],
    ['3 -> 2', THREE, clusterOf(2), 'full-stop'],
    ['3 -> 4', THREE, clusterOf(4), 'live'],
    ['3 -> 4 with udpu', clusterOf(3, UDPU), clusterOf(4, UDPU), 'full-stop'],
    ['a node renamed', THREE, THREE.replace('"h3"', '"host3"'), 'full-stop'],
    ['a node id', THREE, THREE.replace('nodeid="3"', 'nodeid="7"'), 'full-stop'],
    ['expected_votes', THREE, clusterOf(3, '<cman expected_votes="3"/>'), 'live'],
    ['token', THREE, clusterOf(3, '<totem token="21000"/>'), 'full-stop'],
    ['a second ring', THREE, THREE.replace('<fence>', '<altname name="b"/><fence>'), 'full-stop'],
    ['logging', THREE, clusterOf(3, '<logging debug="on"/>'), 'live'],
    ['post_join_delay', THREE, clusterOf(3, '<fence_daemon post_join_delay="30"/>'), 'live'],
    ['clean_start', THREE, clusterOf(3, '<fence_daemon clean_start="1"/>'), 'next-join'],
    [
      'post_join_delay removed',
      clusterOf(3, '<fence_daemon post_join_delay="30" a="1"/>'),
      clusterOf(3, '<fence_daemon a="1"/>'),
      'next-join',
    ],
    ['its section removed', clusterOf(3, '<fence_daemon post_join_delay="30"/>'), THREE, 'next-join'],
    ['fence_check_delay', THREE, clusterOf(3, '<fence_daemon fence_check_delay="5"/>'), 'live'],
    ['max_queued', clusterOf(3, '<cman max_queued="5"/>'), THREE, 'live'],
    ['statusmax', THREE, THREE.replace('<rm>', '<rm statusmax="9">'), 'live'],
    ['status_child_max removed', THREE.replace('<rm>', '<rm status_child_max="9">'), THREE, 'next-join'],
    [
      'allow_kill removed',
      clusterOf(3, QDISK.replace('votes', 'allow_kill="0" votes')),
      clusterOf(3, QDISK),
      'qdiskd-restart',
    ],
    [
      'reboot cleared',
      clusterOf(3, QDISK.replace('votes', 'reboot="1" votes')),
      clusterOf(3, QDISK.replace('votes', 'reboot="0" votes')),
      'live',
    ],
    [
      'reboot set',
      clusterOf(3, QDISK.replace('votes', 'reboot="0" votes')),
      clusterOf(3, QDISK.replace('votes', 'reboot="1" votes')),
      'qdiskd-restart',
    ],
    ['dlm', THREE, clusterOf(3, '<dlm protocol="sctp"/>'), 'next-join'],
    ['a fence password', THREE, THREE.replace('geheim', 'neu'), 'at-fencing'],
    ['a plug', THREE, THREE.replace('port="1"', 'port="2"'), 'at-fencing'],
    ['a method more', THREE, THREE.replace('</method>', '</method><method name="b"/>'), 'at-fencing'],
    [
      'an unfence section',
      THREE,
      THREE.replace('<fence>', '<unfence><device name="d" action="on"/></unfence><fence>'),
      'next-join',
    ],
    ['a quorum disk', THREE, clusterOf(3, QDISK), 'next-join'],
    ['a quorum disk less', clusterOf(3, QDISK), THREE, 'live'],
    ['a heuristic', clusterOf(3, QDISK), clusterOf(3, QDISK.replace('ping', 'arping')), 'qdiskd-restart'],
    ['votes of the quorum disk', clusterOf(3, QDISK), clusterOf(3, QDISK.replace('votes="1"', 'votes="2"')), 'live'],
    ['a failover domain', THREE, THREE.replace('ordered="1"', 'ordered="0"'), 'rgmanager-delta'],
    ['status_poll_interval', THREE, THREE.replace('<rm>', '<rm status_poll_interval="9">'), 'live'],
    ['central_processing', THREE, THREE.replace('<rm>', '<rm central_processing="1">'), 'rgmanager-restart'],
    ['rm disabled', THREE, THREE.replace('<rm>', '<rm disabled="1">'), 'rgmanager-restart'],
    ['what no one knows', THREE, clusterOf(3, '<cman new_thing="1"/>'), 'full-stop'],
    ['a section that no one knows', THREE, clusterOf(3, '<new_thing a="1"/>'), 'full-stop'],
    ['dlm, an attribute that only older releases have', THREE, clusterOf(3, '<dlm enable_plock="0"/>'), 'next-join'],
    ['an empty section that no one knows', THREE, clusterOf(3, '<new_thing/>'), 'full-stop'],
    ['an empty section of a daemon', THREE, clusterOf(3, '<fence_daemon/>'), 'live'],
    ['fencing of guests on RHEL 5', THREE, clusterOf(3, '<fence_xvmd/>'), 'next-join'],
    ['with its settings', clusterOf(3, '<fence_xvmd port="1"/>'), THREE, 'next-join'],
    ['only a vm', THREE, THREE.replace('domain="f"', 'domain="g"'), 'live'],
  ])('%s', async (_what, old, now, expected) => {
    expect((await compared(old, now)).activation).toBe(expected);
  });

  it('RHEL 5 needs more of qdiskd, and less where it is new', async () => {
    expect((await compared(THREE, clusterOf(3, QDISK), RHEL5)).activation).toBe('qdiskd-restart');
    const votes = clusterOf(3, QDISK.replace('votes="1"', 'votes="2"'));
    expect((await compared(clusterOf(3, QDISK), votes, RHEL5)).activation).toBe('qdiskd-restart');
  });
});

describe('both together', () => {
  it('in one line', async () => {
    const old = THREE.replace('</rm>', '<vm name="vm2"><script name="x" file="/x"/></vm><vm name="vm3"/></rm>');
    const now = old.replace('domain="f"', 'domain="g"').replace('name="vm2"', 'name="vm2" path="/p"');
    expect(summaryOf(await compared(old, now))).toBe(
      'vm1 keeps running; vm2 restarts, about 2 min; everything else keeps running; cluster: no restart',
    );
  });

  it('with the type where a VM and a service have one name, and of many only the first', async () => {
    const services = (path: string) =>
      Array.from({ length: 8 }, (_, index) => `<vm name="v${index}" path="${path}"/>`).join('');
    const rm = (path: string) =>
      `<rm>${services(path)}<service name="v0"><script name="x" file="${path}"/></service></rm>`;
    const [old, now] = ['/a', '/b'].map((path) => `<cluster name="c" config_version="1">${rm(path)}</cluster>`);
    expect(summaryOf(await compared(old ?? '', now ?? ''))).toBe(
      'each of vm:v0, v1, v2, v3, v4 and 3 others keeps running; service:v0 restarts in part; cluster: no restart',
    );
  });

  it('a secret that is in one of the files only is no difference; where it would restart something, that is said', async () => {
    const held = (secret: string) =>
      THREE.replace('geheim', secret).replace(
        '</rm>',
        `<service name="db"><oracledb name="o" home="/o" user="${secret}" vhost="v"/></service></rm>`,
      );
    for (const withheld of ['(hidden)', '${secret:db}']) {
      const found = await compared(held('geheim'), held(withheld));
      expect([isDifferent(found), found.doubts.map(({ file, what }) => `${file}: ${what}`)]).toEqual([
        false,
        ['new: oracledb:o: user is withheld, so that a change of it is not seen'],
      ]);
    }
  });

  it('a version that is not higher is refused, and no difference', async () => {
    const same = await compared(THREE, THREE);
    expect([isDifferent(same), same.version.refused]).toEqual([false, true]);
    expect(summaryOf(same)).toBe('everything keeps running; cluster: no restart');
  });
});
