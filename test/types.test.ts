/** Proofs that the TypeScript compiler checks: data that crosses a stage is plain, secrets fit nowhere, units do not mix. */
import { expect, it } from 'vitest';
import { as, type Bytes, type HostName, type Json, type Millis } from '../src/base/brand.ts';
import { Sealed } from '../src/base/sealed.ts';
import type { Content } from '../src/bundle/content.ts';
import type { Manifest } from '../src/bundle/manifest.ts';
import type { Compilation } from '../src/compile.ts';
import type { Plan } from '../src/deploy/plan/plan.ts';
import type { Outcome } from '../src/deploy/push/outcome.ts';
import type { NodeState } from '../src/deploy/node/state.ts';
import { defineDiagnostic, type Facts } from '../src/diag/diagnostic.ts';
import type { LocatedDiagnostic } from '../src/diag/located.ts';
import type { Body, plainDraft } from '../src/emit/draft.ts';

/** Drafts make their longest lists of elements when these are looked at. */
type PlainDraft = ReturnType<typeof plainDraft>;
type Plain<T extends Json> = T;
export type Stages = [
  Plain<Required<Omit<Compilation, 'drafts'>>>,
  Plain<PlainDraft>,
  Plain<LocatedDiagnostic>,
  Plain<Manifest>,
  Plain<NodeState>,
  Plain<Plan>,
  Plain<Outcome>,
];

const bytes = as<Bytes>(3);
const sealed = Sealed.of('canary', 'value');
const kind = defineDiagnostic<{ vm: string; needBytes: number }>({
  code: 'test/kind',
  severity: 'error',
  message: (f) => f.vm,
  explain: '',
});

// @ts-expect-error a fact is missing
export const fact = () => kind({ in: 'nowhere', because: 'test' }, { vm: 'a' });
// @ts-expect-error "nowhere" must be said with a reason
export const nowhere = () => kind({ in: 'nowhere' }, { vm: 'a', needBytes: 1 });
// @ts-expect-error a Sealed cannot enter a bundle
export const inContent: Content = ['password=', sealed];
// @ts-expect-error a Sealed cannot enter a template
export const inView: Body = { template: 'x', view: { password: sealed }, encode: 'raw' };
// @ts-expect-error a Sealed cannot enter a diagnostic
export const inFacts: Facts = { password: sealed };
// @ts-expect-error units do not mix
export const unit: Millis = bytes;
// @ts-expect-error a plain string is not a host name
export const host: HostName = 'n1';
// @ts-expect-error views hold no undefined: a missing value is a compile error, not an empty line
export const hole: Body = { template: 'x', view: { token: undefined }, encode: 'raw' };

it('a sealed text shows its label, whatever is done to it', () => {
  const shown = [String(sealed), JSON.stringify({ sealed }), String(new Error('x', { cause: sealed }).cause)];
  expect(shown).toEqual(['«canary»', '{"sealed":"«canary»"}', '«canary»']);
  expect(Object.keys(sealed)).toEqual([]);
});
