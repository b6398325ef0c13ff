/** clusterc-look on real hosts: it finds out what it should, whatever the commands do, and changes nothing. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { status } from '../../src/stack/cman/status/index.ts';
import { OF_NODES } from '../../src/status/node.ts';
import { Lab } from './lab.ts';
import { describeLab } from './describe.ts';

const SCRIPT = readFileSync('templates/node/clusterc-look.sh', 'utf8');
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
const QUESTIONS = [...status.questions, ...OF_NODES].map(({ name, argv }) => quoted([name, ...argv].join('\t')));
const STATUS = `sh -c ${quoted(SCRIPT)} clusterc-look ${QUESTIONS.join(' ')}`;

describeLab('asking four hosts for their status', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.up({ hosts: 4 });
  });
  afterAll(() => lab.down());

  const look = async (n: number, options: readonly string[] = [], command = STATUS) =>
    (await lab.ssh(n, options, command)).stdout;
  /** How each answer ended. */
  const ends = (text: string) =>
    Object.fromEntries(
      [...text.matchAll(/^answer (\S+)\n(?:\|[^\n]*\n)*\. (\S+)$/gm)].map(([, name, end]) => [name, end]),
    );

  it('reads, and only reads: file systems are as before, and no other command was called', async () => {
    const before = lab.hosts.map((n) => lab.tree(n));
    const asked = lab.hosts.map((n) => lab.commands(n).length);
    const said = await Promise.all(lab.hosts.map((n) => look(n)));
    for (const text of said) {
      expect(text).toMatch(/^clusterc-look 1\n[^]*\nend\n$/);
      expect(ends(text)).toMatchObject({ 'cman-status': '0', services: '0', sessions: '21' });
    }
    expect(lab.hosts.map((n) => lab.tree(n))).toEqual(before);
    for (const n of lab.hosts) {
      const commands = lab
        .commands(n)
        .slice(asked[n - 1])
        .map(({ argv }) => argv.join(' '));
      expect(commands).toEqual(commands.filter((command) => READING.test(command)));
      expect(commands.length).toBeGreaterThan(4);
    }
  });

  const READING =
    /^(cman_tool (version|status|nodes)|fence_tool ls|group_tool ls|clustat -x|iscsiadm -m session|virsh -r list --all)$/;

  it.each(['dash', 'busybox'] as const)('works for a root whose shell is %s', async (shell) => {
    lab.shell(1, shell);
    expect(ends(await look(1))).toMatchObject({ 'cman-status': '0', services: '0' });
    lab.shell(1, 'bash');
  });

  it('works by sudo', async () => {
    expect(ends(await look(1, ['-l', 'ops'], `sudo -n ${STATUS}`))).toMatchObject({ 'cman-status': '0' });
  });

  it('goes on after commands that fail, hang, print garbage or never end', async () => {
    lab.setFault(2, 'cman_tool', { fault: 'exits', code: 3 });
    lab.setFault(2, 'fence_tool', { fault: 'garbage' });
    lab.setFault(2, 'group_tool', { fault: 'endless' });
    lab.setFault(2, 'clustat', { fault: 'hangs' });
    const text = await look(2);
    expect(ends(text)).toMatchObject({ 'cman-status': '3', 'fence-domain': '0', services: 'timeout', sessions: '21' });
    expect(text).toMatch(/\nend\n$/);
    expect(text.length).toBeLessThan(5_000_000);
  });
});
