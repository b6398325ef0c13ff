/** What a cluster.conf means to the daemons: values as they read them, defaults filled in, references followed. */
import { own } from '../../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { familyWith } from '../../../catalogue/fence.ts';
import { primaryIn, resourceTypes, rmTypes } from '../../../catalogue/rm.ts';
import { DEFAULTS, PASSED_OVER } from './cluster-defaults.ts';
import { PLUGS } from './hosts.ts';
import { RULES_OF } from './element-rules.ts';
import { isSecretName } from '../../../base/secret-names.ts';
import { numbered, type Meaning } from '../../../import/meaning.ts';
import { agentFlag, durationText } from '../../../import/values.ts';

const TYPES = resourceTypes();
const AGENTS = rmTypes({ family: 'rhel6', minor: 10 });

export function clusterMeaning(root: XmlElement): Meaning {
  const parts = ['clusternodes', 'fencedevices', 'rm'];
  const sections = elementsIn(root).filter(({ name }) => !parts.includes(name));
  const inside = (name: string) => elementsIn(root, name).flatMap((one) => elementsIn(one));
  const rm = inside('rm');
  const below = (name: string) => rm.filter((one) => one.name === name).flatMap((one) => elementsIn(one));
  const shared = new Map(
    below('resources')
      .toReversed()
      .map((one) => [`${one.name}/${primaryOf(one)}`, one]),
  );
  const agents = new Map(inside('fencedevices').map((one) => [nameIn(one), attributeOf(one, 'agent') ?? '']));
  const children = [
    ...sections.map((one) => filled(one, root)),
    ...inside('clusternodes').map((one) => node(one, agents)),
    ...inside('fencedevices').map((one) => thing(one, nameIn(one), [])),
    ...joined(elementsIn(root, 'rm')).map((one) => thing(one, 'rm', [])),
    ...below('failoverdomains').map(domain),
    ...[...shared.values()].map((one) => resource(one, shared, 'resources')),
    ...rm.filter(({ name }) => name === 'vm' || name === 'service').map((one) => group(one, shared)),
  ];
  return { ...thing(root, '', children.filter(saysMore)), what: '<cluster>' };
}

/** Several sections of one name as one: of an attribute the first value counts. */
function joined([head, ...others]: readonly XmlElement[]): readonly XmlElement[] {
  if (head === undefined) return [];
  const names = new Set(head.attributes.map(({ name }) => name));
  const more = others.flatMap(({ attributes }) => attributes.filter(({ name }) => !names.has(name)));
  return [{ ...head, attributes: [...head.attributes, ...more] }];
}

/** A section with nothing but what is taken anyway is as good as none. */
function saysMore({ key, values, children }: Meaning): boolean {
  const [name = ''] = key.split(' ');
  const usual = own(DEFAULTS, name) ?? {};
  const optional = ['fence_daemon', 'cman', 'totem', 'dlm', 'logging', 'rm'].includes(name);
  return !optional || children.length > 0 || [...values].some(([attribute, value]) => own(usual, attribute) !== value);
}

/** cman and quorumd count votes where nobody wrote them. */
function filled(element: XmlElement, root: XmlElement): Meaning {
  const inner = elementsIn(element).map((one, index) =>
    thing(
      one,
      keyOf(one, index),
      elementsIn(one).map((two, at) => thing(two, keyOf(two, at), [])),
    ),
  );
  const meaning = thing(element, keyOf(element, 0), inner);
  if (element.name === 'totem') return withRingMode(meaning, root);
  if (element.name !== 'cman' && element.name !== 'quorumd') return meaning;
  const nodes = elementsIn(root, 'clusternodes').flatMap((one) => elementsIn(one, 'clusternode'));
  const votes = nodes.reduce((sum, one) => sum + Number(attributeOf(one, 'votes') ?? 1), 0);
  const disk =
    elementsIn(root, 'quorumd').length === 0
      ? 0
      : Number(attributeOf(elementsIn(root, 'quorumd')[0] ?? root, 'votes') ?? nodes.length - 1);
  const [name, usual] = element.name === 'cman' ? ['expected_votes', votes + disk] : ['votes', nodes.length - 1];
  return meaning.values.has(name)
    ? meaning
    : { ...meaning, values: new Map([...meaning.values, [name, String(usual)]]) };
}

/** With a second ring the mode is passive where nobody says it. Domain reference, 1.5. */
function withRingMode(meaning: Meaning, root: XmlElement): Meaning {
  const nodes = elementsIn(root, 'clusternodes').flatMap((one) => elementsIn(one));
  const rings = nodes.some((one) => elementsIn(one, 'altname').length > 0);
  const usual = rings ? 'passive' : 'none';
  return meaning.values.has('rrp_mode')
    ? meaning
    : { ...meaning, values: new Map([...meaning.values, ['rrp_mode', usual]]) };
}

/** The order of methods and devices is their meaning. */
function node(element: XmlElement, agents: ReadonlyMap<string, string>): Meaning {
  const fencing = elementsIn(element)
    .filter(({ name }) => name === 'fence' || name === 'unfence')
    .flatMap((fence) => {
      const methods = fence.name === 'fence' ? elementsIn(fence, 'method') : [fence];
      return methods.map((method, index) => {
        const uses = elementsIn(method, 'device').map((use, at) => withAction(thing(use, `${at}`, []), use, agents));
        return thing(method, `${fence.name} ${index}`, uses);
      });
    })
    .filter(({ children }) => children.length > 0);
  const others = elementsIn(element).filter(({ name }) => name !== 'fence' && name !== 'unfence');
  return thing(element, nameIn(element), [
    ...fencing,
    ...others.map((one, index) => thing(one, keyOf(one, index), [])),
  ]);
}

