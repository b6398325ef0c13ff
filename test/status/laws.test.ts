/** Whatever the nodes answer, there is a status, it is what its schema says, and it shows neither control characters nor texts of files. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Answer } from '../../src/deploy/node/answers.ts';
import { renderStatus } from '../../src/report/status/status.ts';
import { statusJson } from '../../src/report/status/json.ts';
import { bundleOf } from '../support/fixtures.ts';
import { found } from '../support/nodes.ts';
import { healthy, recorded, recordings, statusOf } from '../support/recorded.ts';

const pair = bundleOf('pair');
const schema: object = JSON.parse(readFileSync('schemas/output/status.schema.json', 'utf8'));
const validate = new Ajv2020({ strict: true }).compile(schema);

const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.constantFrom(...recordings).map(recorded),
  fc.record({
    text: fc.string({ unit: 'binary', maxLength: 80 }),
    exit: fc.constantFrom<Answer['exit'][]>(0, 1, 21, 'absent', 'timeout'),
  }),
);
const answers = fc.dictionary(fc.constantFrom(...Object.keys(healthy('rhel6', 'host1'))), answer, { maxKeys: 8 });

it('there is a status of anything', async () => {
  await fc.assert(
    fc.asyncProperty(answers, answers, async (host1, host2) => {
      const status = await statusOf(pair, { answers: { host1, host2 } });
      expect(renderStatus(status, { color: false })).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      validate(statusJson(status));
      expect(validate.errors).toBeNull();
    }),
    { numRuns: 300 },
  );
});

it('a question without an answer is never taken for good order', async () => {
  const silent: Answer = { text: '', exit: 'timeout' };
  for (const question of ['cman-status', 'cman-nodes', 'fence-domain', 'services', 'sessions', 'guests']) {
    const { outcome, diagnostics } = await statusOf(pair, { answers: { host2: { [question]: silent } } });
    expect({ question, outcome }).toEqual({ question, outcome: 'different' });
    expect(diagnostics.map(({ code }) => code)).toContain('status/no-answer');
  }
});

it('texts of files are not shown', async () => {
  const files = [
    found('/etc/cluster/cluster.conf', { relation: 'differs', origin: 'edited', text: 'passwd="geheim"' }),
  ];
  const status = await statusOf(pair, { states: { host1: { files } } });
  expect(renderStatus(status, { color: true }) + JSON.stringify(statusJson(status))).not.toContain('geheim');
});

it('colours are asked for', async () => {
  const status = await statusOf(pair, {});
  expect(renderStatus(status, { color: true })).toMatch(/\u001b\[32m/);
});
