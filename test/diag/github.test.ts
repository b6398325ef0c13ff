/** Findings as annotations: one line each, with everything escaped that would end it early. */
import { describe, expect, it } from 'vitest';
import { renderGithub } from '../../src/diag/github.ts';
import { clusterc } from '../support/command-line.ts';
import { accepted, onANode, onOneLine, onTwoLines } from './findings.ts';

describe('an annotation', () => {
  it('has the place, the code as its title, and the cure on a line of its own', () => {
    expect(renderGithub([onOneLine])).toBe(
      '::error file=a b/säte%2C1%3A2.yaml,line=3,endLine=3,col=5,endColumn=8,title=capacity/vm-over-every-host::' +
        'vm1 needs 20 GiB%0Alower it\n',
    );
  });

  it('has no columns when it spans lines', () => {
    expect(renderGithub([onTwoLines])).toBe(
      '::warning file=/etc/site.yaml,line=3,endLine=4,title=fence/race::100%25 sure%0D%0Aof it\n',
    );
  });

  it('says a place that is in no file, and a note is a notice', () => {
    expect(renderGithub([onANode])).toBe('::notice title=drift/edited-by-hand::host1:/etc/hosts: it was edited\n');
  });

  it('is not made for what is accepted', () => {
    expect(renderGithub([accepted])).toBe('');
  });
});

it('check prints them on standard output', async () => {
  expect(await clusterc(['check', 'fixtures/pair/model', '--format', 'github'])).toEqual({
    code: 0,
    out: [
      [22, 'host1'],
      [31, 'host2'],
    ]
      .map(
        ([line, host]) =>
          `::notice file=fixtures/pair/model/site.yaml,line=${line},endLine=${line},col=5,endColumn=10,title=fence/single-method::` +
          `${host}: only one way to switch the node off%0Aadd a second method that does not share its power, such as a switched PDU\n`,
      )
      .join(''),
    err: '',
  });
});
