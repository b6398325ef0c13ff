/** What only nodes, or a disk, can give: each scenario of fixtures/broken, played through the real commands and activator. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { codeOf, scenarios, shownBeside } from './broken/fixtures.ts';
import { inCi } from './support/effort.ts';
import { play } from './scenario/play.ts';
import { readSteps } from './scenario/step.ts';

vi.mock('../src/edge/node/local.ts', async (importOriginal) => {
  const { localTransport } = await importOriginal<typeof import('../src/edge/node/local.ts')>();
  const { watched } = await import('./scenario/transport.ts');
  return { localTransport: watched(localTransport) };
});

/** Each push listens for an interrupt; outside of this test a process has one push only. */
process.setMaxListeners(0);

const PLAYED = process.env['WRITE'] === '1' ? 1 : inCi(1, 6);

describe.concurrent.each(scenarios)('%s', (path) => {
  const text = readFileSync(path, 'utf8');

  it('plays its steps and prints its golden text (rewrite with WRITE=1)', async ({ skip }) => {
    skip(scenarios.indexOf(path) % PLAYED !== 0, 'outside of CI one scenario of six is played');
    const folder = mkdtempSync(join(tmpdir(), 'clusterc-'));
    const said = await play(readSteps(text), folder);
    rmSync(folder, { recursive: true });
    const kept = shownBeside(path);
    if (process.env['WRITE'] === '1' && said !== '') writeFileSync(kept, said);
    expect(said).toBe(existsSync(kept) ? readFileSync(kept, 'utf8') : '');
  });

  it('reports the code that it is named after', () => {
    expect(text).toMatch(new RegExp(`finds: .*\\b${codeOf(path)}\\b`));
  });
});
