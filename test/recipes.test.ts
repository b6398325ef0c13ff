/** The recipes for CI in docs/recipes: valid for their forge, and their commands do what docs/ci.md says, with folders as nodes. */
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Workflows from '@actions/workflow-parser';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { temporaryFolder } from './support/sandboxes.ts';

const read = (name: string) => readFileSync(`docs/recipes/${name}`, 'utf8');

type GithubJob = { steps: readonly { name?: string; run?: string; uses?: string }[] };
type GitlabJob = { stage: string; script: readonly string[]; after_script?: readonly string[] };

const github: { jobs: Record<string, GithubJob> } = parse(read('github.yaml'));
const gitlab: Record<string, GitlabJob> & { stages: readonly string[] } = parse(read('gitlab.yaml'));
const JOBS = ['check', 'review', 'nightly', 'plan', 'push'];

/** The scripts of a job, one per step, as the runner of the forge gives them to a shell. */
const SCRIPTS: { readonly [forge: string]: (job: string) => readonly string[] } = {
  GitHub: (job) => (github.jobs[job]?.steps ?? []).flatMap(({ run }) => run ?? []),
  GitLab: (job) => [(gitlab[job]?.script ?? []).join('\n'), ...(gitlab[job]?.after_script ?? [])],
};

type Ended = { readonly code: number | null; readonly text: string };

/** A checkout with a site, and a `clusterc` whose nodes are folders. */
class Runner {
  readonly folder = temporaryFolder();
  readonly env: Record<string, string>;

  constructor(env: Record<string, string> = {}) {
    const bin = join(this.folder, '.bin');
    mkdirSync(bin);
    cpSync('fixtures/pair/model', join(this.folder, 'site'), { recursive: true });
    const nodes = 'diff|plan|push) set -- "$@" --sandbox nodes ;;';
    writeFileSync(
      join(bin, 'clusterc'),
      `#!/bin/sh\ncase $1 in ${nodes} esac\nexec '${process.execPath}' '${resolve('dist/main.js')}' "$@"\n`,
    );
    chmodSync(join(bin, 'clusterc'), 0o755);
    this.env = { PATH: `${bin}:${process.env['PATH']}`, HOME: this.folder, ...env };
  }

