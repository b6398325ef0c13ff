/** Rules for secret values, by their use. Run by `secrets check` and before staging, never by the compiler. */
import type { SecretName } from '../../base/brand.ts';
import type { Sealed } from '../../base/sealed.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { fill, secretsIn, SecretUnfit } from '../../bundle/content.ts';
import type { Diagnostic, Place } from '../../diag/diagnostic.ts';
import { chapLong, chapMutual, chapShort, ipmiLong, unfitSecret, vncLong } from '../plan/findings.ts';
import type { SecretValues } from '../node/activator.ts';
import { secretUses, type SecretUse } from './uses.ts';

/** Bytes. RFC 7143, 9.2.1: at least 96 bits; many targets take no more than 16. */
const CHAP = { least: 12, most: 16 };
/** Characters. RFC 6143, 7.2.2: the password is the key of DES. */
const VNC_MOST = 8;
/** Bytes. ipmitool, lib/ipmi_main.c: what its two interfaces take, the second one with lanplus. */
const IPMI_MOST = { lan: 16, lanplus: 20 };
/** Agents that run ipmitool. */
const IPMI = /"fence_(?:ipmilan|idrac|imm|ilo[345]|ipmilanplus)"/;
/** Those that ask for lanplus by themselves, and the parameter for the others. */
const IPMI_WITH_LANPLUS =
  /"fence_(?:ilo[345]|ipmilanplus)"|\blanplus="(?:1|yes|on|true)"|"lanplus" value="(?:1|yes|on|true)"/i;
/** Most bytes that an agent reads in all. fenced, agent.c. */
const AGENT_INPUT = 4095;

type Known = SecretUse & { readonly value: Sealed };
type Rule = (use: Known, at: Place, all: readonly Known[]) => Iterable<Diagnostic>;

/** Findings, each secret and rule once. `placeOf`: where the site refers to a secret. Secrets without a value are skipped. */
export function secretFindings(
  bundle: Bundle,
  values: SecretValues,
  placeOf: (name: SecretName) => Place,
): readonly Diagnostic[] {
  const uses = secretUses(bundle).flatMap((use) => {
    const value = values.get(use.secret);
    return value === undefined ? [] : [{ ...use, value }];
  });
  const found = uses.flatMap((use) => RULES.flatMap((rule) => [...rule(use, placeOf(use.secret), uses)]));
  return distinct([...found, ...unwritable(bundle, values, placeOf)]);
}

const RULES: readonly Rule[] = [
  function* chapHasALengthThatTargetsTake({ what, secret, value: { bytes } }, at) {
    if (what !== 'chap' && what !== 'chap-in') return;
    if (bytes > 0 && bytes < CHAP.least) yield chapShort(at, { secret, bytes });
    if (bytes > CHAP.most) yield chapLong(at, { secret, bytes });
  },

  function* bothSidesOfAChapLoginDiffer({ what, secret, value, path, login }, at, all) {
    if (what !== 'chap-in') return;
    const forward = all.find((one) => one.what === 'chap' && one.path === path && one.login === login);
    if (forward?.value.digest() === value.digest()) yield chapMutual(at, { secret, forward: forward.secret });
  },

  function* anAgentReadsALine({ what, secret, value }, at) {
    if (what !== 'fence') return;
    const problem = (why: string) => unfitSecret(at, { problem: `the secret ${secret} ${why}` });
    // fence agents, lib/fencing.py: each line of standard input is stripped, and quotes around a value are removed.
    if (value.endsBlank) yield problem('ends with a space, which fence agents cut off');
    if (value.isQuoted) yield problem('begins and ends with a double quote, and fence agents take both away');
    if (value.bytes > AGENT_INPUT) yield problem(`is longer than the ${AGENT_INPUT} bytes that a fence agent reads`);
  },

  function* ipmitoolTakesAShortPassword({ what, secret, value, device }, at) {
    if (what !== 'fence' || !IPMI.test(device)) return;
    const most = IPMI_WITH_LANPLUS.test(device) ? IPMI_MOST.lanplus : IPMI_MOST.lan;
    if (value.bytes > most) yield ipmiLong(at, { secret, bytes: value.bytes, most });
  },

  function* vncUsesEightCharacters({ what, secret, value }, at) {
    if (what === 'vnc' && value.length > VNC_MOST) yield vncLong(at, { secret });
  },
];

/** Characters that a file cannot represent, as the encoders of content.ts report them. */
function unwritable(bundle: Bundle, values: SecretValues, placeOf: (name: SecretName) => Place): readonly Diagnostic[] {
  return bundle.files.flatMap(({ content }) =>
    content.flatMap((part) => {
      const [secret] = secretsIn([part]);
      if (secret === undefined || !values.has(secret)) return [];
      try {
        fill([part], values, {});
        return [];
      } catch (error) {
        if (error instanceof SecretUnfit) return [unfitSecret(placeOf(secret), { problem: error.message })];
        throw error;
      }
    }),
  );
}

function distinct(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(found.map((one) => [`${one.code} ${one.message}`, one])).values()];
}
