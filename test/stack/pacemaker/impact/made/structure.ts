/** Changes of which resources and constraints there are. */
import { below, el, first, order, service, vm, type El } from './cib.ts';
import { addConstraint } from './constraints.ts';
import { anyOf, constraints, fresh, hosts, idOf, primitives, remove, resources, tops, type Changes } from './pick.ts';

export const STRUCTURE: Changes = {
  removeResource: (cib, dice) => {
    remove(resources(cib), anyOf(tops(cib), dice));
    tidy(cib);
  },
  removeMember: (cib, dice) => {
    const group = anyOf(
      below(resources(cib), 'group').filter((each) => below(each, 'primitive').length > 1),
      dice,
    );
    if (group !== undefined) remove(group, anyOf(below(group, 'primitive'), dice));
    tidy(cib);
  },
  addMember: (cib, dice) => {
    const group = anyOf(below(resources(cib), 'group'), dice);
    if (group === undefined) return;
    const firstMember = group.children.findIndex(({ name }) => name === 'primitive');
    group.children.splice(
      firstMember + dice.below(group.children.length - firstMember + 1),
      0,
      service(fresh(cib, 'member'), dice),
    );
  },
  shuffleMembers: (cib, dice) => {
    const group = anyOf(below(resources(cib), 'group'), dice);
    const [member] = group === undefined ? [] : below(group, 'primitive').slice(-1);
    if (group === undefined || member === undefined) return;
    remove(group, member);
    const firstMember = group.children.findIndex(({ name }) => name === 'primitive');
    group.children.splice(firstMember === -1 ? group.children.length : firstMember, 0, member);
  },
  addVm: (cib, dice) => {
    const id = fresh(cib, 'vm');
    resources(cib).children.push(vm(id, dice));
    const other = anyOf(tops(cib), dice);
    if (other !== undefined && idOf(other) !== id && dice.chance(0.6))
      constraints(cib).children.push(
        order(fresh(cib, 'o'), idOf(other), id),
        el('rsc_colocation', {
          id: fresh(cib, 'c'),
          rsc: id,
          'with-rsc': idOf(other),
          score: dice.of(['INFINITY', '100', '-INFINITY']),
        }),
      );
  },
  newDependency: (cib, dice) => {
    const id = fresh(cib, 'svc');
    const other = anyOf(tops(cib), dice);
    resources(cib).children.unshift(service(id, dice));
    if (other !== undefined) constraints(cib).children.push(order(fresh(cib, 'o'), id, idOf(other)));
  },
  rename: (cib, dice) => {
    const resource = anyOf(primitives(cib), dice);
    if (resource === undefined) return;
    resource.attributes['id'] = fresh(cib, 'renamed');
    tidy(cib);
  },
  intoGroup: (cib, dice) => {
    const at = resources(cib).children.findIndex(({ name }) => name === 'primitive');
    const member = resources(cib).children[at];
    if (member !== undefined && !idOf(member).startsWith('fence'))
      resources(cib).children[at] = el(
        'group',
        { id: fresh(cib, 'g') },
        member,
        ...(dice.chance(0.5) ? [service(fresh(cib, 'member'), dice)] : []),
      );
  },
  intoClone: (cib, dice) => {
    const candidates = resources(cib).children.filter(
      (each) => each.name === 'primitive' && each.attributes['class'] === 'ocf',
    );
    const member = anyOf(candidates, dice);
    const at = member === undefined ? -1 : resources(cib).children.indexOf(member);
    if (member !== undefined) resources(cib).children[at] = el('clone', { id: fresh(cib, 'cl') }, member);
  },
  score: (cib, dice) => {
    const scored = anyOf(
      constraints(cib).children.filter(({ attributes }) => attributes['score'] !== undefined),
      dice,
    );
    if (scored !== undefined)
      scored.attributes['score'] = dice.of(['0', '1', '100', '2000', '-100', 'INFINITY', '-INFINITY']);
  },
  dropConstraint: (cib, dice) => remove(constraints(cib), anyOf(constraints(cib).children, dice)),
  constraint: (cib, dice) => addConstraint(fresh(cib, 'c'), resources(cib), constraints(cib), hosts(cib), dice),
  ban: (cib, dice) => {
    const resource = anyOf(tops(cib), dice);
    if (resource !== undefined)
      constraints(cib).children.push(
        el('rsc_location', {
          id: fresh(cib, 'ban'),
          rsc: idOf(resource),
          node: dice.of(hosts(cib)),
          score: '-INFINITY',
          ...(dice.chance(0.2) ? { 'resource-discovery': dice.of(['never', 'exclusive']) } : {}),
        }),
      );
  },
  orderKind: (cib, dice) => {
    const order = anyOf(
      constraints(cib).children.filter(({ name }) => name === 'rsc_order'),
      dice,
    );
    if (order !== undefined)
      order.attributes[dice.chance(0.7) ? 'kind' : 'symmetrical'] = dice.chance(0.5) ? 'Optional' : 'Mandatory';
    if (order?.attributes['symmetrical'] !== undefined) order.attributes['symmetrical'] = 'false';
  },
  tag: (cib, dice) => {
    const [one, two] = [anyOf(tops(cib), dice), anyOf(tops(cib), dice)];
    const configuration = first(cib, 'configuration');
    if (one === undefined || two === undefined || one === two || below(cib, 'tags').length > 0) return;
    const id = fresh(cib, 'tag');
    configuration.children.push(
      el('tags', {}, el('tag', { id }, el('obj_ref', { id: idOf(one) }), el('obj_ref', { id: idOf(two) }))),
    );
    const other = tops(cib).find((each) => each !== one && each !== two);
    if (other !== undefined)
      constraints(cib).children.push(
        order(fresh(cib, 'o'), idOf(other), id),
        el('rsc_location', { id: fresh(cib, 'l'), rsc: id, node: dice.of(hosts(cib)), score: '30' }),
      );
  },
  ticket: (cib, dice) => {
    const resource = anyOf(tops(cib), dice);
    if (resource === undefined) return;
    constraints(cib).children.push(
      el('rsc_ticket', {
        id: fresh(cib, 'ticket'),
        rsc: idOf(resource),
        ticket: 'T',
        'loss-policy': dice.of(['stop', 'fence', 'freeze', 'demote']),
      }),
    );
    if (dice.chance(0.3))
      first(cib, 'status').children.push(
        el('tickets', {}, el('ticket_state', { id: 'T', granted: 'true', standby: dice.of(['true', 'false']) })),
      );
  },
};

/** Takes out all constraints that name what is no longer there. */
function tidy(cib: El): void {
  const known = new Set(
    [
      ...below(resources(cib), 'primitive'),
      ...below(resources(cib), 'group'),
      ...below(resources(cib), 'clone'),
      ...below(cib, 'tag'),
    ].map(idOf),
  );
  const names = (constraint: El): string[] => [
    ...['rsc', 'with-rsc', 'first', 'then']
      .map((name) => constraint.attributes[name])
      .filter((name) => name !== undefined),
    ...below(constraint, 'resource_ref').map(idOf),
  ];
  const section = constraints(cib);
  section.children = section.children.filter((constraint) => names(constraint).every((name) => known.has(name)));
}
