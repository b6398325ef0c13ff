/** A command that hangs, for scripts with timeouts: the timeout expires once the command hangs, and not before. */

/** Shell text of a command that hangs. `folder`: the same as for `sleepUntilHung`. */
export function hanging(folder: string): string {
  return `echo $$ >'${folder}/hung'; exec /bin/sleep 3600`;
}

/** Shell text that replaces `sleep`: `sleep 1` blocks until a command hangs, or until `folder` is removed. */
export function sleepUntilHung(folder: string): string {
  return `[ "$1" = 1 ] || exec /bin/sleep "$@"
while [ -d '${folder}' ]; do
  { read -r pid <'${folder}/hung'; } 2>/dev/null && [ -e "/proc/$pid/exe" ] && exit # a zombie has no exe
  /bin/sleep 0.02
done`;
}
