/** Whole clusters: what people are shown, and the same as data, which is what its schema says. Goldens: fixtures/status. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { as, type HostName, type RemotePath } from '../../src/base/brand.ts';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { locate } from '../../src/source/locate.ts';
import { renderText } from '../../src/diag/text.ts';
import { renderStatus } from '../../src/report/status/status.ts';
import { statusJson } from '../../src/report/status/json.ts';
import { bundleOf, expectedFiles } from '../support/fixtures.ts';
import { found, ID, lockOf } from '../support/nodes.ts';
import { recorded, statusOf, type Situation } from '../support/recorded.ts';
import { PLAIN } from '../support/terminal.ts';

/** With an identity that does not change with every file of the pair. */
const pair: Bundle = { ...bundleOf('pair'), id: ID };
const [first] = pair.nodes;
const conf = as<RemotePath>('/etc/lvm/lvm.conf');

/** As many nodes as cman can have, each with the files of host1. */
const sixteen: Bundle = {
  ...pair,
  nodes: Array.from({ length: 16 }, (_, at) => {
    const host = as<HostName>(`host${at + 1}`);
    if (first === undefined) throw new Error('the pair has no node');
    return { ...first, host, nodeName: `${host}.example.com`, nodeId: at + 1 };
  }),
  files: pair.files.map((file) => ({
    ...file,
    nodes: Array.from({ length: 16 }, (_, at) => as<HostName>(`host${at + 1}`)),
  })),
};

const HOSTS = sixteen.nodes.map(({ host }) => host);
const nodesOfSixteen = `Node  Sts   Inc   Joined               Name\n${HOSTS.map((host, at) => `  ${at + 1}   ${at === 6 ? 'X' : 'M'}   24   ${at === 6 ? '' : '2012-11-22 14:00:05'}  ${host}.example.com\n`).join('')}`;
const domainOfSixteen = `fence domain\nmember count  15\nvictim count  1\nvictim now    7\nmaster nodeid 1\nwait state    fencing\nmembers       ${HOSTS.map((_, at) => (at === 6 ? '' : `${at + 1} `)).join('')}\n\n`;
const group = (name: string, owner: string) =>
  `<group name="${name}" state="112" state_str="started" flags="0" flags_str="" owner="${owner}.example.com" last_owner="none"/>`;
const servicesOfSixteen = (host: string) =>
  `<clustat version="4.1.1"><quorum quorate="1"/><nodes><node name="${host}.example.com" state="1" local="1" rgmanager="1"/></nodes><groups>${HOSTS.map((_, at) => group(`service:web${at + 1}`, at < 8 ? 'host2' : 'host3')).join('')}${group('vm:vm1', 'host1')}${group('vm:vm2', 'host2')}</groups></clustat>`;

const hostile = { text: `Id Name State\n---\n 1 vm1\u001b[2J \u202erunning\n`, exit: 0 };

