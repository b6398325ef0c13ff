/** Every command that this stack runs on nodes. A bundle with another one is refused. */
import { WORDS, type CommandForm } from '../../../bundle/commands.ts';
import { serviceForms, STORAGE_COMMANDS } from '../../../emit/commands.ts';

/** `vm:vm1`; without characters that a shell or clusvcadm(8) interprets. */
const SERVICE = /^(?:vm|service):[A-Za-z0-9_.][A-Za-z0-9_. -]*$/;
const ABOUT = { late: 'about' } as const;

const LVM: readonly CommandForm[] = [
  { argv: ['clvmd', '-R'] },
  { argv: ['vgs', '--noheadings', '-o', /^vg_name(?:,vg_attr)?$/] },
  { argv: ['lvs', '--noheadings', '-o', 'vg_name,lv_name'] },
  { argv: ['pvs', '--noheadings', '-o', /^(?:pv|vg)_name$/, WORDS.device] },
  { argv: ['blkid', '-p', WORDS.device] },
  { argv: ['blkid', '-c', '/dev/null', WORDS.device] },
  { argv: ['pvcreate', WORDS.device] },
  { argv: ['vgcreate', '-c', /^[yn]$/, WORDS.name, WORDS.device] },
  { argv: ['vgextend', WORDS.name, WORDS.device] },
  { argv: ['lvcreate', '-L', WORDS.bytes, '-n', WORDS.name, WORDS.name] },
];

const CLUSTER: readonly CommandForm[] = [
  { argv: ['cman_tool', /^(?:status|nodes)$/] },
  { argv: ['cman_tool', 'version', '-r', '-S'] },
  { argv: ['ccs_config_validate', '-f', { late: 'staged' }] },
  { argv: ['xmllint', '--noout', { late: 'staged' }] },
  { argv: ['ccs_tool', 'update', { late: 'staged' }] },
  { argv: ['ccs_tool', 'update', { late: 'back' }] },
  { argv: ['fence_tool', 'ls'] },
  { argv: ['mkqdisk', '-c', WORDS.device, '-l', /^[^-\s][^\r\n\t]*$/], input: 'y\n' },
  { argv: ['mkqdisk', '-L'] },
];

const SERVICES: readonly CommandForm[] = [
  { argv: ['clustat', '-x'] },
  { argv: ['clusvcadm', /^-[desUZ]$/, ABOUT] },
  { argv: ['clusvcadm', '-M', ABOUT, '-m', ABOUT] },
  { argv: ['clusvcadm', '-R', SERVICE] },
];

export const CMAN_COMMANDS: readonly CommandForm[] = [
  ...STORAGE_COMMANDS,
  ...['cman', 'qdiskd', 'clvmd', 'rgmanager'].flatMap((name) => serviceForms(name, 'start', 'stop')),
  ...serviceForms('libvirtd', 'start'),
  ...LVM,
  ...CLUSTER,
  ...SERVICES,
];
