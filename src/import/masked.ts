/** Which attributes and keys hold secrets, so that notes and comparisons never show one. */
import { secretAttributes } from '../catalogue/fence.ts';

const FENCE = secretAttributes();

/** Those of the catalogue, and what agents and files that it lacks call theirs: snmp_priv_passwd, auth.password_in. */
export function isSecretName(name: string): boolean {
  return FENCE.has(name) || /passw(or)?d(_in)?$|(^|[._])key$|secret/i.test(name) || name === 'community';
}
