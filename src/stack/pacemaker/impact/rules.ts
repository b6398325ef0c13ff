/** The rules about a change of a running cluster. */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { Diagnostic, Place } from '../../../diag/diagnostic.ts';
import type { CibChange } from './cib/changes.ts';
import { agentOf, pairsIn, primitivesIn, structureOf, type Structure } from './cib/structure.ts';
import type { Effect } from './effects.ts';
import * as finding from './findings.ts';
import type { Predicted } from './predict.ts';
import { minutes, sentenceOf } from './sentences.ts';
import { shortStops } from './short-stops.ts';

/** Where a line of the old or the new document is. */
export type Lines = { readonly before: (line: number) => Place; readonly after: (line: number) => Place };

type Changed = {
  readonly old: Structure;
  readonly now: Structure;
  readonly before: XmlElement;
  readonly after: XmlElement;
  readonly changes: readonly CibChange[];
  readonly predicted: Predicted;
  readonly effects: ReadonlyMap<string, Effect>;
  readonly lines: Lines;
};

type Rule = (changed: Changed) => Iterable<Diagnostic>;

/** Findings about the change: the rules, then everything that is interrupted. */
export function changeFindings(
  live: XmlElement,
  predicted: Predicted,
  changes: readonly CibChange[],
  lines: Lines,
): readonly Diagnostic[] {
  const caused = predicted.services.filter(({ pending }) => !pending);
  const effects = new Map(caused.map(({ name, effect }) => [name, effect]));
  const { after } = predicted;
  const [old, now] = [structureOf(live), structureOf(after)];
  const changed = { old, now, before: live, after, changes, predicted, effects, lines };
  return RULES.flatMap((rule) => [...rule(changed)]);
}

const RULES: readonly Rule[] = [
  nodesRemoved,
  nodesFenced,
  renamed,
  unfenced,
  swapped,
  unmanagedOnStorage,
  clonesRemoved,
  newDependencies,
  middleMembers,
  stoppedInShort,
  interrupted,
];

function placeOf({ now, old, lines }: Changed, id: string): Place {
  const here = now.resources.get(id);
  return here === undefined ? lines.before(old.resources.get(id)?.line ?? 1) : lines.after(here.line);
}

function* interrupted(changed: Changed) {
  for (const service of changed.predicted.services) {
    const { name, effect, pending, isFenceDevice } = service;
    if (pending || isFenceDevice || !['restart', 'move', 'stop'].includes(effect)) continue;
    yield finding.disruptiveChange(placeOf(changed, name), { resource: name, sentence: sentenceOf(service) });
  }
}

function* stoppedInShort({ old, now, after, effects, lines }: Changed) {
  for (const { resource, own, left } of shortStops(old, now, after, effects))
    yield finding.shortStop(lines.before(old.resources.get(resource)?.line ?? 1), {
      resource,
      own: minutes(own),
      left: minutes(left),
    });
}

function* nodesFenced({ predicted, after, lines }: Changed) {
  for (const node of predicted.fenced)
    yield finding.fencesNode(lines.after(nodesIn(after).get(node)?.line ?? 1), { node });
}

function nodesIn(cib: XmlElement): ReadonlyMap<string, XmlElement> {
  const nodes = elementsIn(cib, 'configuration')
    .flatMap((one) => elementsIn(one, 'nodes'))
    .flatMap((one) => elementsIn(one, 'node'));
  return new Map(nodes.map((node) => [attributeOf(node, 'uname') ?? '', node]));
}

function* nodesRemoved({ before, after, effects, lines }: Changed) {
  const kept = nodesIn(after);
  const started = [...effects].flatMap(([name, effect]) => (effect === 'start' ? [name] : []));
  for (const [node, { line }] of nodesIn(before))
    if (!kept.has(node) && isUp(before, node))
      yield finding.nodeRemoved(lines.before(line), { node, resources: started });
}

function isUp(cib: XmlElement, node: string): boolean {
  return elementsIn(cib, 'status')
    .flatMap((status) => elementsIn(status, 'node_state'))
    .some((state) => attributeOf(state, 'uname') === node && attributeOf(state, 'crmd') === 'online');
}