/** What an agent does when nobody says it: those that cannot reboot switch off. */
function withAction(meaning: Meaning, use: XmlElement, agents: ReadonlyMap<string, string>): Meaning {
  const written = use.attributes.some(({ name }) => name === 'action' || name === 'option');
  const actions = familyWith(agents.get(nameIn(use)) ?? '')?.actions ?? ['reboot'];
  if (written || actions.includes('reboot')) return meaning;
  return { ...meaning, values: new Map([...meaning.values, ['action', 'off']]) };
}

/** Priorities count in an ordered domain only; missing or out of range is the best. */
function domain(element: XmlElement): Meaning {
  const meaning = thing(element, nameIn(element).toLowerCase(), []);
  const ordered = meaning.values.get('ordered') === 'true';
  const members = elementsIn(element, 'failoverdomainnode').map((one): Meaning => {
    const priority = Number(attributeOf(one, 'priority') ?? 0);
    const counts = priority >= 1 && priority <= 100 ? priority : 1;
    const values = new Map(ordered ? [['priority', String(counts)]] : []);
    return { what: `${labelOf(element)} ${nameIn(one)}`, key: nameIn(one), line: one.line, values, children: [] };
  });
  return { ...meaning, children: numbered(members) };
}

type Shared = ReadonlyMap<string, XmlElement>;

function group(element: XmlElement, shared: Shared): Meaning {
  const children = elementsIn(element).map((one, index) =>
    one.name === 'action' ? thing(one, keyOf(one, index), []) : resource(one, shared, ''),
  );
  return thing(element, nameIn(element), numbered(children));
}

/** A reference means what it refers to, with its own special attributes. */
function resource(element: XmlElement, shared: Shared, within: string): Meaning {
  const reference = attributeOf(element, 'ref');
  const definition = reference === undefined ? element : shared.get(`${element.name}/${reference}`);
  const special = element.attributes.filter(({ name }) => name.startsWith('__'));
  const whole =
    reference === undefined || definition === undefined
      ? element
      : { ...element, attributes: [...definition.attributes, ...special] };
  const children = elementsIn(element).map((one, index) =>
    one.name === 'action' ? thing(one, keyOf(one, index), []) : resource(one, shared, within),
  );
  const meaning = thing(whole, `${within} ${primaryOf(whole)}`, numbered(children));
  return { ...meaning, line: element.line };
}

function thing(element: XmlElement, key: string, children: readonly Meaning[]): Meaning {
  return {
    what: labelOf(element),
    key: `${element.name} ${key}`,
    line: element.line,
    values: valuesOf(element),
    children: numbered(children),
  };
}

function labelOf(element: XmlElement): string {
  const name = attributeOf(element, 'name') ?? attributeOf(element, 'address') ?? attributeOf(element, 'ref');
  return `<${element.name}${name === undefined ? '' : ` "${name}"`}>`;
}

function valuesOf(element: XmlElement): ReadonlyMap<string, string> {
  const over = own(PASSED_OVER, element.name) ?? [];
  const said = element.attributes
    .filter(({ name, value }) => !over.includes(name) && value !== '')
    .map(({ name, value }) => spelled(element, name, value));
  return new Map([...Object.entries(defaultsOf(element)), ...said]);
}

/** A resource's declared defaults, read like values. */
function defaultsOf(element: XmlElement): { readonly [attribute: string]: string } {
  const table = own(DEFAULTS, element.name);
  const agent = TYPES.has(element.name) ? own(AGENTS, element.name) : undefined;
  if (agent === undefined) return table ?? {};
  const declared = Object.entries(agent.attributes).filter(([, fact]) => fact.default !== undefined);
  return Object.fromEntries(declared.map(([name, fact]) => spelled(element, name, fact.default ?? '')));
}

/** `option` is `action`, broadcast is a transport, and each value is what its reader makes of it. */
function spelled(element: XmlElement, name: string, value: string): readonly [string, string] {
  if (isSecretName(name)) return [name, '...'];
  if (element.name === 'cman' && name === 'broadcast')
    return ['transport', agentFlag(value)?.value === true ? 'broadcast' : 'multicast'];
  if (element.name === 'device' && PLUGS.includes(name)) return ['port', value];
  if (name === 'option' && element.name === 'device') return ['action', value.toLowerCase()];
  const rule = own(own(RULES_OF, element.name), name);
  const type = own(TYPES.get(element.name)?.attributes, name)?.type;
  if (type === 'boolean' || FLAGS.has(name)) return [name, String(agentFlag(value)?.value ?? value)];
  if (type === 'duration' && /^[0-9]{1,9}$/.test(value)) return [name, durationText(Number(value) * 1000)];
  const read = rule?.[1](value);
  return [name, read === undefined ? value : String(read.value)];
}

/** Booleans of fence agents and of any resource. */
const FLAGS = new Set(['lanplus', 'secure', 'ssl', '__enforce_timeouts', '__independent_subtree']);

function keyOf(element: XmlElement, index: number): string {
  if (element.name === 'heuristic') return String(index);
  return attributeOf(element, 'name') ?? attributeOf(element, 'uid') ?? '';
}

function nameIn(element: XmlElement): string {
  return attributeOf(element, 'name') ?? '';
}

function primaryOf(element: XmlElement): string {
  const primary = primaryIn(TYPES.get(element.name)?.attributes);
  return attributeOf(element, primary) ?? attributeOf(element, 'ref') ?? '';
}
