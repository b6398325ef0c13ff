/** What a terminal obeys, or shows in another order, is visible in every output: it may come from a node, a site or a file. */
import { expect, it } from 'vitest';
import { OutputMask } from '../../../src/cli/output-mask.ts';
import { renderGithub } from '../../../src/diag/github.ts';
import { renderJson } from '../../../src/diag/json.ts';
import { renderSarif } from '../../../src/diag/sarif.ts';
import { renderText } from '../../../src/diag/text.ts';
import type { LocatedDiagnostic } from '../../../src/diag/located.ts';

const SIGNS = ['\u009b', '\u0085', '\u202e', '\u2066', '\u200f', '\u061c', '\u001b', '\u0007'];

it.each(SIGNS)('%j', (sign) => {
  const message = `node says a${sign}b`;
  const found: readonly LocatedDiagnostic[] = [
    { code: 'x/y', severity: 'error', message, help: message, where: `host1${sign}`, related: [], facts: {} },
  ];
  const conceal = (text: string) => new OutputMask().conceal(text);
  const json = conceal(renderJson(found));
  const sarif = conceal(renderSarif(found, { version: '1', kinds: new Map() }));
  const others = [conceal(renderText(found, { columns: 80, color: false })), conceal(renderGithub(found))];
  for (const text of [json, sarif, ...others]) expect(text).not.toContain(sign);
  expect(JSON.parse(json)).toMatchObject({ message });
  expect(JSON.parse(sarif)).toMatchObject({
    runs: [{ results: [{ message: { text: `${message}\nhelp: ${message}` } }] }],
  });
});
