/** `clusterc facts`, with nodes that answer at once; and what the site then knows. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { collectFacts, type Collect } from '../../src/cli/nodes/facts.ts';
import type { Asked } from '../../src/deploy/node/seen.ts';
import type { HostName } from '../../src/base/brand.ts';
import { EXIT } from '../../src/cli/io.ts';
import { analyseSite } from '../../src/cli/subject/site.ts';
import type { Answers, Question } from '../../src/deploy/node/answers.ts';
import { factsYaml } from '../../src/facts/file.ts';
import { clusterc } from '../support/command-line.ts';
import { Terminal } from '../support/terminal.ts';

const made = mkdtempSync(join(tmpdir(), 'clusterc-facts-'));
afterAll(() => rmSync(made, { recursive: true }));

const ok = (text: string) => ({ text, exit: 0 });
const ANSWERS: Answers = {
  memory: ok('MemTotal:       16332840 kB\n'),
  bridges: ok('@ br0\n'),
  names: ok('@ host1.example.com\n192.168.1.11 STREAM host1\n= 0\n'),
};

/** The pair as a folder of its own. */
function pair(): string {
  const site = mkdtempSync(join(made, 'site-'));
  cpSync('fixtures/pair/model/site.yaml', join(site, 'site.yaml'));
  return site;
}

type World = {
  readonly answers?: { readonly [host: string]: Answers };
  readonly silent?: string;
  readonly year?: number;
};

async function run(site: string, { answers = {}, silent, year = 2026 }: World = {}, output?: string) {
  const asked: { host: string; questions: readonly Question[] }[] = [];
  const answer = (node: HostName): Asked =>
    node === silent
      ? { node, reachable: false, reason: 'no route to host', cause: 'no-connection' }
      : { node, reachable: true, answers: answers[node] ?? ANSWERS, sentAt: 0, roundTripMillis: 0 };
  const collect: Collect = async (hosts, questions) => {
    asked.push(...hosts.map(({ name }) => ({ host: name, questions })));
    return { value: hosts.map(({ name }) => answer(name)), diagnostics: [] };
  };
  const terminal = new Terminal();
  const code = await collectFacts(site, { output, collect, now: () => new Date(Date.UTC(year, 10, 26)) }, terminal.io);
  return { code, text: terminal.text, asked };
}

const fileIn = (site: string) => readFileSync(join(site, 'facts.yaml'), 'utf8');

