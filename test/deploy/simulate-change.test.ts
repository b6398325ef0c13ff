/** What a node prints of its own prediction: the actions alone. The programs of the cluster are played, the shells are real. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { as, type HostName, type SecretName } from '../../src/base/brand.ts';
import { Sealed, unseal } from '../../src/base/sealed.ts';
import { elementsIn } from '../../src/base/xml.ts';
import type { Content } from '../../src/bundle/content.ts';
import { simulateChange } from '../../src/deploy/node/simulate-change.ts';
import type { Transport } from '../../src/deploy/node/ports.ts';
import type { SecretValues } from '../../src/deploy/node/activator.ts';
import { temporaryFolder } from '../support/sandboxes.ts';
import { rootOf } from '../support/xml.ts';

const [LIVE, NEW] = ['live<password', 'new<password'];
const NAME = as<SecretName>('fence/host1');
const patch: Content = ['<value x="', { secret: NAME, encode: 'xml-attribute' }, '"/>\n'];
const secrets: SecretValues = new Map([[NAME, Sealed.of('it', NEW)]]);
const node = {
  host: as<HostName>('host1'),
  nodeName: 'host1',
  nodeId: 1,
  connection: { via: 'ssh' as const, address: 'host1', user: null, port: null },
};
const time = '2026-11-30 10:00:00Z';

/** `simulator`: a script that has the document with the patch on its standard input. */
async function asked(shell: string, simulator: string, values = secrets, patches = [patch]) {
  const file = join(temporaryFolder(), 'live');
  writeFileSync(file, `<live x="${LIVE}"/>\n`);
  const printed: string[] = [];
  const transport: Transport = {
    run: (_node, [, ...argv], { stdin }) => {
      const input = stdin === undefined ? '' : unseal(stdin);
      const stdout = execFileSync(shell, argv, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] });
      printed.push(stdout);
      return Promise.resolve({ exitCode: 0, stdout, stderr: '' });
    },
  };
  const ports = { transport, readXml: rootOf };
  const programs = { query: ['cat', file], patched: ['cat', '@1', '@2'], foreseen: ['sh', '-c', simulator, 'played'] };
  const becomes = ['sh', '-c', 'sed "s/^/$1 /" >&5; echo "<actions>not shown</actions>"', 'played'];
  const answer = await simulateChange(node, { ...programs, becomes }, { patches, secrets: values, time }, ports);
  return { answer, printed: printed.join('') };
}

it.each(['sh', 'bash'])(
  '%s: the simulator reads both documents, and only its actions leave the node',
  async (shell) => {
    const actions = 'echo "<actions>"; echo "$all" | grep -c password; echo "<a at=\\"$1\\"/>"; echo "</actions>"';
    const { answer, printed } = await asked(shell, `all=$(cat); echo "$all"; ${actions}; echo "$all"; echo "$all" >&2`);
    expect(printed).toBe(`<actions>\n2\n<a at="${time}"/>\n</actions>\n`);
    const lists = 'root' in answer ? elementsIn(answer.root, 'actions') : [];
    expect(lists.flatMap((list) => elementsIn(list)).map(({ name }) => name)).toEqual(['a']);
  },
);

it.each(['sh', 'bash'])('%s: a later part is asked about when those before it are done', async (shell) => {
  const show = 'echo "<actions>"; sed "s/[<>]/_/g; s/x=.*//"; echo "</actions>"';
  const { printed } = await asked(shell, show, secrets, [patch, ['<second/>\n']]);
  expect(printed).toBe(`<actions>\n${time} _live \n${time} _value \n_second/_\n</actions>\n`);
});

it('an engine that fails, or prints nothing, was not asked', async () => {
  expect((await asked('sh', 'exit 1')).answer).toEqual({ missing: 'it did not answer on host1' });
});

it('a secret that is not at hand is not left out of the question', async () => {
  const { answer, printed } = await asked('sh', 'echo "<actions/>"', new Map());
  expect(answer).toEqual({ missing: 'the secret fence/host1 is not at hand' });
  expect(printed).toBe('');
});