const SITUATIONS: { readonly [name: string]: { readonly bundle?: Bundle; readonly situation: Situation } } = {
  healthy: { situation: {} },
  'healthy-rhel5': { situation: { release: 'rhel5', answers: { host2: { guests: recorded('rhel6/guests.host2') } } } },
  'folders-play-the-nodes': {
    situation: {
      answers: { host1: null, host2: null },
      states: {
        host1: { configVersion: { file: 12, running: null, installed: 12 } },
        host2: { configVersion: { file: 12, running: null, installed: 12 }, lock: lockOf('anna@admin pid 7') },
      },
    },
  },
  drift: {
    situation: {
      states: {
        host1: { files: [found('/etc/lvm/lvm.conf', { relation: 'differs', origin: 'edited' })], installed: null },
        host2: {
          files: [
            found('/etc/lvm/lvm.conf', { relation: 'differs', origin: 'edited' }),
            found('/etc/iscsi/iscsid.conf', { relation: 'unknown', mode: 0o600 }),
            found('/etc/multipath.conf', { relation: 'extra' }),
          ],
          interrupted: { bundle: pair.id, after: 'armed', secondsLeft: null },
        },
      },
    },
  },
  'one-node-lost': {
    situation: {
      states: { host2: { reason: 'ssh: connect to host 192.168.1.12 port 22: No route to host' } },
      answers: {
        host1: {
          'cman-nodes': recorded('rhel6/cman-nodes.one-down'),
          'fence-domain': recorded('rhel6/fence-domain.fencing'),
        },
      },
    },
  },
  'a-time-bomb': {
    situation: {
      answers: { host2: { 'cman-status': recorded('rhel6/cman-status.suspended') } },
      states: { host2: { configVersion: { file: 11, running: 12, installed: 11 } } },
    },
  },
  'services-in-every-state': {
    situation: {
      answers: {
        host1: { services: recorded('rhel6/services.every-state'), guests: recorded('rhel6/guests.more') },
        host2: { sessions: recorded('rhel6/sessions.none') },
      },
    },
  },
  'no-quorum': {
    situation: {
      states: { host2: { configVersion: { file: 12, running: null, installed: 12 } } },
      answers: {
        host1: {
          'cman-status': recorded('rhel6/cman-status.not-quorate'),
          'cman-nodes': recorded('rhel6/cman-nodes.one-down'),
          'fence-domain': recorded('rhel6/fence-domain.waits-for-quorum'),
          services: recorded('rhel6/services.not-quorate'),
          guests: recorded('rhel6/guests.none'),
        },
        host2: {
          'cman-version': recorded('rhel6/cman-version.not-running'),
          'cman-status': recorded('rhel6/cman-status.not-running'),
          'cman-nodes': recorded('rhel6/cman-status.not-running'),
          'fence-domain': recorded('rhel6/fence-domain.not-running'),
          groups: { text: '', exit: 0 },
          services: recorded('rhel6/services.not-running'),
          guests: recorded('rhel6/guests.not-running'),
          sessions: recorded('rhel6/sessions.not-running'),
        },
      },
    },
  },
  hostile: {
    situation: {
      answers: {
        host1: {
          guests: hostile,
          'cman-nodes': { text: '\u001b]0;x\u0007', exit: 0 },
          'fence-domain': { text: '', exit: 'timeout' },
        },
      },
      states: { host2: { reason: '\u001b[31mno\u0007' } },
    },
  },
  sixteen: {
    bundle: sixteen,
    situation: {
      answers: Object.fromEntries(
        HOSTS.map((host, at) => [
          host,
          {
            'cman-nodes': { text: nodesOfSixteen, exit: 0 },
            'fence-domain': { text: domainOfSixteen, exit: 0 },
            services: { text: servicesOfSixteen(host), exit: 0 },
            guests: recorded(at === 0 ? 'rhel6/guests' : at === 1 ? 'rhel6/guests.host2' : 'rhel6/guests.none'),
          },
        ]),
      ),
      states: {
        host7: { reason: 'No route to host' },
        host9: { files: [found(conf, { relation: 'differs', origin: 'edited' })] },
      },
    },
  },
};

const statuses = new Map(
  await Promise.all(
    Object.entries(SITUATIONS).map(
      async ([name, { bundle = pair, situation }]) => [name, await statusOf(bundle, situation)] as const,
    ),
  ),
);

describe('what is printed', () => {
  const actual = new Map(
    [...statuses].flatMap(([name, status]) => {
      const findings = renderText(locate([], undefined, status.diagnostics), PLAIN);
      return [
        [`${name}.txt`, `${renderStatus(status, PLAIN)}${findings === '' ? '' : `\n${findings}`}`],
        [`${name}.json`, `${JSON.stringify(statusJson(status), null, 2)}\n`],
      ] as const;
    }),
  );
  const expected = expectedFiles('fixtures/status', actual);

  it.each([...actual.keys()])('%s', (name) => expect(actual.get(name)).toBe(expected.get(name)));

  it('has a golden for each situation, and no other', () => {
    expect([...expected.keys()].sort()).toEqual([...actual.keys()].sort());
  });

  it('has no control character', () => {
    for (const [name, text] of actual)
      if (name.endsWith('.txt')) expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});

describe('the JSON', () => {
  const schema: object = JSON.parse(readFileSync('schemas/output/status.schema.json', 'utf8'));
  const validate = new Ajv2020({ strict: true }).compile(schema);

  it.each([...statuses])('of %s is what its schema says', (_name, status) => {
    validate(statusJson(status));
    expect(validate.errors).toBeNull();
  });
});

describe('the outcome', () => {
  it.each([
    ['healthy', 'healthy'],
    ['healthy-rhel5', 'healthy'],
    ['folders-play-the-nodes', 'healthy'],
    ['drift', 'different'],
    ['a-time-bomb', 'different'],
    ['one-node-lost', 'unreachable'],
  ])('of %s is %s', (name, outcome) => expect(statuses.get(name)?.outcome).toBe(outcome));
});
