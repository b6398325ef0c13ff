/** The change of a running CIB to what a bundle says: our sections only, as one patch or a few. crm_diff(8), cibadmin(8); measured with pacemaker 2.1.5. */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { Probe } from '../../../bundle/action.ts';
import { secretsIn, type Content } from '../../../bundle/content.ts';
import type { DocumentChange, DocumentPart } from '../../../deploy/plan/document.ts';
import type { OwnedDocument } from '../../../deploy/node/documents.ts';
import { membersOf, readCib, type Cib, type Primitive } from '../cib/document.ts';
import { liveCib } from '../compare/live-cib.ts';
import { CIB } from '../emit/cib.ts';
import { keepsKnown, withConfiguration } from '../impact/cib/merge.ts';
import { notHeld } from '../impact/cib/held.ts';
import { stagesOf, type Stage } from '../impact/cib/stages.ts';
import { xmlText } from '../impact/xml.ts';
import { editsBetween, patchText, type Version } from './cib-patch.ts';
import { signed } from './cib-sign.ts';
import { crmMon, isDown, isUp } from './crm-mon.ts';
import { forgetting } from './forget.ts';
import { longestOf } from './times.ts';
import { beforeJoining, fences, fencingFirst, lockingFirst, primitivesIn } from './first-cib.ts';

export const cibDocument: OwnedDocument = {
  ...liveCib,
  whole: { name: liveCib.question.name, argv: ['cibadmin', '--query'] },
  textIn: (whole) => /<configuration>[^]*<\/configuration>/.exec(whole)?.[0] ?? whole,
  change,
  forgetting,
  first: (live, desired, { content, joining }) =>
    [fencingFirst(live, desired), beforeJoining(live, desired, joining), lockingFirst(live, desired)].flatMap((part) =>
      part === null ? [] : [withSlots(`${xmlText(part)}\n`, content)],
    ),
};

function change(
  live: XmlElement,
  desired: XmlElement,
  { content, known, up }: Parameters<OwnedDocument['change']>[2],
): DocumentChange | null {
  const after = withConfiguration(live, desired, keepsKnown(known));
  const [admin, epoch] = ['admin_epoch', 'epoch'].map((name) => Number(attributeOf(live, name)));
  if (elementsIn(live, 'configuration').length === 0 || admin === undefined || epoch === undefined) return null;
  const parts = partsOf(live, after, { admin, epoch }, content);
  if (parts === null) return null;
  const [old, now] = [readCib(live), readCib(after)];
  return {
    path: CIB,
    parts,
    version: `${admin}.${epoch}`,
    started: startedIn(now, old, up),
    gone: namesIn(old).filter((id) => !namesIn(now).includes(id)),
    within: longestOf([old, now]),
  };
}

/** Each part raises the epoch by one. Null: one of them would change nothing. */
function partsOf(
  live: XmlElement,
  after: XmlElement,
  { admin, epoch }: Version,
  content: Content,
): DocumentChange['parts'] | null {
  const stages = stagesOf(live, after);
  const documents = [live, ...stages.map(({ document }) => document)];
  const parts = stages.flatMap((stage, at) => {
    const edits = editsBetween(documents[at] ?? live, stage.document);
    const sign = signOf(stage);
    const shown =
      sign === undefined
        ? signed(edits, { old: documents.slice(0, at + 1), now: documents.slice(at + 1) })
        : { edits, sign };
    if (shown === undefined) return [];
    const text = patchText(shown.edits, { admin, epoch: epoch + at }, '@updates@');
    const devices = at === stages.length - 1 ? newDevices(live, stage.document) : [];
    return [{ patch: withSlots(text, content), sign: shown.sign, what: stage.what, proof: proofOf(stage, devices) }];
  });
  return parts.length === stages.length ? parts : null;
}

/**
 * A resource that did not stop has to stay: without its definition nothing stops it any more. A device that fences a host has to run before
 * the host joins.
 */
function proofOf({ stops = [] }: Stage, devices: readonly string[]): Probe | null {
  const says = [...stops.map(isDown), ...devices.map(isUp)];
  return says.length === 0 ? null : crmMon(...says);
}

/** Devices that fence, and that the first does not have. */
function newDevices(live: XmlElement, document: XmlElement): readonly string[] {
  const before = primitivesIn(live).map(({ id }) => id);
  return primitivesIn(document).flatMap((one) => (fences(one) && !before.includes(one.id) ? [one.id] : []));
}

/** Of a part that stops or starts resources by a block that is in none of the other documents. */
function signOf({ stops: [stopped] = [], starts: [started] = [] }: Stage): DocumentPart['sign'] | undefined {
  if (stopped !== undefined) return { of: 'old', word: notHeld(stopped) };
  return started === undefined ? undefined : { of: 'new', word: notHeld(started) };
}

/** The text with the slots of the bundle's document. */
function withSlots(text: string, document: Content): Content {
  const secrets = new Map(secretsIn(document).map((secret) => [`\${secret:${secret}}`, secret]));
  return text.split(/(\$\{secret:[^}]*\})/).map((part) => {
    const secret = secrets.get(part);
    return secret === undefined ? part : { secret, encode: 'xml-attribute' as const };
  });
}

function guestsIn({ resources }: Cib): readonly Primitive[] {
  return resources.filter((one) => !('of' in one)).flatMap((one) => membersOf(one));
}

function namesIn(cib: Cib): readonly string[] {
  return guestsIn(cib).map(({ id }) => id);
}

/**
 * New resources, and those that ran before; none that is stopped on purpose. A fence device needs another host, so that it is not waited
 * for, unless the cluster has nothing else yet.
 */
function startedIn(now: Cib, old: Cib, up: readonly string[]): readonly string[] {
  const before = namesIn(old);
  const all = guestsIn(now);
  const isFirst = all.every(fences) && hostsIn(now) > 1;
  return all
    .filter((one) => (isFirst || !fences(one)) && !one.meta.some(isStopped))
    .map(({ id }) => id)
    .filter((id) => !before.includes(id) || up.includes(id));
}

function hostsIn({ root }: Cib): number {
  const nodes = elementsIn(root, 'configuration').flatMap((configuration) => elementsIn(configuration, 'nodes'));
  return nodes.flatMap((section) => elementsIn(section, 'node')).length;
}

function isStopped({ name, value }: Primitive['meta'][number]): boolean {
  return name === 'target-role' && value.toLowerCase() === 'stopped';
}
