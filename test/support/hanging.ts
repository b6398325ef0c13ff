/** A command that hangs, for scripts that end what takes too long: their time is over when it hangs, and not before. */

/** Text of a command: it hangs. `folder` is that of `sleepUntilHung`. */
export function hanging(folder: string): string {
  return `echo $$ >'${folder}/hung'; exec /bin/sleep 3600`;
}

/** Text of the command `sleep`, in whose place it stands: a second lasts until a command hangs. Goes with its folder. */
export function sleepUntilHung(folder: string): string {
  return `[ "$1" = 1 ] || exec /bin/sleep "$@"
while [ -d '${folder}' ]; do
  { read -r pid <'${folder}/hung'; } 2>/dev/null && [ -e "/proc/$pid/exe" ] && exit # a zombie has no exe
  /bin/sleep 0.02
done`;
}
