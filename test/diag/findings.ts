/** Findings for the renderers: one of each sort, and what is hard to write. */
import type { LocatedDiagnostic } from '../../src/diag/located.ts';

export const onOneLine: LocatedDiagnostic = {
  code: 'capacity/vm-over-every-host',
  severity: 'error',
  message: 'vm1 needs 20 GiB',
  help: 'lower it',
  where: {
    file: 'a b/säte,1:2.yaml',
    start: { line: 3, column: 5, offset: 20 },
    end: { line: 3, column: 8, offset: 23 },
    excerpt: ['    20G'],
  },
  related: [
    {
      where: {
        file: 'hosts.yaml',
        start: { line: 1, column: 1, offset: 0 },
        end: { line: 1, column: 6, offset: 5 },
        excerpt: ['hosts:'],
      },
      message: 'host1 is declared here',
    },
  ],
  facts: {},
};

export const onTwoLines: LocatedDiagnostic = {
  code: 'fence/race',
  severity: 'warning',
  message: '100% sure\r\nof it',
  where: {
    file: '/etc/site.yaml',
    start: { line: 3, column: 5, offset: 20 },
    end: { line: 4, column: 2, offset: 30 },
    excerpt: ['x'],
  },
  related: [],
  facts: {},
};

export const onANode: LocatedDiagnostic = {
  code: 'drift/edited-by-hand',
  severity: 'note',
  message: 'it was edited',
  where: 'host1:/etc/hosts',
  related: [{ where: '', message: 'somewhere' }],
  facts: {},
};

export const accepted: LocatedDiagnostic = { ...onANode, accepted: { because: 'we know' } };
