/** Each recorded output means what its golden file says, and no text whatever makes a reader throw. */
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/deploy/node/answers.ts';
import { clustat } from '../../src/stack/cman/status/clustat.ts';
import { cmanNodes, cmanStatus, cmanVersion } from '../../src/stack/cman/status/cman-tool.ts';
import { fenceDomain } from '../../src/stack/cman/status/fence-domain.ts';
import { corosyncQuorum } from '../../src/stack/pacemaker/status/corosync.ts';
import { crmMon, crmXml } from '../../src/stack/pacemaker/status/crm-mon.ts';
import { links } from '../../src/stack/pacemaker/status/links.ts';
import { sessions } from '../../src/status/iscsiadm.ts';
import type { Reply } from '../../src/status/reply.ts';
import { guests } from '../../src/status/virsh.ts';
import { processorMillis } from '../support/effort.ts';
import { rootOf } from '../support/xml.ts';
import { questionOf, recorded, recordings, ROOT, xmlIn } from '../support/recorded.ts';

/** The fence_tool of RHEL 5. */
const FAILED = recorded('rhel5/fence-domain');

const READERS: { readonly [question: string]: (answer: Answer) => Reply<unknown> | Promise<Reply<unknown>> } = {
  'cman-version': cmanVersion,
  'cman-status': cmanStatus,
  'cman-nodes': cmanNodes,
  'fence-domain': (answer) => fenceDomain(answer, undefined),
  groups: (answer) => fenceDomain(FAILED, answer),
  services: async (answer) => clustat(answer, await xmlIn(answer)),
  sessions,
  guests,
  'corosync-quorum': corosyncQuorum,
  'corosync-links': links,
  'crm-mon': async (answer) => {
    const text = crmXml(answer);
    return crmMon(answer, text === undefined ? undefined : await rootOf(text));
  },
};

async function read(name: string, answer: Answer): Promise<Reply<unknown>> {
  const reader = READERS[questionOf(name)];
  if (reader === undefined) throw new Error(`${name} answers no question`);
  return reader(answer);
}

describe.each(recordings)('%s', (name) => {
  it('means what its golden file says', async () => {
    const actual = `${JSON.stringify(await read(name, recorded(name)), null, 2)}\n`;
    const golden = `${ROOT}/${name}.json`;
    if (process.env['WRITE'] === '1') writeFileSync(golden, actual);
    expect(actual).toBe(readFileSync(golden, 'utf8'));
  });

  it('is at worst reported as not understood when it is damaged', async () => {
    const { text, exit } = recorded(name);
    await fc.assert(
      fc.asyncProperty(damage, async (change) => {
        const reported = await read(name, { text: change(text), exit });
        expect(['answer', 'not-running', 'not-understood']).toContain(reported.is);
      }),
      { numRuns: 60 },
    );
  });
});

/** Cut, doubled, or with something put in the middle. */
const damage = fc
  .record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat({ max: 30 }),
    put: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\0', '\u001b[2J', '9'.repeat(400), '-1', '\r\n', ' '.repeat(5000), '\n\n', ': ', '[', '<'),
    ),
  })
  .map(({ at, length, put }) => (text: string) => {
    const start = Math.floor(at * text.length);
    return text.slice(0, start) + put + text.slice(start + length);
  });

it('XML is read where the program complains before and behind it', async () => {
  const { text, exit } = recorded('rhel6/services');
  const complained = { text: `Timed out waiting for a response\n${text}\nmsg_open: Connection refused\n`, exit };
  expect(await read('rhel6/services', complained)).toEqual(await read('rhel6/services', { text, exit }));
});

describe('a question', () => {
  const question = (answer: Answer | undefined) => cmanStatus(answer).is;

  it('has no answer when the time was up, or when it is lost', () => {
    expect([question({ text: 'Version', exit: 'timeout' }), question(undefined)]).toEqual(['no-answer', 'no-answer']);
  });

  it('can be put to a program only that is installed', () => {
    expect(question({ text: '', exit: 'absent' })).toBe('not-installed');
  });

  it('says of a foreign answer no more than its first line, cut off', () => {
    const reported = guests({ text: `\n${'x'.repeat(9999)}\nsecret`, exit: 0 });
    expect(reported).toEqual({ is: 'not-understood', said: 'x'.repeat(200) });
  });

  it('asks group_tool only if fence_tool gives no useful answer', () => {
    const silent = recorded('rhel6/fence-domain.not-running');
    expect(fenceDomain(silent, recorded('rhel5/groups.none')).is).toBe('not-running');
    expect(fenceDomain({ text: '', exit: 'timeout' }, recorded('rhel5/groups')).is).toBe('no-answer');
  });

  it('of a megabyte is answered at once', () => {
    const millis = processorMillis(() => {
      for (const text of [' '.repeat(2 ** 20), '1 '.repeat(2 ** 19), 'a\n'.repeat(2 ** 19), '9'.repeat(2 ** 20)])
        for (const reader of [cmanStatus, cmanNodes, cmanVersion, sessions, guests]) reader({ text, exit: 0 });
    });
    expect(millis).toBeLessThan(5000);
  });
});
