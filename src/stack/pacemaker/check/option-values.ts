/**
 * Checks of the values of cluster options, by the type in their metadata. Neither the schema of the CIB nor crm_verify looks at
 * them. Measured with pacemaker 2.1.5 and 3.0.0.
 */
import { similar } from '../../../base/similar.ts';
import type { Check } from '../../../check/check.ts';
import { defineDiagnostic, valueAt } from '../../../diag/diagnostic.ts';
import { isFrom } from '../../../platform/version.ts';
import type { ClusterOption } from '../catalogue/cluster-option.ts';
import { clusterOption } from '../catalogue/options.ts';
import { pacemakerDialectOf, releasesOf } from '../dialect.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';
import { lacking } from './options.ts';

export const boolSpelling = defineDiagnostic<{ name: string; text: string }>({
  code: 'pcmk/bool-spelling',
  severity: 'error',
  message: (f) => `${f.name} is true or false, and "${f.text}" is neither`,
  help: () => "write 'true' or 'false'",
  explain:
    'pacemaker reads true, false, on, off, yes, no, y, n, 1 and 0, in any case of letters. Any other text counts as the default, and crm_verify accepts it. Measured with pacemaker 2.1.5.',
});

export const duration = defineDiagnostic<{ name: string; text: string; least: number }>({
  code: 'pcmk/duration',
  severity: 'error',
  message: (f) => `${f.name} is "${f.text}", and has to be whole seconds${f.least > 0 ? ' from 1s on' : ''}`,
  help: () => "write whole seconds with an s, such as '90s'",
  explain:
    'pacemaker silently takes its default for PT5M, 1d or a text, reads 2m30s as two minutes, and repeats nothing at an interval of 0; crm_verify accepts all of them. Times are written as whole seconds. Measured with pacemaker 2.1.5 and 3.0.0.',
});

export const propertyValue = defineDiagnostic<{ name: string; text: string; wants: string; suggestion: string | null }>(
  {
    code: 'pcmk/property-value',
    severity: 'error',
    message: (f) => `${f.name} cannot be "${f.text}"; it is ${f.wants}`,
    help: (f) => (f.suggestion === null ? `write ${f.wants}` : `write '${f.suggestion}'`),
    explain:
      'pacemaker takes the default for a value that it cannot read, and crm_verify accepts it. The type is that in the metadata of the daemons, pacemaker 2.1.5.',
  },
);

const BOOLEAN = /^(true|false|on|off|yes|no|y|n|1|0)$/i;
const SECONDS = /^[0-9]+s$/;

/** Forms of the other types, in words. */
const FORMS: { readonly [T in 'integer' | 'score' | 'percentage']: readonly [form: RegExp, words: string] } = {
  integer: [/^-?[0-9]+$/, 'a whole number'],
  score: [/^([+-]?([0-9]+|INFINITY)|red|yellow|green)$/, 'a whole number, INFINITY or -INFINITY'],
  percentage: [/^[0-9]+%$/, "a percentage such as '80%'"],
};

function* valuesAreRead({ own }: PacemakerModel) {
  for (const { at, name, text } of own.properties) {
    const option = clusterOption(name);
    const place = valueAt(at);
    if (option?.type === 'boolean' && !BOOLEAN.test(text)) yield boolSpelling(place, { name, text });
    if (option?.type === 'time' && !SECONDS.test(text)) yield duration(place, { name, text, least: 0 });
    const wants = option === undefined ? null : wanted(option, text);
    if (wants !== null)
      yield propertyValue(place, { name, text, wants, suggestion: similar(text, option?.values ?? []) ?? null });
  }
}

/** What the option should be instead. Null if the text fits, or if its type has a rule of its own. */
function wanted({ type, values = [] }: ClusterOption, text: string): string | null {
  if (type === 'boolean' || type === 'time') return null;
  if (type === 'select') return values.includes(text) ? null : `one of ${values.join(', ')}`;
  const [form, words] = FORMS[type];
  return form.test(text) ? null : words;
}

/** Change log of pacemaker: the version that introduced the policy. */
const DEMOTE_SINCE = '2.0.5';

function* policyIsRead(model: PacemakerModel) {
  const text = model.own.noQuorumPolicy;
  if (text !== 'demote' || lacking(DEMOTE_SINCE, model) === undefined) return;
  const wants = 'one of stop, freeze and suicide before pacemaker 2.0.5';
  const at = valueAt(['cluster', 'pacemaker', 'no_quorum_policy']);
  yield propertyValue(at, { name: 'no_quorum_policy', text, wants, suggestion: 'stop' });
}

/** Change log of pacemaker: the version that took the old name of `off` away. It takes the default, reboot, for it. */
const POWEROFF_GONE = '3.0.0';

function* actionIsRead(model: PacemakerModel) {
  const isGone = releasesOf(model).some((release) => isFrom(pacemakerDialectOf(release).pacemaker, POWEROFF_GONE));
  for (const { at, name, text } of model.own.properties)
    if (isGone && name === 'stonith-action' && text === 'poweroff')
      yield propertyValue(valueAt(at), { name, text, wants: 'reboot or off from pacemaker 3 on', suggestion: 'off' });
}

export const optionValueChecks: readonly Check<PacemakerOptions>[] = [valuesAreRead, policyIsRead, actionIsRead];
