import { describe, expect, it } from 'vitest';
import { predictCorosync } from '../../../../src/stack/pacemaker/impact/corosync/predict.ts';
import { ofCorosync } from '../../../../src/stack/pacemaker/impact/corosync/prediction.ts';

const node = (id: number, more = '') =>
  `  node {\n    nodeid: ${id}\n    name: host${id}\n    ring0_addr: 192.0.2.${id}\n${more}  }\n`;

/** A file of two nodes, with parts replaced. */
function file({ totem = '', nodes = node(1) + node(2), quorum = '  two_node: 1\n', cipher = 'aes256' } = {}): string {
  return `# made for a test
totem {
  version: 2
  cluster_name: c
  transport: knet
  crypto_cipher: ${cipher}
${totem}}
nodelist {
${nodes}}
quorum {
  provider: corosync_votequorum
${quorum}}
`;
}

const classesOf = (after: string, before = file()) =>
  predictCorosync(before, after).changes.map(({ path, class: kind, silent }) => [path, kind, silent]);

describe('a change of corosync.conf', () => {
  it.each([
    ['token', file({ totem: '  token: 5000\n' }), ['totem.token', 'live', false]],
    ['another cipher', file({ cipher: 'aes128' }), ['totem.crypto_cipher', 'live', false]],
    ['no cipher', file({ cipher: 'none' }), ['totem.crypto_cipher', 'all-at-once', false]],
    ['the mode of links', file({ totem: '  link_mode: active\n' }), ['totem.link_mode', 'node-by-node', true]],
    [
      'the port of a link',
      file({ totem: '  interface {\n    linknumber: 0\n    mcastport: 5415\n  }\n' }),
      ['totem.interface[0].mcastport', 'node-by-node', true],
    ],
    [
      'votes',
      file({ nodes: node(1, '    quorum_votes: 2\n') + node(2) }),
      ['nodelist.node[1].quorum_votes', 'live', false],
    ],
    ['a node more', file({ nodes: node(1) + node(2) + node(3) }), ['nodelist.node[3].', 'live', false]],
    ['another node in the place of one', file({ nodes: node(1) + node(3) }), ['nodelist.node[3].', 'live', false]],
    ['a node less', file({ nodes: node(1) }), ['nodelist.node[2].', 'live', false]],
    [
      'an address',
      file({ nodes: node(1) + node(2).replace('192.0.2.2', '192.0.2.9') }),
      ['nodelist.node[2].ring0_addr', 'refused', false],
    ],
    [
      'the number of a node',
      file({ nodes: node(1) + node(2).replace('nodeid: 2', 'nodeid: 3') }),
      ['nodelist.node[2].nodeid', 'all-at-once', false],
    ],
    [
      'the name of a node',
      file({ nodes: node(1) + node(2).replace('host2', 'other') }),
      ['nodelist.node[2].name', 'all-at-once', true],
    ],
    [
      'expected votes',
      file({ quorum: '  two_node: 1\n  expected_votes: 9\n' }),
      ['quorum.expected_votes', 'never', false],
    ],
    ['what is not in the table', file({ totem: '  new_key: 1\n' }), ['totem.new_key', 'node-by-node', true]],
  ])('%s', (_about, after, change) => {
    expect(classesOf(after)).toContainEqual(change);
    expect(classesOf(after).length).toBeLessThanOrEqual(/mcastport$|\[3\]/.test(String(change[0])) ? 2 : 1);
  });

  it('takes what its hardest part takes', () => {
    const after = file({ totem: '  token: 5000\n  link_mode: active\n' });
    expect(predictCorosync(file(), after).activation).toBe('node-by-node');
    expect(predictCorosync(file(), file()).activation).toBe('none');
  });

  it('is refused where the file is broken, with the line', () => {
    const problem = (after: string) => predictCorosync(file(), after).problem;
    expect(problem('totem {\n  token 5000\n}\n')).toEqual({
      line: 2,
      message: 'this is neither a section nor a key with a value',
    });
    expect(problem('totem {\n')).toEqual({ line: 1, message: 'section totem is not closed' });
    expect(problem('}\n')).toEqual({ line: 1, message: 'a section is closed that was not opened' });
  });

  const place = () => ({ in: 'nowhere', because: 'a test' }) as const;
  const said = (after: string, before = file()) =>
    ofCorosync({ before, after, lines: { before: place, after: place } }).prediction;

  it('is said in sentences, with the trap of a reload and the line of the key', () => {
    const { settings, summary, activation, diagnostics } = said(file({ totem: '  link_mode: active\n' }));
    expect(settings).toEqual([
      {
        sentence:
          'totem.link_mode needs a restart of corosync on each node, one after the other: corosync-cfgtool -R returns 0 and does not apply it',
        cause: {
          words: 'link_mode added: "active"; the shown value changes, the traffic stays as before',
          line: 7,
          attribute: 'totem.link_mode',
        },
      },
    ]);
    expect(summary).toContain('a reload alone would leave totem.link_mode as it is');
    expect({ activation, diagnostics }).toEqual({ activation: 'node-by-node', diagnostics: [] });
    expect(said(file())).toMatchObject({ isDifferent: false, summary: expect.stringContaining('nothing changes') });
  });

  it.each([
    ['expected votes', file({ quorum: '  expected_votes: 9\n  two_node: 1\n' }), ['cs/reload-refused']],
    ['a node with two_node left in', file({ nodes: node(1) + node(2) + node(3) }), ['cs/reload-refused']],
    ['a node without two_node', file({ nodes: node(1) + node(2) + node(3), quorum: '' }), []],
    [
      'another number of a node',
      file({ nodes: node(1) + node(2).replace('nodeid: 2', 'nodeid: 3') }),
      ['cs/nodeid-change'],
    ],
    ['no cipher', file({ cipher: 'none' }), ['cs/reload-class']],
    ['a token', file({ totem: '  token: 5000\n' }), []],
    ['a brace too few', file().replace(/}\s*$/, ''), ['cs/syntax']],
  ])('has findings: %s', (_about, after, codes) => {
    expect(said(after).diagnostics.map(({ code }) => code)).toEqual(codes);
  });

  it('that only adds a comment changes nothing', () => {
    expect(classesOf(`# another comment\n${file()}`)).toEqual([]);
  });
});