/** One that stops, as it is gone, and one that is new, of one agent and with the same parameters. */
function* renamed({ old, now, effects, lines }: Changed) {
  const came = [...now.resources].filter(([id, xml]) => xml.name === 'primitive' && !old.resources.has(id));
  for (const [from, gone] of old.resources) {
    if (gone.name !== 'primitive' || now.resources.has(from) || effects.get(from) !== 'stop') continue;
    const [to, xml] = came.find(([, one]) => identityOf(one) === identityOf(gone)) ?? [];
    if (to !== undefined && xml !== undefined) yield finding.idChange(lines.after(xml.line), { from, to });
  }
}

function identityOf(primitive: XmlElement): string {
  const values = pairsIn(primitive, 'instance_attributes');
  const config = values.get('config');
  return JSON.stringify([
    agentOf(primitive),
    config ?? [...values].map(([name, value]) => `${name}=${value}`).toSorted(),
  ]);
}

function* unfenced({ now, changes, effects, lines }: Changed) {
  const devices = new Set(changes.flatMap(({ setting }) => setting.resources));
  for (const [device, xml] of now.resources)
    if (effects.has(device) && devices.has(device) && isUnfencing(xml))
      yield finding.unfencingChange(lines.after(xml.line), { device });
}

function isUnfencing(device: XmlElement): boolean {
  if (attributeOf(device, 'class') !== 'stonith') return false;
  return pairsIn(device, 'meta_attributes').get('provides') === 'unfencing';
}

function* swapped({ changes, lines }: Changed) {
  const standby = changes.filter(({ key }) => /^node .*\/standby$/.test(key));
  const isOn = (value: string | undefined) => /^(true|on|yes|y|1)$/i.test(value ?? '');
  const nameOf = ({ setting }: CibChange) => setting.owner.replace(/^node /, '');
  const back = standby.find(({ from, to }) => isOn(from) && !isOn(to));
  for (const one of standby)
    if (back !== undefined && isOn(one.to) && !isOn(one.from))
      yield finding.drainSwap(lines.after(one.setting.line), { back: nameOf(back), drained: nameOf(one) });
}

function* unmanagedOnStorage(changed: Changed) {
  const { now, effects, predicted, lines } = changed;
  const unmanaged = new Set(
    predicted.next.cluster.resources.flatMap(({ id, is, runningOn }) =>
      !is.managed && runningOn.length > 0 ? [id] : [],
    ),
  );
  for (const { first, later } of now.orders) {
    const storage = now.resources.get(first);
    const stops = storage === undefined ? [] : primitivesIn(storage).filter((id) => isDown(effects.get(id)));
    if (unmanaged.has(later) && stops.length > 0)
      yield finding.unmanagedStorage(lines.after(now.resources.get(later)?.line ?? 1), {
        guest: later,
        storage: first,
      });
  }
}

function isDown(effect: Effect | undefined): boolean {
  return effect === 'stop' || effect === 'restart' || effect === 'move';
}

function* clonesRemoved({ old, now, effects, lines }: Changed) {
  for (const [clone, xml] of old.resources) {
    if (xml.name !== 'clone' || now.resources.has(clone)) continue;
    if (!primitivesIn(xml).some((id) => effects.get(id) === 'stop')) continue;
    const guests = old.orders.filter(({ first, later }) => first === clone && now.resources.has(later));
    if (guests.length > 0)
      yield finding.cloneStopUnderVm(lines.before(xml.line), { clone, guests: guests.map(({ later }) => later) });
  }
}

function* newDependencies({ old, now, effects, lines }: Changed) {
  const known = new Set(old.orders.map(({ first, later }) => `${first} ${later}`));
  for (const { first, later, xml } of now.orders) {
    const [before, after] = [now.resources.get(first), now.resources.get(later)];
    if (known.has(`${first} ${later}`) || before === undefined || after === undefined) continue;
    const starts = primitivesIn(before).some((id) => effects.get(id) === 'start');
    if (starts && primitivesIn(after).some((id) => effects.get(id) === 'restart'))
      yield finding.newDependencyRestart(lines.after(xml.line), { resource: later, first });
  }
}

function* middleMembers({ old, now, effects, lines }: Changed) {
  for (const [group, xml] of now.resources) {
    const before = old.resources.get(group);
    if (xml.name !== 'group' || before === undefined) continue;
    const [had, has] = [primitivesIn(before), primitivesIn(xml)];
    for (const [at, member] of has.entries()) {
      const later = has.slice(at + 1).filter((id) => had.includes(id) && effects.get(id) === 'restart');
      if (had.includes(member) || later.length === 0) continue;
      yield finding.groupMiddle(lines.after(now.resources.get(member)?.line ?? xml.line), { group, member, later });
    }
  }
}
