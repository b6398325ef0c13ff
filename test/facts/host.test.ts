/** Answers of nodes, honest and hostile: what becomes of them is always a part of a site. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/analyse.ts';
import { as, type FileId, type HostName } from '../../src/base/brand.ts';
import { freshOf } from '../../src/cli/nodes/facts-answers.ts';
import type { Answers } from '../../src/deploy/node/answers.ts';
import { offsetOf, steady } from '../../src/facts/clock.ts';
import { factsYaml, renewed } from '../../src/facts/file.ts';
import { factsQuestions } from '../../src/facts/questions.ts';
import { factsIn } from '../../src/facts/host.ts';
import type { FactsReader } from '../../src/facts/reader.ts';
import { releaseIn } from '../../src/platform/release.ts';
import { facts as pacemaker } from '../../src/stack/pacemaker/facts.ts';
import { facts } from '../../src/stack/cman/facts/index.ts';
import { CAPABILITIES, VM_METADATA } from './node.ts';

const HOST = as<HostName>('host1');
const NOW = '2026-11-26T10:15:00Z';
const answered = (text: string, exit: number | 'timeout' = 0) => ({ text, exit });

/** What the schema says of a file of facts, besides that the rest of the site is missing. */
function mistakesIn(text: string): readonly string[] {
  const { diagnostics } = analyse([{ id: as<FileId>('facts.yaml'), bytes: Buffer.from(text) }]);
  return diagnostics.filter(({ code }) => code !== 'schema/missing-section').map(({ message }) => message);
}

const NAMES = factsQuestions(facts, []).map(({ name }) => name);

