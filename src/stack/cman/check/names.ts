/** Names that rgmanager can store, and names that it treats as equal. */
import { own } from '../../../base/json.ts';
import type { Model } from '../../../model/model.ts';
import type { CmanOptions } from '../options.ts';
import type { SourcePath } from '../../../base/brand.ts';
import { typeEntry } from '../../../catalogue/rm.ts';
import { shared, type Check } from '../../../check/check.ts';
import { defineDiagnostic, keyAt, valueAt, type Diagnostic, type Place } from '../../../diag/diagnostic.ts';
import { below, type SharedResource } from '../../../model/service.ts';
import { primaryOf } from '../../../resolve/services.ts';

export const nameFormat = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'rm/name-format',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'rgmanager builds XPath from names, which quotes break; vm.sh expands the name of a VM unquoted, and it is also ' +
    'a file name. Of two resources of a type with the same name, or the same value where the agent wants it unique, it drops the second.',
});

/** Longest names: `type:name` has 64 bytes in rgmanager, a domain 128; include/resgroup.h. */
const LIMITS = { VM: 60, service: 55, 'failover domain': 127, resource: 127 } as const;

type Named = { readonly what: keyof typeof LIMITS; readonly name: string; readonly place: Place };

function* names({ vms, services, failoverDomains, resources }: Model): Generator<Named> {
  for (const { name, at } of vms) yield { what: 'VM', name, place: keyAt(at) };
  for (const { name, at } of services) yield { what: 'service', name, place: keyAt(at) };
  for (const { name, at } of failoverDomains)
    if (at !== null) yield { what: 'failover domain', name, place: keyAt(at) };
  for (const { type, name, at } of resources) if (isNamed(type)) yield { what: 'resource', name, place: keyAt(at) };
  for (const { type, name, at, reference } of services.flatMap((service) => below(service.resources)))
    if (isNamed(type) && !reference) yield { what: 'resource', name, place: valueAt([...at, primaryOf(type)]) };
}

/** Does the type have a name, and not an address or the like? */
function isNamed(type: string): boolean {
  return Object.values(typeEntry(type).attributes).some(
    ({ primary, type: kind }) => primary === true && kind === 'name',
  );
}

/** vm.sh expands the name of a VM unquoted; rgmanager itself and the other agents take blanks, as in "Oracle Script". */
const VM_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*( [A-Za-z0-9._-]+)*$/;

function* namesAreAccepted(model: Model) {
  for (const { what, name, place } of names(model)) {
    const limit = LIMITS[what];
    if (name.length > limit) yield tooLong(what, name, place);
    else if (!(what === 'VM' ? VM_NAME : NAME).test(name))
      yield nameFormat(place, { problem: `"${name}" cannot be the name of a ${what}`, cure: formOf(what) });
  }
}

function tooLong(what: keyof typeof LIMITS, name: string, place: Place): Diagnostic {
  const length = [...name].length;
  const problem = `the ${what} name "${name}" has ${length} characters; rgmanager keeps ${LIMITS[what]}`;
  return nameFormat(place, { problem, cure: formOf(what) });
}

function formOf(what: keyof typeof LIMITS): string {
  const blanks = what === 'VM' ? '' : ', and single spaces between them';
  return `use at most ${LIMITS[what]} letters, digits, dots, hyphens and underscores${blanks}, starting with a letter or a digit`;
}

type Value = { readonly one: SharedResource; readonly key: string; readonly value: string; readonly place: Place };

/** Every value that must be unique within its type. */
function* ownValues({ resources, services }: Model): Generator<Value> {
  const inline = services.flatMap((service) => below(service.resources)).filter(({ reference }) => !reference);
  const places = [
    ...resources.map((one) => ({ one, apart: true })),
    ...inline.map((one) => ({ one, apart: false })),
  ] as const;
  for (const { one, apart } of places) {
    for (const { name, value } of one.attributes) {
      const { primary, unique, site = name } = own(typeEntry(one.type).attributes, name) ?? {};
      if (primary !== true && unique !== true) continue;
      yield { one, key: site, value: String(value), place: placeOf(one.at, primary === true && apart ? null : site) };
    }
  }
}

function placeOf(at: SourcePath, key: string | null): Place {
  return key === null ? keyAt(at) : valueAt([...at, key]);
}

function* valuesAreUnique(model: Model) {
  const values = [...ownValues(model)];
  for (const [, [first, ...others]] of shared(values, ({ one, key, value }) => `${one.type} ${key} ${value}`)) {
    for (const { one, key, value, place } of others) {
      const related = first === undefined ? [] : [{ at: first.place, message: 'it is here first' }];
      const problem = `two resources of the type ${one.type} have the ${key} ${value}`;
      const cure = 'define it once under resources and refer to it, or write another value';
      yield nameFormat(place, { problem, cure }, related);
    }
  }
}

export const nameChecks: readonly Check<CmanOptions>[] = [namesAreAccepted, valuesAreUnique];
