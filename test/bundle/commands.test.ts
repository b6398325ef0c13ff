/** What a bundle may run: every command that a build writes, and nothing else. */
import { describe, expect, it } from 'vitest';
import { commandsIn, isKnownCommand } from '../../src/bundle/commands.ts';
import type { Command } from '../../src/bundle/action.ts';
import { as, type RemotePath } from '../../src/base/brand.ts';
import { foreignCommands } from '../../src/stack/known-bundle.ts';
import { bundleOf, clusters } from '../support/fixtures.ts';
import { operations } from '../support/operations.ts';

const { commands } = operations;
const argv = (text: string): Command => ({ argv: text.split(' ') });

it.each(clusters)('%s: every command is an instance of a form', (cluster) => {
  const bundle = bundleOf(cluster);
  expect([...commandsIn(bundle)].length).toBeGreaterThan(10);
  expect(foreignCommands(bundle, cluster, commands)).toEqual([]);
});

it.each(clusters)('%s: no command is skipped, wherever it is', (cluster) => {
  const { actions, gates, member, sees, serviceActions, files } = bundleOf(cluster);
  const everything = JSON.stringify([actions, gates, member, sees, serviceActions, files.map(({ check }) => check)]);
  expect([...commandsIn(bundleOf(cluster))]).toHaveLength(everything.split('"argv":').length - 1);
});

describe('a command of no one', () => {
  it.each([
    'sh -c true',
    'service cman restart',
    'service sshd stop',
    'pvcreate /dev/../etc/passwd',
    'pvcreate --force /dev/sda',
    'pvcreate /dev/sda /dev/sdb',
    'lvcreate -L 1b -n -v vg',
    'iscsiadm -m discovery -t st -p 192.168.1.1:3260 --login',
    'vgcreate -c y -n vg',
    'clusvcadm -R vm:vm1 -m',
    'clusvcadm -R -h',
    'ls',
  ])('%s', (text) => {
    expect(isKnownCommand(argv(text), commands)).toBe(false);
  });

  it('has no other standard input than its form says', () => {
    const made = argv('mkqdisk -c /dev/sda -l label');
    const inputs = [undefined, 'y\n', 'n\n'] as const;
    expect(inputs.map((input) => isKnownCommand(input === undefined ? made : { ...made, input }, commands))).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('has no open word where its form has none', () => {
    const staged = { staged: as<RemotePath>('/etc/passwd') };
    expect(isKnownCommand({ argv: ['pvcreate', staged] }, commands)).toBe(false);
    expect(isKnownCommand({ argv: ['ccs_config_validate', '-f', staged] }, commands)).toBe(true);
  });
});
