/** `clusterc simulate`, as a user and a script see it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { as, type FileId } from '../../../src/base/brand.ts';
import { elementsIn, type XmlElement } from '../../../src/base/xml.ts';
import { readXml } from '../../../src/edge/xml/xml-read.ts';
import { EXIT } from '../../../src/cli/io.ts';
import { clusterc } from '../../support/command-line.ts';
import { everyCluster } from '../../support/fixtures.ts';
import { describeWith, missing } from '../../support/tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'clusterc-simulate-'));
afterAll(() => rmSync(folder, { recursive: true }));
const pair = 'fixtures/pair/model';
const schema: object = JSON.parse(readFileSync('schemas/output/simulate.schema.json', 'utf8'));
const isValid = new Ajv2020({ allowUnionTypes: true }).compile(schema);

describe('in words', () => {
  it.each([
    [pair, 'the cluster is not quorate'],
    ['fixtures/pacemaker-pair/model', 'no host is in the cluster'],
  ])('all hosts of %s fail: %s', async (site, because) => {
    const { out } = await clusterc(['simulate', site, '--fail', 'host1,host2']);
    expect(out).toMatch(
      new RegExp(`host1 and host2 fail: 0 votes, 1 needed, not quorate\n.*vm1 +stops +host1 +${because}\n`),
    );
  });

  it('a host fails and returns', async () => {
    const { code, out, err } = await clusterc(['simulate', pair, '--fail', 'host1', '--return', 'host1']);
    expect({ code, err }).toEqual({ code: EXIT.done, err: '' });
    expect(out).toBe(
      [
        'cold start of host1, host2: 2 votes, 1 needed, quorate',
        '  vm1  starts  host1',
        '  vm2  starts  host2',
        '  host1  2 of 15 GiB  vm1',
        '  host2  2 of 15 GiB  vm2',
        '',
        'host1 fails: 1 vote, 1 needed, quorate',
        '  vm1  stops there and starts  host1 -> host2',
        '  host2  4 of 15 GiB  vm1, vm2',
        '',
        'host1 returns: 2 votes, 1 needed, quorate',
        '  host1  0 of 15 GiB  runs nothing',
        '  host2  4 of 15 GiB  vm1, vm2',
        '',
      ].join('\n'),
    );
  });

  it('options are played in their order, and VMs of a drained host migrate', async () => {
    const { out } = await clusterc(['simulate', '--drain=host2', '--fail', 'host1', pair]);
    const titles = out.match(/^\S.*(?=:)/gm);
    expect(titles).toEqual(['cold start of host1, host2', 'host2 is drained', 'host1 fails']);
    expect(out).toContain('vm2  migrates live  host2 -> host1');
    expect(out).toContain('0 votes, 1 needed, not quorate');
  });

  it('each single loss, and the quorum after any', async () => {
    const { out } = await clusterc(['simulate', 'fixtures/four-hosts/model', '--all']);
    expect(out.match(/^host\d fails/gm)).toHaveLength(4);
    expect(out).toContain(
      'quorum after the loss of hosts at the same time\n  none   quorate\n  any 1  quorate\n  any 2  not quorate\n',
    );
  });
});

describe.each(everyCluster)('the cluster %s', (cluster) => {
  const site = `fixtures/${cluster}/model`;

  it('is reported to programs as schemas/output/simulate.schema.json says', async () => {
    const { code, out } = await clusterc(['simulate', site, '--all', '--format', 'json']);
    expect(code).toBe(EXIT.done);
    isValid(JSON.parse(out));
    expect(isValid.errors).toBe(null);
  });

  it('is drawn: a block for each VM and service on each host of each step', async () => {
    const picture = join(folder, `${cluster}.svg`);
    const { out } = await clusterc(['simulate', site, '--all', '--picture', picture, '--format', 'json']);
    const { root } = await readXml(as<FileId>(picture), readFileSync(picture));
    const steps: readonly { hosts: readonly { runs: readonly string[] }[] }[] = JSON.parse(out).steps;
    const blocks = steps.flatMap(({ hosts }) => hosts.flatMap(({ runs }) => runs));
    expect(root?.name).toBe('svg');
    expect(root === undefined ? 0 : elementsIn(root, 'g').map(titleIn).length).toBe(blocks.length);
  });
});

it('blocks of small VMs on large hosts keep their colour: they have no border', async () => {
  const site = join(folder, 'large.yaml');
  writeFileSync(site, readFileSync(`${pair}/site.yaml`, 'utf8').replaceAll('memory: 16G', 'memory: 4T'));
  const picture = join(folder, 'large.svg');
  await clusterc(['simulate', site, '--start', '--picture', picture]);
  expect(readFileSync(picture, 'utf8').match(/<rect class="vm moved thin"/g)).toHaveLength(2);
});

const titleIn = (group: XmlElement) => elementsIn(group, 'title');

describe('mistakes', () => {
  it.each([
    [[], 'it needs --fail, --drain, --return, --crash, --start or --all'],
    [['--all', '--fail', 'host1'], '--all and changes do not go together: one of them'],
    [['--fail', 'hots1'], 'help: write --fail host1'],
    [['--fail', 'host1,host2, host1'], '--fail names host1 twice\n  help: write --fail host1,host2'],
    [['--crash', 'vm'], '--crash vm: there is no such name in the site'],
    [['--return', 'host1', '--return', 'host1'], 'host1 returns, but it is in the cluster already'],
    [['--al'], "unknown option '--al'"],
  ])('%j', async (words, said) => {
    const { code, out, err } = await clusterc(['simulate', pair, ...words]);
    expect({ code, out }).toEqual({ code: EXIT.usage, out: '' });
    expect(err).toContain(said);
  });

  it('a picture that cannot be written', async () => {
    const { code, err } = await clusterc(['simulate', pair, '--start', '--picture', join(pair, 'site.yaml', 'x.svg')]);
    expect(code).toBe(EXIT.failed);
    expect(err).toContain('bundle/unwritable');
  });

  it('a site with an error: what runs is not certain', async () => {
    const { code, out, err } = await clusterc(['simulate', 'fixtures/broken/cluster/nodeid.yaml', '--start']);
    expect({ code, out }).toEqual({ code: EXIT.failed, out: '' });
    expect(err).toContain('cluster/nodeid');
  });
});

describeWith('crm_simulate', 'with --engine', () => {
  const site = 'fixtures/pacemaker-pair/model';

  it('asks the engine of the cluster about each step, which agrees', async () => {
    const steps = ['--drain', 'host1', '--return', 'host1', '--fail', 'host2'];
    const plain = await clusterc(['simulate', site, ...steps]);
    expect(
      await clusterc(['simulate', site, ...steps, '--engine', 'crm_simulate'], {
        env: { PATH: process.env['PATH'] ?? '' },
      }),
    ).toEqual(plain);
    expect(plain.code).toBe(EXIT.done);
  });
});

describe('an engine that is not asked', () => {
  it('is not on the machine', async () => {
    const argv = ['simulate', 'fixtures/pacemaker-pair/model', '--start', '--engine', 'crm_simulate'];
    const { code, err } = await clusterc(argv, { env: { PATH: folder } });
    expect([code, err.includes('pcmk/engine-not-asked')]).toEqual(
      missing('crm_simulate') === undefined ? [EXIT.done, false] : [EXIT.failed, true],
    );
  });

  it('does not exist for the cluster', async () => {
    const { code, err } = await clusterc(['simulate', pair, '--start', '--engine', 'crm_simulate']);
    expect(code).toBe(EXIT.usage);
    expect(err).toContain('--engine does not apply to the cluster of this site');
  });
});