describe('clusterc facts', () => {
  it('asks every host once, for what the names of all nodes resolve to there', async () => {
    const { code, asked } = await run(pair());
    expect(code).toBe(EXIT.done);
    expect(asked.map(({ host }) => host)).toEqual(['host1', 'host2']);
    expect(asked[1]?.questions).toContainEqual({
      name: 'names',
      argv: [':names', 'host1.example.com', 'host2.example.com'],
    });
  });

  it('writes a part of the site, which it then knows', async () => {
    const site = pair();
    const { text } = await run(site);
    expect(text).toBe(`${join(site, 'facts.yaml')}\nnew facts about host1, host2\n`);
    expect(fileIn(site)).toContain(
      '  host1:\n    collected: 2026-11-26T00:00:00Z\n    memory: 15950M\n    bridges: [br0]\n',
    );
    const { model, diagnostics } = analyseSite(site);
    expect(model?.facts.map(({ host, memory }) => [host, memory])).toEqual([
      ['host1', 15950 * 1024 ** 2],
      ['host2', 15950 * 1024 ** 2],
    ]);
    expect(diagnostics.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  it('leaves the file alone when nothing has changed, and changes only the host that has', async () => {
    const site = pair();
    await run(site);
    const before = fileIn(site);
    const { mtimeMs, ino } = statSync(join(site, 'facts.yaml'));
    const again = await run(site, { year: 2027 });
    expect(again.text).toMatch(/nothing has changed\n$/);
    expect(statSync(join(site, 'facts.yaml'))).toMatchObject({ mtimeMs, ino });
    await run(site, { year: 2027, answers: { host2: { ...ANSWERS, bridges: ok('@ br0\n@ br1\n') } } });
    const [first, second] = before.split('  host2:\n');
    expect(fileIn(site)).toBe(`${first}  host2:\n${second?.replace('2026-', '2027-').replace('[br0]', '[br0, br1]')}`);
    expect(readdirSync(site)).toEqual(['facts.yaml', 'site.yaml']);
  });

  it('keeps what is known of a host that cannot be asked, and names it', async () => {
    const site = pair();
    await run(site);
    const changed = { ...ANSWERS, bridges: ok('@ br9\n') };
    const { code, text } = await run(site, { silent: 'host2', year: 2027, answers: { host1: changed } });
    expect(code).toBe(EXIT.failed);
    expect(text).toContain('error node/no-connection\n  there is no connection to host2: no route to host\n');
    expect(fileIn(site)).toMatch(/host1:\n {4}collected: 2027[^]*br9[^]*host2:\n {4}collected: 2026[^]*br0/);
  });

  it('drops a host that has left the site, but not while the site has errors', async () => {
    const site = pair();
    await run(site);
    const known = fileIn(site);
    writeFileSync(join(site, 'facts.yaml'), known.replace('host2:', 'host9:'));
    writeFileSync(join(site, 'wrong.yaml'), 'nonsense: 1\n');
    await run(site);
    expect(fileIn(site)).toContain('host9:');
    rmSync(join(site, 'wrong.yaml'));
    expect((await run(site)).text).toContain('none any more about host9');
    expect(fileIn(site)).not.toContain('host9:');
  });

  it('prints the facts of a site that is one file, or writes them where it is told to', async () => {
    const site = join(pair(), 'site.yaml');
    const { code, text } = await run(site);
    expect(code).toBe(EXIT.done);
    expect(text).toMatch(/^# What [^]*facts:\n {2}host1:[^]*a site that is one file takes no second one/);
    mkdirSync(join(made, 'elsewhere'));
    const output = join(made, 'elsewhere/found.yaml');
    expect((await run(site, {}, output)).text).toBe(`${output}\nnew facts about host1, host2\n`);
  });

  it('says why where the site does not say which hosts there are', async () => {
    const site = mkdtempSync(join(made, 'empty-'));
    writeFileSync(join(site, 'site.yaml'), 'version: 1\n');
    const { code, text, asked } = await run(site);
    expect({ code, asked }).toEqual({ code: EXIT.failed, asked: [] });
    expect(text).toContain('schema/missing-section');
  });
});

describe('the fixture', () => {
  it('is what the command would write', () => {
    const { spec } = analyseSite('fixtures/production/model/facts.yaml');
    expect(factsYaml(spec?.facts ?? {})).toBe(readFileSync('fixtures/production/model/facts.yaml', 'utf8'));
  });

  const explained = async (what: string) => (await clusterc(['explain', what, 'fixtures/production/model'])).out;

  it('is reported next to what the site says', async () => {
    expect(await explained('hosts/host4/memory')).toMatch(
      /^hosts\/host4\/memory = "64G"\n {2}written at \S+hosts[.]yaml:\d+:\d+\n.*\n {2}found on host4 by 2026-11-26T10:15:00Z with \/proc\/meminfo, MemTotal\n {4}facts\/host4\/memory = "64306M"\n {6}written at \S+facts[.]yaml:\d+:13\n/,
    );
    expect(await explained('storage/targets/san/luns/qdisk/wwid')).toMatch(/(found on host\d [^]*){8}/);
    expect(await explained('cluster/platform')).toContain('Red Hat Enterprise Linux Server release 6.4 (Santiago)');
  });

  it('says of itself where it is from', async () => {
    expect(await explained('facts/host1/memory')).toMatch(
      /^facts\/host1\/memory = "64415M"\n {2}written at [^]*\n {2}found on host1 by 2026-11-20T08:30:12Z with \/proc\/meminfo, MemTotal\n\nfacts\/host1\/memory: /,
    );
  });
});
