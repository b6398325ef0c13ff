#!/bin/sh
# BELIEVED: no_path_retry -1 queues for ever (as a timeout of -1 does in open-iscsi), or is refused.
# HAPPENS: It is raised to 1: I/O fails after one polling interval.
# PACKAGE: multipath-tools 0.9.4-3+deb12u2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: liburcu8 0.13.2-1
# SOURCE: multipath.conf(5), no_path_retry: fail, queue or a number.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
# The tool has fixed paths in /etc: it runs with the temporary folder as its root.
ldd sbin/multipath | grep -o '/[^ )]*' | grep -v "^$dir" | xargs -I'{}' cp -L --parents '{}' .
mkdir -p dev proc/sys/fs run/lock tmp etc/multipath
touch dev/null
echo 1048576 >proc/sys/fs/nr_open
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

config() { # LINES: prints the configuration that multipath makes of the file
  printf '%b' "$1" >etc/multipath.conf
  chroot . /sbin/multipath -t >config 2>complaints && echo "exit 0" || echo "exit $?"
  cut -d '|' -f 2- complaints
}
setting() { sed -n "1,/^}/s/^\t$1 /$1 /p" config; }
expect "$(chroot . /sbin/multipath -h 2>&1 | grep -m 1 'multipath-tools')" '0\.9\.4'

expect "$(config 'defaults {\n\tno_path_retry -1\n}\n')" 'too small, capping at 1'
expect "$(setting no_path_retry)" 'no_path_retry 1$'
config 'defaults {\n\tno_path_retry 0\n}\n' >complaint
expect "0: $(setting no_path_retry)" '"fail"$'
