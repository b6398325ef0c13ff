/** `plan --report`: what a push would do, as a page and as Markdown, for the runbooks of fixtures/plans. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { secretNamesOf } from '../../../src/bundle/bundle.ts';
import { clusterc } from '../../support/command-line.ts';
import { caseNamed } from '../../world/cases.ts';
import { pushed, secretsOf, worldOf } from '../../world/play.ts';

const folder = mkdtempSync(join(tmpdir(), 'clusterc-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Scene = ReturnType<typeof caseNamed>;
type Reported = { readonly out: string; readonly markdown: string; readonly page: string };

async function reported(name: string, now: (scene: Scene) => Scene['now'] = (scene) => scene.now): Promise<Reported> {
  const scene = caseNamed(name);
  const world = await worldOf(scene);
  const report = (kind: string) => join(folder, `${name}.${kind}`);
  const texts = [];
  for (const kind of ['md', 'html']) {
    const how = { allow: scene.allow, check: true, report: report(kind) };
    texts.push((await pushed(world.fork(), now(scene), how)).out);
  }
  const read = (kind: string) => readFileSync(report(kind), 'utf8');
  return { out: texts[0] ?? '', markdown: read('md'), page: read('html') };
}

/** The text of a section of the Markdown. */
function sectionOf(markdown: string, title: string): string {
  const parts = markdown.split(/^## /m);
  return parts.find((part) => part.startsWith(title)) ?? '';
}

describe.each(['change-memory-now', 'node-by-node', 'fourth-host', 'chap-password'])('%s', async (name) => {
  const { out, markdown, page } = await reported(name);

  it('says first what happens to running VMs, as the plan does', () => {
    const [first = ''] = out.split('\n');
    const plain = markdown.replaceAll('\\', '');
    expect(sectionOf(plain, 'What happens to running VMs').toLowerCase()).toContain(first.toLowerCase());
    expect(plain.match(/^## .*/gm)?.slice(0, 4)).toEqual([
      '## What happens to running VMs',
      '## Timeline',
      '## What changes on each node',
      '## Steps in order, with gates and rollback',
    ]);
  });

  it('has every changed file and every action of the plan', () => {
    const changed = [...out.matchAll(/^ {2}[+~=-] (\/\S+)/gm)].map(([, path = '']) => path);
    const changes = sectionOf(markdown, 'What changes on each node');
    expect(changed.filter((path) => !changes.includes(`\`${path}\``))).toEqual([]);
    expect(changed.length).toBeGreaterThan(0);
    const actions = [...out.matchAll(/^ +[0-9]+\. (\S+\/\S+) on .*: /gm)].map(([, id = '']) => id);
    const steps = sectionOf(markdown, 'Steps in order');
    expect(actions.filter((id) => !steps.includes(`\`${id}\``))).toEqual([]);
    expect(steps.match(/rollback: /g)?.length ?? 0).toBe(out.match(/^ +rollback: /gm)?.length ?? 0);
    expect(steps).toContain('Continue only if the cluster is quorate');
  });

  it('is no rehearsal', () => {
    expect(markdown).not.toContain('rehearsal');
  });

  it('has no value of a secret', () => {
    const { now } = caseNamed(name);
    if (now.bundle === undefined) throw new Error('no bundle');
    expect(secretNamesOf(now.bundle).length).toBeGreaterThan(0);
    expect(secretsOf(now.bundle).size).toBe(secretNamesOf(now.bundle).length);
    expect(`${markdown}${page}`).not.toContain('value-of-');
  });

  it('shows the differences of files as the plan does', () => {
    const added = [...out.matchAll(/^ {6}([+-].*)/gm)].map(([, line = '']) => line);
    expect(added.filter((line) => !markdown.includes(line))).toEqual([]);
    expect(page.match(/<span class="(?:ins|del)">/g)?.length ?? 0).toBe(added.length);
  });
});

it('puts the actions one after the other on the timeline, up to the worst case of the plan', async () => {
  const { page, markdown } = await reported('node-by-node');
  const total = /take (.*?) at most, not counting copies/.exec(sectionOf(markdown, 'Timeline'))?.[1];
  expect(total).toMatch(/ min/);
  expect(page).toContain(`From the start to ${total}`);
  const bars = [...page.matchAll(/<rect class="part" x="([0-9.]+)" width="([0-9.]+)"/g)].map(([, x, width]) => [
    Number(x),
    Number(width),
  ]);
  const ends = bars.map(([x = 0, width = 0]) => x + width);
  expect(bars.map(([x = 0]) => x)).toEqual([0, ...ends.slice(0, -1)].map((end) => expect.closeTo(end, 0)));
  expect(ends.at(-1)).toBeCloseTo(1000, 0);
});

it('says when the actions do not fit into the window', async () => {
  const { markdown, page } = await reported('change-memory-now', ({ now }) => {
    const { bundle } = now;
    if (bundle === undefined) throw new Error('no bundle');
    const window = { days: ['mon'], from: '03:00', to: '03:02', timezone: 'UTC' } as const;
    return { ...now, bundle: { ...bundle, windows: [window] } };
  });
  const timeline = sectionOf(markdown, 'Timeline');
  expect(timeline).toContain('take 4 min at most');
  expect(timeline).toContain('leaves 2 min: they do not fit');
  expect(page).toContain('<rect class="late"');
  expect(sectionOf(markdown, 'What happens')).toContain('A push is refused now');
});

describe('the command', () => {
  it('writes it for a site and for a bundle, and changes nothing else', async () => {
    const nodes = ['--sandbox', join(folder, 'nodes')];
    const [page, short, bundle] = ['plan.html', 'plan.md', 'bundle'].map((name) => join(folder, name));
    if (page === undefined || short === undefined || bundle === undefined) throw new Error('no paths');
    const plain = await clusterc(['plan', 'fixtures/pair/model', ...nodes]);
    const { code, out } = await clusterc(['plan', 'fixtures/pair/model', ...nodes, '--report', page]);
    expect({ code, out }).toEqual({ code: 2, out: plain.out });
    expect(readFileSync(page, 'utf8')).toContain('<svg class="topology"');
    expect(readFileSync(page, 'utf8')).toContain('This is a rehearsal on folders');
    await clusterc(['build', 'fixtures/pair/model', '-o', bundle]);
    expect((await clusterc(['plan', bundle, ...nodes, '--report', short])).code).toBe(2);
    const text = readFileSync(short, 'utf8');
    expect(text).toContain('This plan is of a bundle.');
    expect(text).toContain('`/etc/cluster/cluster.conf`');
  });

  it('fails if the file cannot be written, and refuses two files to compare', async () => {
    const nodes = ['--sandbox', join(folder, 'nodes')];
    const { code, err } = await clusterc(['plan', 'fixtures/pair/model', ...nodes, '--report', '/proc/none/plan.html']);
    expect(code).toBe(1);
    expect(err).toContain('error bundle/unwritable');
    const conf = 'fixtures/pair/expected/nodes/host1/etc/cluster/cluster.conf';
    const both = await clusterc(['plan', '--old', conf, '--new', conf, '--report', join(folder, 'x.html')]);
    expect(both).toMatchObject({ code: 64, err: expect.stringContaining('--report is about a plan for nodes') });
  });
});
