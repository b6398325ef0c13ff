/** Whether an import lost a setting of lvm.conf silently, decided by lvmconfig(8): what lvm2 itself takes of both files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../support/tools.ts';

/** Every setting with its value, those that the file does not write as well; undefined if lvm2 cannot read the file. */
function effective(text: string): ReadonlyMap<string, string> | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'clusterc-lvm-'));
  writeFileSync(join(folder, 'lvm.conf'), text);
  const env = { LVM_SYSTEM_DIR: folder, LVM_SUPPRESS_FD_WARNINGS: '1' };
  const { status, output } = run('lvmconfig', ['--type', 'full'], { env });
  rmSync(folder, { recursive: true });
  if (status !== 0 || /Parse error|Failed to load/.test(output)) return undefined;
  const found = new Map<string, string>();
  let section = '';
  for (const line of output.replaceAll(folder, '/etc/lvm').split('\n')) {
    const [, opened] = /^(\w+) \{$/.exec(line) ?? [];
    if (opened !== undefined) section = opened;
    const [, key, value = ''] = /^\t(\w+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined) found.set(`${section}/${key}`, value);
  }
  return found;
}

/** Settings that lvm2 would take otherwise after the import, and that no message names. */
export function silentInLvm(original: string, built: string, messages: readonly string[]): readonly string[] {
  const [before, after] = [effective(original), effective(built)];
  if (before === undefined || after === undefined) return [];
  const named = (key: string) => messages.some((message) => message.includes(key.split('/')[1] ?? key));
  return [...before].flatMap(([key, value]) =>
    after.get(key) === value || named(key) ? [] : [`${key}: ${value}, built ${after.get(key)}`],
  );
}
