/** The table of cluster.conf's attributes: it knows what is rendered, and says what a change of it costs. */
import { readFileSync } from 'node:fs';
import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { familyOf } from '../../src/catalogue/fence.ts';
import { platformOf } from '../../src/platform/platform.ts';
import { activationOf, modelledAttributes } from '../../src/stack/cman/attributes.ts';
import { clusters, compileFixture } from '../support/fixtures.ts';

describe.each(clusters)('%s', (cluster) => {
  it('has no attribute in cluster.conf that the table does not know', () => {
    const { model } = compileFixture(cluster);
    const host = model?.hosts[0]?.name ?? '';
    const text = readFileSync(`fixtures/${cluster}/expected/nodes/${host}/etc/cluster/cluster.conf`, 'utf8');
    const agents = new Set(model?.fenceDevices.map(({ agent }) => agent));
    const parameters = [...agents].flatMap((agent) =>
      Object.values(familyOf(agent).parameters).map(({ cman }) => cman),
    );
    const raw = [model?.cluster, ...(model?.hosts ?? []), ...(model?.vms ?? [])].flatMap((one) => one?.raw ?? []);
    const more = new Set([...parameters, ...raw.map(({ name }) => name)]);
    const known = (element: string, attribute: string) =>
      modelledAttributes(element).includes(attribute) || more.has(attribute);
    expect([...attributesIn(text)].filter(([element, attribute]) => !known(element, attribute))).toEqual([]);
  });
});

function* attributesIn(text: string): Generator<readonly [element: string, attribute: string]> {
  using document = XmlDocument.fromString(text);
  for (const found of document.find('//*')) {
    if (found instanceof XmlElement) for (const { name } of found.attrs) yield [placeOf(found), name];
  }
}

function placeOf({ name, parent }: XmlElement): string {
  return name === 'device' && parent?.name === 'unfence' ? 'unfence/device' : name;
}

describe('a changed attribute counts', () => {
  it.each([
    ['cman', 'expected_votes', 'rhel6.4', 'live'],
    ['clusternode', 'votes', 'rhel6.4', 'live'],
    ['clusternode', 'votes', 'rhel5.8', 'next-join'],
    ['logging', 'debug', 'rhel6.4', 'live'],
    ['logging', 'debug', 'rhel5.8', 'next-join'],
    ['quorumd', 'votes', 'rhel5.8', 'qdiskd-restart'],
    ['totem', 'token', 'fedora13', 'full-stop'],
    ['fencedevice', 'ipaddr', 'rhel6.4', 'at-fencing'],
    ['vm', 'path', 'rhel6.4', 'rgmanager-delta'],
    ['cluster', 'alias', 'rhel6.4', 'full-stop'],
    ['constructor', 'constructor', 'rhel6.4', 'full-stop'],
    ['cluster', 'constructor', 'rhel6.4', 'full-stop'],
  ])('%s %s on %s: %s', (element, attribute, platform, activation) => {
    expect(activationOf(element, attribute, platformOf(platform))).toMatchObject({ activation });
  });
});
