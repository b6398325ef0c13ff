/** A command as a line for the login shell of a node. */

/**
 * A command as one line for the node's login shell, which must be a POSIX shell. A user other than root gets root by `sudo -n`,
 * which never prompts; sudo has -n since 1.7 (RHEL 5.5, from memory). bash knows its user id, other shells ask `id`. The
 * folders of the cluster tools are appended to PATH, since sshd of RHEL 5 and 6 gives root /usr/local/bin:/bin:/usr/bin (from
 * memory). A last line says how the command itself ended: ssh fails with 255, too, and a login shell that is no sh with anything.
 */
export function remoteLine(argv: readonly string[]): string {
  const newline = argv.some((word) => word.includes('\n')) ? ` n=$(printf '\\nx'); n=\${n%x};` : '';
  return `PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; export PATH;${newline} set -- ${argv.map(quoted).join(' ')}; [ "\${EUID:-$(id -u)}" = 0 ] || set -- sudo -n -- "$@"; "$@"; code=$?; printf '\\n%s %s\\n' '${ENDED}' "$code" >&2; exit "$code"`;
}

/** What a shell of the sh family prints last, with the exit code; on a line of its own, whatever the command has printed. */
const ENDED = 'clusterc: the command ended with';
export const ENDED_LINE = new RegExp(`\\n${ENDED} \\d+\\n`);

/** Quotes a word for a POSIX shell. Nothing is special between single quotes. POSIX, Shell Command Language, 2.2.2. "$n" is a newline. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`).replaceAll('\n', `'"$n"'`)}'`;
}