  /** GitHub calls `sh -e` in a container, GitLab joins the lines of a script below `set -e`. */
  async script(text: string): Promise<Ended> {
    const child = spawn('sh', ['-ec', text], { cwd: this.folder, env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    const pieces: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => pieces.push(String(piece)));
    return new Promise((done) => child.on('close', (code) => done({ code, text: pieces.join('') })));
  }

  async job(forge: string, job: string): Promise<readonly Ended[]> {
    const ended: Ended[] = [];
    for (const script of SCRIPTS[forge]?.(job) ?? []) ended.push(await this.script(script));
    return ended;
  }

  change(pattern: string, by: string): void {
    const path = join(this.folder, 'site/site.yaml');
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(pattern);
    writeFileSync(path, text.replace(pattern, by));
  }
}

function codes(ended: readonly Ended[]): readonly (number | null)[] {
  return ended.map(({ code }) => code);
}

type Comment = { readonly url: string; readonly token: string; readonly body: string };

/** A forge that takes comments; `status` is its answer. */
async function forgeWith(status: number): Promise<{ readonly address: string; readonly comments: readonly Comment[] }> {
  const comments: Comment[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece) => (text += String(piece)));
    request.on('end', () => {
      const token = request.headers.authorization ?? String(request.headers['private-token']);
      comments.push({ url: request.url ?? '', token, body: JSON.parse(text).body });
      response.writeHead(status).end('{}');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { address: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, comments };
}

function variables(address: string): Record<string, string> {
  return {
    GITHUB_API_URL: address,
    GITHUB_REPOSITORY: 'us/site',
    NUMBER: '7',
    TOKEN: 'a-token',
    CI_API_V4_URL: address,
    CI_PROJECT_ID: '12',
    CI_MERGE_REQUEST_IID: '7',
    REVIEW_TOKEN: 'a-token',
  };
}

/** GitHub's own parser, bundled, since it imports JSON in a way that Node refuses. */
async function githubParser(): Promise<typeof Workflows> {
  const outfile = join(temporaryFolder(), 'parser.mjs');
  const common = { bundle: true, format: 'esm', platform: 'node', logLevel: 'error' } as const;
  await build({ ...common, entryPoints: ['@actions/workflow-parser'], outfile });
  return import(pathToFileURL(outfile).href);
}

const SILENT = { error: () => undefined, info: () => undefined, verbose: () => undefined };

describe('the recipe for GitHub', () => {
  it('is a workflow, as the parser of GitHub says', async () => {
    const { convertWorkflowTemplate, parseWorkflow } = await githubParser();
    const { context, value } = parseWorkflow({ name: 'github.yaml', content: read('github.yaml') }, SILENT);
    if (value === undefined) throw new Error('no workflow');
    const { jobs, errors } = await convertWorkflowTemplate(context, value);
    expect([context.errors.getErrors().map(String), errors ?? []]).toEqual([[], []]);
    expect(jobs.map(({ id }) => String(id))).toEqual(JOBS);
  });

  it('a workflow with a wrong key is none', async () => {
    const { parseWorkflow } = await githubParser();
    const content = read('github.yaml').replace('runs-on:', 'runs_on:');
    expect(parseWorkflow({ name: 'github.yaml', content }, SILENT).context.errors.getErrors()).not.toEqual([]);
  });

  it('pushes from a protected environment, and with the id that was reviewed', () => {
    expect(github.jobs['push']).toMatchObject({ environment: 'production' });
  });
});

describe('the recipe for GitLab', () => {
  const KEYS = 'stage rules script after_script artifacts tags environment resource_group image'.split(' ');

  it('has the jobs, in stages that exist, and only keys of a job', () => {
    const { stages, default: _default, ...jobs } = gitlab;
    expect(Object.keys(jobs)).toEqual(JOBS);
    for (const [name, job] of Object.entries(jobs)) {
      expect(stages, name).toContain(job.stage);
      expect(
        Object.keys(job).filter((key) => !KEYS.includes(key)),
        name,
      ).toEqual([]);
      expect(
        job.script.every((line) => typeof line === 'string'),
        name,
      ).toBe(true);
    }
  });

  it('pushes by hand only, to a protected environment', () => {
    expect(gitlab['push']).toMatchObject({ environment: 'production', rules: [{ when: 'manual' }] });
  });
});

describe.each(Object.keys(SCRIPTS))('on %s', (forge) => {
  it('check passes a site, and writes SARIF also for one with a mistake', async () => {
    const runner = new Runner();
    await runner.script('clusterc fmt site');
    expect(new Set(codes(await runner.job(forge, 'check')))).toEqual(new Set([0]));
    runner.change('memory: 2G', 'memory: 20G');
    const ended = await runner.job(forge, 'check');
    expect(codes(ended)).toContain(1);
    expect(ended.map(({ text }) => text).join('')).toContain('capacity/vm-over-every-host');
    const { runs } = JSON.parse(readFileSync(join(runner.folder, 'clusterc.sarif'), 'utf8'));
    expect(JSON.stringify(runs[0].results)).toContain('capacity/vm-over-every-host');
  });

  it('check fails for a site that is not in the style', async () => {
    const runner = new Runner();
    await runner.script('clusterc fmt site');
    runner.change('version: 1', 'version:   1');
    expect(codes(await runner.job(forge, 'check'))[0]).toBe(2);
  });

  it('review builds the bundle and puts its report into a comment', async () => {
    const { address, comments } = await forgeWith(201);
    const runner = new Runner(variables(address));
    expect(new Set(codes(await runner.job(forge, 'review')))).toEqual(new Set([0]));
    expect(existsSync(join(runner.folder, 'review/review.html'))).toBe(true);
    const body = readFileSync(join(runner.folder, 'review/review.md'), 'utf8');
    expect(comments).toMatchObject([{ token: expect.stringContaining('a-token'), body }]);
    expect(comments[0]?.url).toMatch(
      /^\/repos\/us\/site\/issues\/7\/comments$|^\/projects\/12\/merge_requests\/7\/notes$/,
    );
  });

  it('review fails if the forge refuses the comment', async () => {
    const { address } = await forgeWith(403);
    const ended = await new Runner(variables(address)).job(forge, 'review');
    expect(ended.at(-1)).toMatchObject({ code: 1, text: expect.stringContaining('403') });
  });

  it('plan, push and nightly: the push takes the reviewed plan only, and the comparison finds an edit', async () => {
    const runner = new Runner();
    const [planned] = await runner.job(forge, 'plan');
    expect(planned?.code, planned?.text).toBe(0);
    expect(existsSync(join(runner.folder, 'plan.html'))).toBe(true);
    runner.env['PLAN'] = /plan ([0-9a-f]{8,})/.exec(planned?.text ?? '')?.[1] ?? '';
    runner.change('memory: 2G', 'memory: 3G');
    expect(codes(await runner.job(forge, 'push'))).toEqual([1]);
    expect(existsSync(join(runner.folder, 'nodes/host1/etc/cluster/cluster.conf'))).toBe(false);
    runner.change('memory: 3G', 'memory: 2G');
    expect(codes(await runner.job(forge, 'push'))).toEqual([0]);
    expect(codes(await runner.job(forge, 'nightly'))).toEqual([0]);
    rmSync(join(runner.folder, 'nodes/host1/etc/multipath.conf'), { force: true });
    writeFileSync(join(runner.folder, 'nodes/host1/etc/lvm/lvm.conf'), 'edited by hand\n');
    const [compared] = await runner.job(forge, 'nightly');
    expect(compared).toMatchObject({ code: 2, text: expect.stringContaining('/etc/lvm/lvm.conf') });
  });
});

describe('the container file', () => {
  const lines = read('Containerfile')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  it('has instructions that exist, from a base with a version', () => {
    const words = lines.map((line) => line.split(' ')[0] ?? '');
    expect(words.filter((word) => !['FROM', 'WORKDIR', 'COPY', 'RUN', 'CMD'].includes(word))).toEqual([]);
    for (const line of lines.filter((one) => one.startsWith('FROM'))) expect(line).toMatch(/:20-\w+/);
  });

  it('installs what pack makes: its commands, run here', async () => {
    const runner = new Runner({ npm_config_prefix: '', npm_config_cache: '' });
    const prefix = join(runner.folder, 'usr');
    Object.assign(runner.env, { npm_config_prefix: prefix, npm_config_cache: join(runner.folder, 'cache') });
    const steps = lines.filter((line) => /^RUN npm (pack|install)/.test(line)).map((line) => line.slice('RUN '.length));
    expect(steps.length).toBe(2);
    for (const step of steps) {
      const inCheckout = step.startsWith('npm pack') ? `cd '${process.cwd()}' && ` : '';
      const ended = await runner.script(`${inCheckout}${step.replaceAll('/tmp', runner.folder)}`);
      expect(ended.code, ended.text).toBe(0);
    }
    const said = await runner.script(`'${prefix}/bin/clusterc' help`);
    expect(said).toMatchObject({ code: 0, text: expect.stringContaining('Usage: clusterc') });
  });
});
