/** The commands of actions that all stacks share: those of iSCSI and multipath. */
import { WORDS, type CommandForm } from '../bundle/commands.ts';

/** `service NAME start|stop|...` for one daemon. */
export function serviceForms(name: string, ...verbs: readonly ('start' | 'stop' | 'restart' | 'reload')[]) {
  return [...verbs, 'status'].map((verb): CommandForm => ({ argv: ['service', name, verb] }));
}

const RECORD = ['iscsiadm', '-m', 'node', '-T', WORDS.iqn, '-p', WORDS.portal] as const;

export const STORAGE_COMMANDS: readonly CommandForm[] = [
  ...serviceForms('iscsid', 'restart'),
  { argv: ['iscsiadm', '-m', 'session'] },
  { argv: ['iscsiadm', '-m', 'session', '-R'] },
  { argv: ['iscsiadm', '-m', 'node'] },
  { argv: ['iscsiadm', '-m', 'discovery', '-t', 'st', '-p', WORDS.portal] },
  { argv: [...RECORD, '--login'] },
  { argv: [...RECORD, '--logout'] },
  { argv: ['ls', WORDS.device], many: true },
  ...serviceForms('multipathd', 'reload'),
  { argv: ['multipath', '-ll'] },
];