/** Pieces of what commands print, in any order, with what no command prints between them. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '@ br0\n',
        '@ ip-1.2.3.4:3260-iscsi-iqn.a:b-lun-1 12345678\n',
        '@ vm.sh\n',
        '@ fence_x\n',
        '@ __proto__ 5\n',
        '\n= 0\n',
        '= 2\n',
        VM_METADATA,
        VM_METADATA.replace('name="vm"', 'name="service"').replace('maxinstances="1"', 'maxinstances="-7"'),
        VM_METADATA.replace('"autostart"', '"&#9;\u0085"').replace('default="1"', `default="${'x'.repeat(500)}"`),
        VM_METADATA.replace('name="domain"', 'name="__proto__"'),
        CAPABILITIES,
        'MemTotal: 99999999999999 kB\n',
        'cman 3.0.12.1-49.el6\n',
        'cman  0:off 1:off 2:on 3:on\n',
        '192.168.1.1 STREAM x\n',
        '\u001b[2J\u2028\u0000',
        'x'.repeat(300),
        'a ${secret:x} b\n',
        '@ ${secret:x} 5\n',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.integer({ min: -5, max: 99999 }).map((count) => `${count}\n`),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));

const answers: fc.Arbitrary<Answers> = fc.dictionary(
  fc.constantFrom(...NAMES),
  fc.record({ text, exit: fc.constantFrom(0, 0, 1, 2, 'timeout' as const, 'absent' as const) }),
);

describe('a hostile node', () => {
  it('gets nothing into the site that the site does not admit, and what is written is read back the same', async () => {
    await fc.assert(
      fc.asyncProperty(answers, async (hostile) => {
        const asked = { node: HOST, reachable: true, answers: hostile, sentAt: 0, roundTripMillis: 0 } as const;
        const { fresh } = await freshOf(asked, facts);
        const written = factsYaml({ host1: renewed(undefined, fresh, NOW) });
        expect(mistakesIn(written)).toEqual([]);
        const { spec } = analyse([{ id: as<FileId>('facts.yaml'), bytes: Buffer.from(written) }]);
        expect(factsYaml(spec?.facts ?? {})).toBe(written);
      }),
      { numRuns: 200 },
    );
  });

  it('cannot make the file long', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => `@ br${index}\n`).join('');
    expect(factsIn({ bridges: answered(many) }, []).bridges).toHaveLength(2000);
  });
});

describe('what cannot be found out is absent', () => {
  it.each([
    ['a release without words', { release: answered('\n') }],
    ['no memory', { memory: answered('MemTotal: 0 kB\n') }],
    ['no processor', { cpus: answered('0\n') }],
    ['a command that failed', { boot: answered('cman 0:off 3:on\n', 1), cpus: answered('8\n', 1) }],
  ])('%s', (_what, given) => {
    expect(factsIn(given, facts.services)).toEqual({});
  });

  it('a name that took too long is not one that resolves to nothing', () => {
    const names = answered('@ host1.example.com\n\n= 2\n@ host2.example.com\n', 'timeout');
    expect(factsIn({ names }, []).resolves).toEqual({ 'host1.example.com': [] });
  });
});

describe('a clock', () => {
  const read = (before: number, after: number): Answers => ({
    clock: answered(`${before}\n`),
    'clock-after': answered(`${after}\n`),
  });

  it('is compared with the middle of the way there and back, however long the node works between', () => {
    expect(offsetOf(read(1_000_060, 1_000_075), { sentAt: 1_000_000_000, roundTripMillis: 17_000 })).toBe(60);
    expect(offsetOf(read(999_940, 999_940), { sentAt: 1_000_000_000, roundTripMillis: 400 })).toBe(-60);
  });

  it('that is almost right is right', () => {
    expect(offsetOf(read(1_000_001, 1_000_002), { sentAt: 1_000_000_000, roundTripMillis: 2000 })).toBe(0);
  });

  it('says nothing over a way that took too long', () => {
    expect(offsetOf(read(1_000_001, 1_000_002), { sentAt: 1_000_000_000, roundTripMillis: 12_000 })).toBeUndefined();
  });

  it('stays what it was while it is about the same', () => {
    expect([steady(61, 60), steady(58, 60), steady(63, 60), steady(5, undefined)]).toEqual([60, 60, 63, 5]);
  });
});

describe('a second run', () => {
  const fresh = { memory: '15948M', time_offset: 61, bridges: ['br0'] };
  const before = { collected: NOW, bridges: ['br0'], time_offset: 60, memory: '15948M' };

  it('changes nothing on a host that has not changed', () => {
    const after = renewed(before, fresh, '2027-01-01T00:00:00Z');
    expect(factsYaml({ host1: after })).toBe(factsYaml({ host1: before }));
  });

  it('has a new time where something else is new', () => {
    const after = renewed(before, { ...fresh, memory: '31948M' }, '2027-01-01T00:00:00Z');
    expect(after).toEqual({ ...before, memory: '31948M', collected: '2027-01-01T00:00:00Z' });
  });
});

/** As Debian 12 printed them. */
const UNITS = `blk-availability.service  enabled enabled
corosync.service          enabled enabled
getty@.service            enabled enabled
lvmlockd.service          enabled enabled
multipathd.service        enabled enabled
open-iscsi.service        enabled enabled
pacemaker.service         enabled enabled
ssh.service               enabled enabled
`;
const DPKG = 'corosync 3.1.7-1+deb12u2\nlvm2 2.03.16-2\npacemaker 2.1.5-1+deb12u1\nsbd \n';
const OS_RELEASE = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n';

describe('a host with systemd', () => {
  const today = { boot: answered(UNITS), dpkg: answered(DPKG, 1), 'os-release': answered(OS_RELEASE) };

  it('is read from its units, its packages of Debian, and its own name', () => {
    const found = factsIn(
      { ...today, 'volume-groups': answered('  vg_vms/dlm/\n  vg_db//host1\n') },
      pacemaker.services,
    );
    expect(found).toEqual({
      release: 'Debian GNU/Linux 12 (bookworm)',
      packages: { corosync: '3.1.7-1+deb12u2', lvm2: '2.03.16-2', pacemaker: '2.1.5-1+deb12u1' },
      boot: ['corosync', 'lvmlockd', 'multipathd', 'open-iscsi', 'pacemaker'],
      volume_groups: { vg_db: { lock_type: 'none', system_id: 'host1' }, vg_vms: { lock_type: 'dlm' } },
    });
    expect(releaseIn(found.release ?? '')).toBe('debian12');
  });

  it('is asked nothing of chkconfig, and a host of sysvinit nothing of systemd', () => {
    const words = (reader: FactsReader) => factsQuestions(reader, []).map(({ argv: [program] }) => program);
    expect(words(pacemaker)).toEqual(expect.arrayContaining(['systemctl', 'dpkg-query', 'rpm', 'vgs']));
    expect(words(pacemaker)).not.toContain('chkconfig');
    expect(words(facts)).toContain('chkconfig');
    expect(words(facts)).not.toContain('systemctl');
  });
});
