import { describe, expect, it } from 'vitest';
import { as, type Millis, type RemotePath, type SecretName } from '../../src/base/brand.ts';
import { Sealed } from '../../src/base/sealed.ts';
import type { Step } from '../../src/deploy/plan/plan.ts';
import { push } from '../../src/deploy/push/push.ts';
import { ARCHIVES_AT_ONCE } from '../../src/deploy/push/request.ts';
import {
  action,
  bundleWith,
  file,
  found,
  ONE,
  planned,
  planOf,
  scripted,
  state,
  TWO,
  type Answer,
} from '../support/nodes.ts';

const announce = action('announce', { scope: 'once' });
const check = { argv: ['validate', { staged: as<RemotePath>('/etc/a') }] };
const bundle = bundleWith([file('/etc/a', { needs: [announce.id], check })], [announce]);
const absent = [ONE, TWO].map((host) => state(host, [found('/etc/a', { relation: 'absent', origin: 'none' })]));
const plan = planned(bundle, absent, new Set());
const NO_SECRETS = new Map<SecretName, Sealed>();

function failing(...calls: readonly string[]): Answer {
  return (call) => (calls.includes(call) ? { exitCode: 1, stderr: `no ${call}\nmore` } : undefined);
}

async function pushed(answer: Answer = () => undefined, interruptedAfter?: number) {
  const script = scripted(answer, interruptedAfter);
  return { ...script, outcome: await push(plan, bundle, NO_SECRETS, script.ports) };
}

const VALIDATE = 'validate /var/lib/clusterc/staged/files/etc/a';
const VERBS = ['stage', 'arm', 'run', 'probe', 'confirm'] as const;
const calledOn = (node: string, ...words: readonly string[]) => words.map((word) => `${node} ${word}`);

describe('a push in which everything works', () => {
  it('goes through the phases in order, those that travel together in one request, all nodes of them before the next', async () => {
    const { calls, outcome } = await pushed();
    expect(outcome).toMatchObject({ ended: 'applied', interrupted: false, diagnostics: [] });
    expect(calls).toEqual([
      ...calledOn('one', 'lock', 'compare', 'stage', VALIDATE),
      ...calledOn('two', 'lock', 'compare', 'stage', VALIDATE),
      ...calledOn('one', 'arm', 'run'),
      ...calledOn('two', 'arm', 'run'),
      'one announce-run',
      'one announce-probe',
      'one probe',
      'two probe',
      'one announce-probe',
      'one confirm',
      'two confirm',
      ...calledOn('one', 'commit', 'unlock'),
      ...calledOn('two', 'commit', 'unlock'),
    ]);
    expect(outcome.journal.map(({ step, result }) => `${step.node} ${step.do} ${result}`).slice(0, 6)).toEqual(
      ['lock', 'compare', 'stage'].flatMap((what) => [`one ${what} ok`, `two ${what} ok`]),
    );
  });

  it('of files alone asks for them in the request that writes them: nothing was run that could cut the node off', async () => {
    const { calls, ports } = scripted();
    const files = bundleWith([file('/etc/a', { check })]);
    const { ended } = await push(planned(files, absent, new Set()), files, NO_SECRETS, ports);
    expect(ended).toBe('applied');
    const each = (...words: readonly string[]) => [...calledOn('one', ...words), ...calledOn('two', ...words)];
    expect(calls).toEqual([
      ...each('lock', 'compare', 'stage', VALIDATE),
      ...each('arm', 'run', 'probe'),
      ...each('confirm'),
      ...each('commit', 'unlock'),
    ]);
  });

  it('asks no node anything if its plan is empty', async () => {
    const { ports, calls } = scripted();
    expect((await push(planOf([]), bundle, NO_SECRETS, ports)).ended).toBe('unchanged');
    expect(calls).toEqual([]);
  });
});

