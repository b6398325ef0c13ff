/** What looks at a text on a node before it counts: xmllint, ccs_config_validate, virt-xml-validate. */
import { notPlayed, refuses, says, type Command } from './command.ts';
import { isWellFormed, readConf } from '../conf.ts';
import { CLUSTER_CONF } from '../membership.ts';

/** `xmllint --noout FILE` */
export const xmllint: Command = (call) => {
  const [option, file, more] = call.args;
  if (option !== '--noout' || file === undefined || more !== undefined) return notPlayed(call, 'xmllint');
  const text = call.files.read(call.host, file);
  if (text === undefined) return refuses(call, `warning: failed to load external entity "${file}"\n`);
  return isWellFormed(text) ? says(call, '') : refuses(call, `${file}:1: parser error\n`);
};

/** `ccs_config_validate [-f FILE]` of RHEL 6. */
export const ccsConfigValidate: Command = (call) => {
  const [option, file = CLUSTER_CONF, more] = call.args;
  if ((option !== undefined && option !== '-f') || more !== undefined) return notPlayed(call, 'ccs_config_validate');
  const text = call.files.read(call.host, file);
  if (text === undefined) return refuses(call, `Unable to open ${file}\n`, 255);
  const valid = call.files.valid(call.host, text) && readConf(text) !== undefined;
  return valid ? says(call, 'Configuration validates\n') : refuses(call, 'Configuration fails to validate\n');
};

/** `virt-xml-validate FILE [domain]`; only whether it is XML of a domain. */
export const virtXmlValidate: Command = (call) => {
  const [file = '', schema = 'domain', more] = call.args;
  if (schema !== 'domain' || more !== undefined) return notPlayed(call, 'virt-xml-validate');
  const text = call.files.read(call.host, file);
  if (text === undefined) return refuses(call, `virt-xml-validate: document ${file} does not exist\n`);
  const valid = isWellFormed(text) && /<domain[\s>]/.test(text);
  return valid ? says(call, `${file} validates\n`) : refuses(call, `${file} fails to validate\n`);
};
