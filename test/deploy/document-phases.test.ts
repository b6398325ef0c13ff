/** What of a plan comes after the change of a document that the cluster keeps. */
import { expect, it } from 'vitest';
import { as, type Millis, type RemotePath } from '../../src/base/brand.ts';
import { afterDocument } from '../../src/deploy/plan/document-phases.ts';
import type { DocumentChange } from '../../src/deploy/plan/document.ts';
import { action, bundleWith, ONE, TWO } from '../support/nodes.ts';

const document: DocumentChange = {
  path: as<RemotePath>('/document'),
  parts: [],
  version: '0.1',
  started: [],
  gone: [],
  within: as<Millis>(1000),
};
const start = action('start', { when: ['new'], probe: { argv: ['is-member'] } });
const actions = [
  action('reload'),
  action('restart', { disruption: 'restart-vm' }),
  action('forget', { amends: true }),
  action('join', { after: [start.id] }),
  start,
].map((one) => ({ action: one, nodes: [TWO] }));
const bundle = { ...bundleWith([]), member: start.probe };
const after = (of: DocumentChange | null, members = [ONE]) =>
  afterDocument({ bundle, changes: [], members, actions, document: of }, actions).map((needed) => needed.action.id);

it('starts of nodes, what follows them, and what changes the document by itself', () => {
  expect(after(document)).toEqual(['start', 'restart', 'forget', 'join']);
});

it('nothing, if the document does not change or no node keeps it', () => {
  expect(after(null)).toEqual([]);
  expect(after(document, [])).toEqual([]);
});
