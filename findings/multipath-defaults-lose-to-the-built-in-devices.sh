#!/bin/sh
# BELIEVED: no_path_retry in defaults holds for all devices that the file does not name.
# HAPPENS: The built-in table has a no_path_retry of its own for dozens of arrays (the Linux target LIO-ORG among them), which wins over defaults; only overrides or a device section changes it.
# PACKAGE: multipath-tools 0.9.4-3+deb12u2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: liburcu8 0.13.2-1
# SOURCE: multipath.conf(5), devices: built-in settings of a device take precedence over defaults; "multipath -t" lists them.
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

config 'defaults {\n\tno_path_retry 5\n}\n' >complaint
expect "defaults: $(setting no_path_retry)" ' 5$'
expect "LIO-ORG: $(sed -n '/vendor .*LIO-ORG/,/}/s/^\t*\(no_path_retry\)/\1/p' config)" 'no_path_retry 12$'
expect "$(grep -c 'no_path_retry "queue"' config) built-in devices queue for ever" '^[1-9][0-9]* '
config 'overrides {\n\tno_path_retry 5\n}\n' >complaint
expect "with overrides: $(sed -n '/^overrides/,/^}/s/^\t*\(no_path_retry\)/\1/p' config)" 'no_path_retry 5$'
