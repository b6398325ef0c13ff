/** Checks that each resource of a service has an agent with all required parameters. Metadata of resource-agents 4.12. */
import { own } from '../../../base/json.ts';
import type { Check } from '../../../check/check.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../../diag/diagnostic.ts';
import { below, type Service } from '../../../model/service.ts';
import type { Counterpart, Source } from '../catalogue/counterpart.ts';
import { REQUIRED_PARAMETERS } from '../catalogue/metadata.gen.ts';
import { COUNTERPARTS, LOST_OF_TRANSPARENT, TRANSPARENT } from '../catalogue/ocf.ts';
import { membersOf, parametersOf, type Member } from '../emit/services.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';

export const noCounterpart = defineDiagnostic<{ type: string; service: string }>({
  code: 'pcmk/resource-type',
  severity: 'error',
  message: (f) => `${f.service}: there is no agent for ${f.type} that does the same`,
  help: (f) => `remove the ${f.type}, or start it with a script in /etc/init.d`,
  explain: 'The resource would silently be missing. Metadata of resource-agents 4.12.',
});

export const missingParameter = defineDiagnostic<{ type: string; parameter: string; service: string; cure: string }>({
  code: 'pcmk/missing-param',
  severity: 'error',
  message: (f) => `${f.service}: ${f.type} needs a value for ${f.parameter}`,
  help: (f) => f.cure,
  explain: "The agent refuses to start without it, and crm_verify does not look; the agents' own metadata and source.",
});

export const scriptPlace = defineDiagnostic<{ file: string; service: string }>({
  code: 'pcmk/script-place',
  severity: 'error',
  message: (f) => `${f.service}: ${f.file} is not an init script in /etc/init.d, and pacemaker starts only those`,
  help: () => 'move it to /etc/init.d, and write its path there',
  explain: 'pacemaker runs a script as lsb:NAME from /etc/init.d only.',
});

export const lostAttribute = defineDiagnostic<{ type: string; attribute: string; because: string }>({
  code: 'pcmk/attribute',
  severity: 'note',
  message: (f) => `${f.attribute} of ${f.type} says nothing here: ${f.because}`,
  help: (f) => `remove ${f.attribute} once the site runs on pacemaker alone`,
  explain:
    'The same site may be built for both kinds of software; what has no meaning for one of them is reported, and not dropped silently.',
});

export const sharedTwice = defineDiagnostic<{ address: string; other: string }>({
  code: 'pcmk/address-twice',
  severity: 'error',
  message: (f) => `${f.address} is started by ${f.other} as well`,
  help: () => 'keep the address in one service',
  explain: 'Each service has a resource of its own for it, and both answer for the address.',
});

function* resourcesHaveAgents(model: PacemakerModel) {
  for (const service of model.services)
    for (const member of membersOf(service, model)) yield* wrongIn(member, service, model);
}

function* wrongIn(member: Member, { name: service }: Service, model: PacemakerModel) {
  const { resource } = member;
  const { at, type, attributes } = resource;
  const counterpart = own(COUNTERPARTS, type);
  if (counterpart === undefined) {
    yield noCounterpart(keyAt(at), { type, service });
    return;
  }
  const has = new Set(parametersOf(member, counterpart, model).map(([parameter]) => parameter));
  for (const parameter of requiredBy(counterpart).filter((one) => !has.has(one)))
    yield missingParameter(keyAt(at), { type, service, ...missing(own(counterpart.parameters, parameter), parameter) });
  const file = attributes.find(({ name }) => name === counterpart.unit)?.value;
  if (counterpart.unit !== undefined && !/^\/etc\/(rc\.d\/)?init\.d\/[^/]+$/.test(String(file)))
    yield scriptPlace(valueAt([...at, counterpart.unit]), { file: String(file), service });
}

/** Parameters that the agent's metadata requires. */
function requiredBy({ type }: Counterpart): readonly string[] {
  return type === null ? [] : (own(REQUIRED_PARAMETERS, type) ?? []);
}

/** The site key that a parameter comes from, and how to set it. */
function missing(source: Source | undefined, parameter: string): { readonly parameter: string; readonly cure: string } {
  if (source !== undefined && 'of' in source)
    return { parameter, cure: `move it into the resources of its ${source.of}` };
  const key = source !== undefined && 'from' in source ? source.from : parameter;
  return { parameter: key, cure: `write ${key}` };
}

function* attributesHaveMeaning({ services, resources }: PacemakerModel) {
  const used = services.flatMap((service) => below(service.resources).filter(({ reference }) => !reference));
  for (const { at, type, attributes } of [...used, ...resources]) {
    const lost = own(COUNTERPARTS, type)?.lost ?? own(LOST_OF_TRANSPARENT, type) ?? {};
    for (const { name } of attributes) {
      const because = own(lost, name);
      if (because !== undefined) yield lostAttribute(keyAt([...at, name]), { type, attribute: name, because });
    }
  }
}

/** Restarts and actions of a resource that has none of its own. */
function* transparentOnesAreNotRun({ services }: PacemakerModel) {
  const all = services.flatMap((service) => below(service.resources));
  for (const { at, type, special, actions } of all.filter((one) => TRANSPARENT.includes(one.type))) {
    const keys = [
      ...(special.maxRestarts === null ? [] : ['max_restarts']),
      ...(special.restartExpireTime === null ? [] : ['restart_expire_time']),
      ...(actions.length === 0 ? [] : ['actions']),
    ];
    for (const key of keys)
      yield lostAttribute(keyAt([...at, key]), { type, attribute: key, because: 'only what is in it is started' });
  }
}

/** Actions that OCF agents lack. Only a monitor recurs. */
const NO_ACTIONS: readonly string[] = ['recover', 'migrate', 'reconfig'];

function* actionsHaveMeaning({ services }: PacemakerModel) {
  for (const { at, type, actions } of services.flatMap((service) => below(service.resources)))
    for (const [index, { name, interval }] of actions.entries()) {
      const place = [...at, 'actions', index];
      if (NO_ACTIONS.includes(name))
        yield lostAttribute(valueAt([...place, 'name']), {
          type,
          attribute: name,
          because: 'its agent has no such action',
        });
      else if (interval !== null && ['start', 'stop'].includes(name))
        yield lostAttribute(keyAt([...place, 'interval']), {
          type,
          attribute: `interval of ${name}`,
          because: 'only checks are repeated',
        });
    }
}

function* addressesAreStartedOnce({ services }: PacemakerModel) {
  const seen = new Map<string, string>();
  for (const service of services)
    for (const { at, name } of below(service.resources).filter(({ type }) => type === 'ip')) {
      const other = seen.get(name);
      if (other !== undefined) yield sharedTwice(keyAt(at), { address: name, other });
      seen.set(name, service.name);
    }
}

export const serviceChecks: readonly Check<PacemakerOptions>[] = [
  resourcesHaveAgents,
  attributesHaveMeaning,
  transparentOnesAreNotRun,
  actionsHaveMeaning,
  addressesAreStartedOnce,
];