describe('a step that fails', () => {
  it.each(VERBS)('at %s: every staged node is rolled back, every lock is given back', async (verb) => {
    const { calls, outcome } = await pushed(failing(`two ${verb}`));
    expect(calls.slice(-4)).toEqual(['one revert', 'two revert', 'one unlock', 'two unlock']);
    expect(calls.join()).not.toContain('commit');
    expect(outcome.ended).toBe(verb === 'stage' ? 'refused' : 'reverted');
    expect(outcome.diagnostics.map(({ message }) => message)).toEqual([`${verb} failed on two: no two ${verb}`]);
  });

  it.each([
    ['check', `one ${VALIDATE}`, 'refused'],
    ['run', 'one announce-run', 'reverted'],
    ['probe', 'one announce-probe', 'reverted'],
  ])('at the %s of an action: the same', async (_which, call, ended) => {
    const { calls, outcome } = await pushed(failing(call));
    expect(outcome.ended).toBe(ended);
    expect(calls.slice(-4)).toEqual(['one revert', 'two revert', 'one unlock', 'two unlock']);
  });

  it('at commit: the state of that node is not known, and nothing is rolled back', async () => {
    const { calls, outcome } = await pushed(failing('two commit'));
    expect(outcome.ended).toBe('stuck');
    expect(outcome.diagnostics.map(({ code, at }) => [code, at])).toEqual([
      ['push/step-failed', { in: 'node', node: 'two' }],
      ['push/stuck', { in: 'node', node: 'two' }],
    ]);
    expect(calls.join()).not.toContain('revert');
    // The lock of the other one was given back behind its commit.
    expect(calls.slice(-4)).toEqual([...calledOn('one', 'commit', 'unlock'), ...calledOn('two', 'commit', 'unlock')]);
  });

  it('at revert: the state of that node is not known', async () => {
    const { outcome } = await pushed(failing('one probe', 'two revert'));
    expect(outcome.ended).toBe('stuck');
    expect(outcome.diagnostics.map(({ code }) => code)).toEqual(['push/step-failed', 'push/step-failed', 'push/stuck']);
  });

  it('at the last unlock: what is pushed is pushed, and the lock is reported', async () => {
    const { outcome } = await pushed(failing('two unlock'));
    expect(outcome.ended).toBe('applied');
    expect(outcome.diagnostics.map(({ code }) => code)).toEqual(['push/step-failed']);
  });

  it('because the node did not answer: like any other', async () => {
    const { outcome } = await pushed((call) => (call === 'two run' ? { exitCode: null, stderr: 'gone' } : undefined));
    expect(outcome).toMatchObject({ ended: 'reverted', diagnostics: [{ message: 'run failed on two: gone' }] });
  });

  it('tells of it without a secret in it', async () => {
    const secrets = new Map([[as<SecretName>('s'), Sealed.of('s', 'canary&1')]]);
    const { ports } = scripted(() => ({ exitCode: 1, stderr: 'near password="canary&amp;1" or canary&1' }));
    const outcome = await push(plan, bundle, secrets, ports);
    expect(JSON.stringify(outcome)).not.toContain('canary');
  });

  it('tells what a validator says without a secret in it, however that is spelled', async () => {
    const secret = 'canary&<123>';
    const spelled = [
      secret,
      'canary&amp;&lt;123&gt;',
      ...(['hex', 'base64'] as const).map((how) => Buffer.from(secret).toString(how)),
    ];
    const { ports } = scripted((call) =>
      call.startsWith('one validate')
        ? { exitCode: 1, stdout: `bad: ${spelled.join(' ')} options="rw,password=other"` }
        : undefined,
    );
    const values = new Map([[as<SecretName>('s'), Sealed.of('s', secret)]]);
    const outcome = await push(plan, bundle, values, ports);
    const [{ message } = { message: '' }] = outcome.diagnostics;
    expect(message).toBe(
      'check /etc/a failed on one: bad: (hidden) (hidden) (hidden) (hidden) options="rw,password=(hidden)"',
    );
    expect(outcome.ended).toBe('refused');
  });
});

describe('a lock that someone holds', () => {
  it('refuses the push, names the holder and gives back the locks of the other nodes only', async () => {
    const held: Answer = (call) =>
      call === 'two lock' ? { exitCode: 3, stdout: 'held 60 3600 sue@desk\n' } : undefined;
    const { calls, outcome } = await pushed(held);
    expect(calls).toEqual([
      ...calledOn('one', 'lock', 'compare', 'stage', VALIDATE),
      'two lock',
      ...calledOn('one', 'revert', 'unlock'),
    ]);
    expect(outcome).toMatchObject({
      ended: 'refused',
      diagnostics: [{ code: 'push/locked', facts: { owner: 'sue@desk' } }],
    });
  });
});

describe('a node that is no longer what the plan was made for', () => {
  it('refuses the push before anything is staged there, and gives back the locks', async () => {
    const { calls, outcome } = await pushed((call) => (call === 'two compare' ? { exitCode: 5 } : undefined));
    expect(calls.slice(4)).toEqual(['two lock', 'two compare', 'one revert', 'one unlock', 'two unlock']);
    expect(outcome).toMatchObject({ ended: 'refused', diagnostics: [{ code: 'push/changed-meanwhile' }] });
  });

  it('or cannot be inspected any more: the same, with the reason', async () => {
    const { outcome } = await pushed(failing('two compare'));
    expect(outcome).toMatchObject({ ended: 'refused', diagnostics: [{ facts: { reason: 'no two compare' } }] });
  });
});

describe('a node that does not answer to the end of a request', () => {
  const silent =
    (call: string): Answer =>
    (one) =>
      one === call ? { exitCode: null, stderr: 'gone', cause: 'no-connection' } : undefined;

  it('may have done any of its steps, and all of them are rolled back', async () => {
    const { calls, outcome } = await pushed(silent('two compare'));
    expect(calls.slice(6)).toEqual(['one revert', 'two revert', 'one unlock', 'two unlock']);
    const unknown = outcome.journal.filter(({ cause, step }) => cause === 'no-connection' && step.node === TWO);
    expect(unknown.map(({ step }) => step.do)).toEqual(['compare', 'stage', 'check']);
    expect(outcome).toMatchObject({ ended: 'refused', diagnostics: [{ message: 'compare failed on two: gone' }] });
  });

  it('nor after it: nothing but copies that no one uses can be left there', async () => {
    const gone: Answer = (call) =>
      call === 'two revert' || call === 'two compare'
        ? { exitCode: null, stderr: 'gone', cause: 'no-connection' }
        : undefined;
    const { outcome } = await pushed(gone);
    expect(outcome.ended).toBe('refused');
  });
});

