/**
 * Whether an import lost a setting silently, decided without the code of the product: a reader of its own, and no
 * notion of meaning but a list of values that the daemons take anyway.
 */
export type Setting = { readonly what: string; readonly words: readonly string[]; readonly lines: readonly number[] };

const PIECES =
  /<!--[^]*?-->|<\?[^]*?\?>|<!\[CDATA\[([^]*?)\]\]>|<\/[\w:.-]+\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|[^<]+/g;

type Open = { readonly path: string; readonly tag: string; readonly lines: readonly number[] };

/** Every attribute and text of an XML text, as `path@name=value`. Elements with a name are distinguished by it. */
export function settingsOf(text: string): readonly Setting[] {
  const found: Setting[] = [];
  const open: Open[] = [];
  let line = 1;
  for (const [piece, data, tag, attributes = '', closed] of text.matchAll(PIECES)) {
    const start = line;
    line += piece.split('\n').length - 1;
    const within = open.at(-1);
    if (tag !== undefined) {
      const pairs = [...attributes.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(
        ([, name = '', one, other]) => [name, plain(one ?? other ?? '')] as const,
      );
      const label = NAMED.has(tag) ? `[${pairs.find(([name]) => name === 'name' || name === 'ref')?.[1] ?? ''}]` : '';
      const path = `${within?.path ?? ''}/${tag}${label}`;
      const lines = [...(within?.lines ?? []), start, line];
      for (const [name, value] of pairs) found.push({ what: `${path}@${name}=${value}`, words: [name, tag], lines });
      if (closed !== '/') open.push({ path, tag, lines });
    } else if (piece.startsWith('</')) open.pop();
    else if (!piece.startsWith('<') || data !== undefined) {
      const value = plain(data ?? piece).trim();
      if (value !== '' && within !== undefined)
        found.push({ what: `${within.path}=${value}`, words: [within.tag], lines: within.lines });
    }
  }
  return found;
}

const NAMED = new Set(['clusternode', 'service', 'vm', 'failoverdomain', 'fencedevice']);

function plain(text: string): string {
  const names: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_all, name: string) => names[name] ?? '');
}

/** Values that a daemon takes where nothing is written: cman(5), fenced(8), qdisk(5), the metadata of the agents, libvirt.org. */
const TAKEN_ANYWAY = [
  /\/cluster(\[[^/]*\])?@config_version=/,
  /\/cman@(two_node|expected_votes)=0$|\/cman@port=5405$/,
  /\/clusternode\[[^/]*\]@votes=1$/,
  /\/fence_daemon@(post_fail_delay=0|post_join_delay=6)$/,
  /\/totem@(token=10000|join=60|fail_recv_const=2500)$|\/totem@secauth=(on|yes|1)$/,
  /\/quorumd@(interval=1|min_score=0|reboot=1|allow_kill=1|stop_cman=0|scheduler=rr|priority=1)$|\/heuristic@score=1$/,
  /\/logging@(to_syslog|to_logfile)=(yes|on|1)$|\/logging@syslog_facility=local4$|priority=info$|@debug=(off|no|0)$/,
  /\/rm@(log_level=6|log_facility=daemon|status_child_max=5)$/,
  /\/failoverdomain\[[^/]*\]@(ordered|restricted|nofailback)=0$/,
  /\/(service|vm)\[[^/]*\]@(autostart=1|exclusive=0|max_restarts=0|restart_expire_time=0|nfslock=0|depend_mode=hard|migrate=live)$/,
  /\/service\[[^/]*\]@recovery=restart$/,
  /\/ip@monitor_link=1$|\/device@(action|option)=reboot$|\/device@delay=0$/,
  /\/resources?\/|@(force_unmount|force_fsck|self_fence)=0$/,
  // What virsh dumpxml adds to a domain that runs, and the defaults of libvirt. kept.test.ts asks for fallback=forbid of one that does not run.
  /\/domain@id=|\/domain\/resource\/|\/alias@|\/seclabel|\/backingStore|\/controller@(type=(usb|pci|ide|fdc|virtio-serial|scsi|sata)|index=|model=)|\/controller\//,
  /\/emulator=|\/input@bus=ps2$|\/input@type=(mouse|keyboard)$|\/source@path=\/dev\/pts\/|\/console|\/serial\/target|\/target@dev=(vnet|tap|macvtap)\d+$/,
  /\/vcpu@placement=static$|@unit=(KiB|bytes)$|\/disk@device=disk$|\/driver@(name=qemu|type=raw|io=threads)$|\/readonly|\/source@index=/,
  /\/(on_poweroff=destroy|on_reboot=restart|on_crash=destroy)$|\/clock@offset=utc$|\/boot@dev=hd$|\/currentMemory=/,
  /\/model@(heads=1|primary=yes|vram=\d+|ram=65536|vgamem=\d+|fallback=(allow|forbid))$|\/video\/model@type=cirrus$/,
  /\/graphics@(autoport=yes|port=-1|port=59\d\d|listen=)|\/listen@/,
  /\/cpu@(mode=custom|match=exact|check=|migratable=)|\/feature@policy=require$|\/topology@(dies|clusters)=1$|\/memballoon/,
];

export type Message = { readonly file: string; readonly line: number; readonly message: string };

/** Settings of the original that are neither built, nor taken anyway, nor named by a message about their place. */
export function silentIn(
  original: string,
  built: string,
  file: string,
  messages: readonly Message[],
): readonly string[] {
  const left = new Map<string, number>();
  const hidden = (what: string) => what.replace(/@(passwd|password|community)=.*$/s, '@$1');
  for (const { what } of settingsOf(built)) left.set(hidden(what), (left.get(hidden(what)) ?? 0) + 1);
  const about = messages.filter((one) => one.file === file);
  const whole = about.some(({ line, message }) => line === 0 && /is not built, with its|not compared/.test(message));
  return settingsOf(original)
    .filter(({ what }) => {
      const count = left.get(hidden(what)) ?? 0;
      left.set(hidden(what), count - 1);
      return count <= 0;
    })
    .filter(({ what }) => !whole && !TAKEN_ANYWAY.some((one) => one.test(what)))
    .filter(({ what, words, lines }) => !about.some((one) => isAbout(one, what, words, lines)))
    .map(({ what, lines }) => `${what} (line ${lines.at(-1) ?? 0})`);
}

function isAbout(
  { line, message }: Message,
  what: string,
  words: readonly string[],
  lines: readonly number[],
): boolean {
  if (what.includes('/address@')) return message.startsWith('the addresses (') || message.includes('<address');
  const isWhole = /not built|left out|refused|taken over|drops it|has no effect|written where/.test(message);
  const mentions = words.some((word) => message.includes(word)) || (isWhole && lines.slice(0, -2).includes(line));
  return mentions && (lines.includes(line) || line === 0);
}
