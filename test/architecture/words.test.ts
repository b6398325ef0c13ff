/** What one kind of cluster software is called is known in its own folder below src/stack/ only. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { filesBelow } from '../support/fixtures.ts';

const WORDS = /cman|rgmanager|clustat|ccs|clusvcadm|clvmd|qdisk|cluster\.conf|config_version/i;
/**
 * These may know every stack: the schema's own keys, the catalogues as data, generated code, and the list of stacks.
 * corosync.conf of the other stack has a config_version, too.
 */
const EXEMPT = /^(stack\/cman|spec|catalogue)\/|\.gen\.ts$|^stack\/(stacks|files|words)\.ts$|\/corosync\/classes\.ts$/;

it('no line outside of its folder names the software of a stack', () => {
  expect(counted()).toEqual({});
});

function counted(): { readonly [folder: string]: number } {
  const counts: { [folder: string]: number } = {};
  for (const name of filesBelow('src').filter((file) => file.endsWith('.ts') && !EXEMPT.test(file))) {
    const lines = readFileSync(`src/${name}`, 'utf8')
      .split('\n')
      .filter((line) => WORDS.test(line)).length;
    const folder = name.includes('/') ? name.slice(0, name.indexOf('/')) : '.';
    if (lines > 0) counts[folder] = (counts[folder] ?? 0) + lines;
  }
  return counts;
}
