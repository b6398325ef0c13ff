/** Compares the text files of this stack by meaning: a line for each value. */
import type { ComparedSettings } from '../../../diff/compared-file.ts';
import { AUTHKEY, COROSYNC_CONF } from '../emit/corosync-conf.ts';
import { BOOT_ORDER } from '../emit/boot-order.ts';
import { DLM_CONF } from '../emit/dlm-conf.ts';
import { KNOWN_HOSTS } from '../emit/known-hosts.ts';
import { corosyncValues } from '../formats/corosync-conf.ts';
import { knownKeys } from '../formats/known-hosts.ts';
import { assignments, dlmSettings } from '../formats/assignments.ts';
import { SBD_FILES } from '../dialect.ts';

/** The order of keys means nothing. */
function trusted(text: string) {
  return knownKeys(text).map(({ name, key, line }) => ({ key: `${name} ${key.split(' ')[0]}`, text: key, line }));
}

/** What corosync takes where nothing is written; corosync.conf(5), votequorum(5). */
const COROSYNC_DEFAULTS: { readonly [key: string]: string } = {
  'totem.version': '2',
  'totem.secauth': 'off',
  'totem.transport': 'knet',
  'totem.link_mode': 'passive',
  'totem.token': '3000',
  'totem.token_coefficient': '650',
  'totem.join': '50',
  'totem.ip_version': 'ipv6-4',
  'quorum.device.net.tls': 'on',
  'quorum.device.net.port': '5403',
  'logging.debug': 'off',
};

export const settingsFiles: readonly ComparedSettings[] = [
  { path: COROSYNC_CONF, format: 'text', settings: corosyncValues, defaults: COROSYNC_DEFAULTS },
  // The name says that the value is a secret, so that it is not compared and not shown.
  { path: AUTHKEY, format: 'text', settings: (text) => [{ key: 'auth.key', text, line: 1 }] },
  { path: DLM_CONF, format: 'text', settings: dlmSettings },
  { path: KNOWN_HOSTS, format: 'text', settings: trusted },
  { path: BOOT_ORDER, format: 'text', settings: assignments },
  ...SBD_FILES.map((path): ComparedSettings => ({ path, format: 'text', settings: assignments })),
];
