/**
 * Findings as a SARIF log, held against the published schema of SARIF 2.1.0: sarif-2.1.0-rtm.5.json as npm's
 * @microsoft/jest-sarif 1.0.0-beta.0 ships it, byte for byte (the package itself would bring twenty others).
 */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { isMap } from '../../src/base/json.ts';
import { renderSarif } from '../../src/diag/sarif.ts';
import { loadKinds } from '../../src/kinds.ts';
import { locate } from '../../src/source/locate.ts';
import { everyCluster, compileFixture } from '../support/fixtures.ts';
import { accepted, onANode, onOneLine, onTwoLines } from './findings.ts';

const kinds = await loadKinds();

const options = { version: '1.2.3', kinds };

/** Draft 4 calls `$id` `id`, and all else that the schema uses is the same today. */
const published: unknown = JSON.parse(readFileSync('test/diag/sarif-2.1.0-rtm.5.json', 'utf8'));
const { $schema: _dialect, id: _id, ...schema } = isMap(published) ? published : {};
const formats = {
  uri: (text: string) => URL.canParse(text),
  'uri-reference': (text: string) => /^[\w.~!$&'()*+,;=:@/?#%-]*$/.test(text) && URL.canParse(text, 'file:///site/'),
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
};
// One of its patterns is a regular expression without the u flag only.
const validate = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false, formats }).compile(schema);

function complaints(log: string): unknown {
  validate(JSON.parse(log));
  return validate.errors ?? [];
}

describe('the published schema', () => {
  it('refuses what is no log', () => {
    expect(complaints('{ "version": "2.1.0", "runs": [{}] }')).not.toEqual([]);
  });

  it('accepts findings of every sort, and none', () => {
    expect(complaints(renderSarif([onOneLine, onTwoLines, onANode, accepted], options))).toEqual([]);
    expect(complaints(renderSarif([], options))).toEqual([]);
  });

  it.each(everyCluster)('accepts those of %s', (cluster) => {
    const { files, tree, diagnostics } = compileFixture(cluster);
    expect(complaints(renderSarif(locate(files, tree, diagnostics), options))).toEqual([]);
  });

  it('accepts the rule of every kind', () => {
    const one = (code: string) => ({ ...onANode, code });
    expect(complaints(renderSarif([...kinds.keys()].map(one), options))).toEqual([]);
  });
});

describe('a log', () => {
  const run = runOf(renderSarif([onTwoLines, onOneLine, onOneLine, accepted], options));

  it('has the kinds that occur as rules, by code, and results that point at them', () => {
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual([
      'capacity/vm-over-every-host',
      'drift/edited-by-hand',
      'fence/race',
    ]);
    expect(run.results.map(({ ruleIndex }) => ruleIndex)).toEqual([2, 0, 0, 1]);
  });

  it('has ranges in code points, URIs encoded and with forward slashes, and related places', () => {
    expect(run.columnKind).toBe('unicodeCodePoints');
    expect(run.results[1]).toEqual({
      ruleId: 'capacity/vm-over-every-host',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'vm1 needs 20 GiB\nhelp: lower it' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'a%20b/s%C3%A4te%2C1%3A2.yaml' },
            region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 8 },
          },
        },
      ],
      relatedLocations: [
        {
          id: 0,
          message: { text: 'host1 is declared here' },
          physicalLocation: {
            artifactLocation: { uri: 'hosts.yaml' },
            region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 6 },
          },
        },
      ],
      suppressions: [],
    });
  });

  it('has an absolute path as a file URI, and a place in no file by its name', () => {
    expect(JSON.stringify(run.results[0])).toContain('"uri":"file:///etc/site.yaml"');
    expect(run.results[3]?.locations).toEqual([{ logicalLocations: [{ fullyQualifiedName: 'host1:/etc/hosts' }] }]);
  });

  it('has what is accepted as suppressed, with the reason', () => {
    expect(run.results[3]?.suppressions).toEqual([{ kind: 'inSource', justification: 'we know' }]);
  });

  it('is the same text for the same findings', () => {
    expect(renderSarif([onOneLine, onANode], options)).toBe(renderSarif([onOneLine, onANode], options));
  });
});

type Run = {
  readonly columnKind: string;
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
  readonly results: readonly {
    readonly ruleIndex: number;
    readonly locations: unknown;
    readonly suppressions: unknown;
  }[];
};

function runOf(log: string): Run {
  const { runs }: { readonly runs: readonly [Run] } = JSON.parse(log);
  return runs[0];
}