describe('an interrupt', () => {
  it.each([
    [0, 'stage', 'refused'],
    [6, 'probe', 'reverted'],
    [9, 'confirm', 'reverted'],
  ])('after phase %i, before %s: everything is rolled back', async (after, _next, ended) => {
    const { calls, outcome } = await pushed(undefined, after);
    expect(outcome).toMatchObject({ ended, interrupted: true, diagnostics: [] });
    expect(calls.at(-1)).toBe('two unlock');
    expect(calls.includes('two stage')).toBe(calls.includes('two revert'));
    expect(calls).not.toContain('two commit');
  });

  it('after the confirmation it is applied, and says so', async () => {
    const { calls, outcome } = await pushed(undefined, 10);
    expect(outcome).toMatchObject({ ended: 'applied', interrupted: true, diagnostics: [] });
    expect(calls.slice(-6)).toEqual([
      'one confirm',
      'two confirm',
      ...calledOn('one', 'commit', 'unlock'),
      ...calledOn('two', 'commit', 'unlock'),
    ]);
  });

  it('after the last commit changes nothing any more', async () => {
    const { outcome } = await pushed(undefined, 11);
    expect(outcome.ended).toBe('applied');
  });
});

it('a file that is in place on all nodes too late is not announced: its fuse may have taken it away again', async () => {
  const place: Step = { do: 'place', node: ONE };
  const confirm: Step = { do: 'confirm', node: ONE };
  const timed = (millis: number) => {
    const script = scripted((call) =>
      call === 'one place' ? void script.ports.clock.sleep(as<Millis>(millis)) : undefined,
    );
    return push(planOf([[place], [confirm]]), bundle, NO_SECRETS, script.ports);
  };
  expect((await timed(10_000)).ended).toBe('applied');
  const late = await timed(10_001);
  expect(late.ended).not.toBe('applied');
  expect(late.diagnostics.map(({ code, facts }) => [code, facts['step']])).toEqual([['push/step-failed', 'place']]);
});

it('of large files is made and sent one archive at a time, of small ones all at once', async () => {
  const most = async (text: string) => {
    const script = scripted();
    const large = bundleWith([file('/etc/a', { content: [text] })]);
    let [held, peak] = [0, 0];
    const pack: typeof script.ports.archive.pack = (label) => {
      peak = Math.max(peak, (held += 1));
      return Promise.resolve(Sealed.of(label, ''));
    };
    const run: typeof script.ports.transport.run = async (node, argv, options) => {
      const ran = await script.ports.transport.run(node, argv, options);
      if (argv.some((word) => word === 'stage')) held -= 1;
      return ran;
    };
    const ports = { ...script.ports, archive: { pack }, transport: { run } };
    expect((await push(planned(large, absent, new Set()), large, NO_SECRETS, ports)).ended).toBe('applied');
    return peak;
  };
  expect(await most('x')).toBe(2);
  expect(await most('x'.repeat(ARCHIVES_AT_ONCE / 2 + 1))).toBe(1);
});

describe('a gate', () => {
  const says = [
    { field: 'Quorum', is: '1' },
    { field: 'Flags', lacks: 'Error' },
  ];
  const probe = { argv: ['cman_tool', 'status'], says };
  const gated = { ...bundle, gates: [{ name: 'it is quorate', problem: 'is not quorate', probe, allowable: false }] };
  const gate: Step = { do: 'gate', node: ONE, name: 'it is quorate' };
  const step: Step = { do: 'arm', node: ONE };

  it.each([
    ['its output has it', { stdout: 'Nodes: 2\nQuorum: 1  \nFlags: \n' }, 'applied'],
    ['a field is another', { stdout: 'Quorum: 1 Activity blocked\nFlags: \n' }, 'refused'],
    ['a field has what it must not have', { stdout: 'Quorum: 1\nFlags: 2node Error \n' }, 'refused'],
    ['a field is missing', { stdout: 'Quorum: 1\n' }, 'refused'],
    ['its command fails, whatever it prints', { exitCode: 1, stdout: 'Quorum: 1\n' }, 'refused'],
  ])('lets through when %s', async (_when, answer, ended) => {
    const { ports } = scripted((call) => (call === 'one cman_tool status' ? answer : undefined));
    expect((await push(planOf([[gate], [step]]), gated, NO_SECRETS, ports)).ended).toBe(ended);
  });
});

it('an action that is not in the plan is a mistake of ours', async () => {
  const step: Step = { do: 'run', node: ONE, action: action('nowhere').id };
  await expect(push(planOf([[step]]), bundle, NO_SECRETS, scripted().ports)).rejects.toThrow('bug/plan');
});
