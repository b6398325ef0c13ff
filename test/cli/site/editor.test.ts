/** What an editor with yaml-language-server shows of a site, with the schema that `clusterc init` writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CLUSTER_NAME } from '../../../src/base/names.ts';
import { ISCSI_NAME } from '../../../src/check/storage/iscsi.ts';
import { clusterc } from '../../support/command-line.ts';
import { Editor } from '../../support/language-server.ts';
import { temporaryFolder } from '../../support/sandboxes.ts';

const MODELINE = '# yaml-language-server: $schema=.clusterc/site.schema.json\n';

const MISTAKEN = `${MODELINE}version: 1
cluster: { name: kvm ha, platform: rh, domain: example.com }
fence_devices:
  ilo1: { agent: fence_il, address: 192.168.1.111 }
hosts:
  host1:
    node_id: 1
    memory: 16GB
    initiator: foo
    colour: red
  host2:
    memory: 12
services:
  web:
    resources:
      - type: fss
        name: www
secrets:
  providers:
    - type:${' '}
`;

async function opened(text: (init: string) => string) {
  const folder = join(temporaryFolder(), 'site');
  await clusterc(['init', folder]);
  const shown = await Editor.open(folder, text(readFileSync(join(folder, 'site.yaml'), 'utf8')));
  onTestFinished(() => shown.editor.close());
  return shown;
}

/** The line (from 1) that contains a text. */
function lineOf(text: string, part: string): number {
  return text.split('\n').findIndex((line) => line.includes(part)) + 1;
}

it('finds nothing in the site of init, and says what a key means, with its unit and default', async () => {
  const { problems } = await opened((init) => init);
  expect(problems).toEqual([]);
  const site = `${MODELINE}cluster:\n  fence_daemon: { post_fail_delay: 0s }\nvms: { vm1: { memory: 2G, migrate: live } }\n`;
  const { editor } = await opened(() => site);
  expect(await editor.hover(3, 20)).toMatch(/Write a whole number and s, m or h.*Default: 0s/);
  expect(await editor.hover(4, 18)).toMatch(/Memory of the guest.*Write a whole number and K, M, G or T/);
  expect(await editor.hover(4, 29)).toMatch(/Default: live.*`pause`/s);
});

it.each([
  ['cluster', 'name', CLUSTER_NAME],
  ['host', 'initiator', ISCSI_NAME],
  ['target', 'iqn', ISCSI_NAME],
])('has the pattern by which a %s is checked: %s', (schema, key, { source }) => {
  const { properties } = JSON.parse(readFileSync(`schemas/${schema}.schema.json`, 'utf8'));
  expect(properties[key]['x-pattern']).toBe(source);
});

it('says in words what is wrong', async () => {
  const { problems } = await opened(() => MISTAKEN);
  const at = (part: string) => problems.filter((one) => one.startsWith(`${lineOf(MISTAKEN, part)}: `)).join('\n');
  expect(at('16GB')).toContain('Write a whole number and K, M, G or T (powers of 1024)');
  expect(at('memory: 12')).toContain('Write a whole number and K, M, G or T (powers of 1024)');
  expect(at('kvm ha')).toContain('Write 1 to 15 letters');
  expect(at('initiator: foo')).toContain('Write iqn., the year and month');
  expect(at('colour')).toContain('Property colour is not allowed');
  expect(at('fence_il,')).toMatch(/Valid values: .*"fence_ilo"/);
  expect(at('type: fss')).toMatch(/Valid values: .*"fs".*"script"/);
  expect(problems.join('\n')).not.toMatch(/pattern|Missing property "sybase/);
});

it('completes a platform, an agent and a type with all that exist, also between braces', async () => {
  const { editor } = await opened(() => MISTAKEN);
  expect(await editor.completions(3, 37)).toEqual(expect.arrayContaining(['rhel6', 'rhel9', 'debian12']));
  expect(await editor.completions(lineOf(MISTAKEN, 'fence_il,'), 26)).toContain('fence_ilo');
  expect(await editor.completions(lineOf(MISTAKEN, 'type: fss'), 15)).toEqual(expect.arrayContaining(['fs', 'script']));
  const last = MISTAKEN.split('\n').length - 1;
  expect(await editor.completions(last, 13)).toEqual(['environment', 'file', 'vault', 'age', 'command']);
});
