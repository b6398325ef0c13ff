/** A push whose output is read no more, as behind `| head`, ends as any other. */
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../support/sandboxes.ts';

it('goes on when the reader of its output has closed the pipe', async () => {
  const folder = temporaryFolder();
  cpSync('fixtures/pair/model', join(folder, 'site'), { recursive: true });
  expect(await run(folder, ['push', 'site', '--sandbox', 'nodes', '--yes'], 'unread')).toBe(0);
  expect(await run(folder, ['diff', 'site', '--sandbox', 'nodes'])).toBe(0);
  expect(await run(folder, ['history', 'site', '--sandbox', 'nodes'], 'read')).toMatch(/ push +applied /);
});

async function run(cwd: string, args: readonly string[], output?: 'read' | 'unread'): Promise<string | number | null> {
  const child = spawn(process.execPath, [resolve('dist/main.js'), ...args], { cwd });
  if (output === 'unread') {
    child.stdout.destroy();
    child.stderr.destroy();
  }
  let said = '';
  child.stdout.on('data', (piece) => {
    said += String(piece);
  });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return output === 'read' ? said : code;
}
