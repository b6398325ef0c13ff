#!/bin/sh
# BELIEVED: The Multipath lens of augeas reads the multipath.conf of today; a value that it does not know is only a value.
# HAPPENS: find_multipaths strict, an overrides section and blacklist/protocol are valid and understood by multipath -t; for augeas each is a parse error of the whole file. A tool on top of augeas changes nothing then, or sees no configuration.
# PACKAGE: augeas-tools 1.14.0-1+deb12u1
# PACKAGE: libaugeas0 1.14.0-1+deb12u1
# PACKAGE: augeas-lenses 1.14.0-1+deb12u1
# PACKAGE: libicu72 72.1-3+deb12u1
# PACKAGE: libxml2 2.9.14+dfsg-1.3~deb12u6
# PACKAGE: libreadline8 8.2-1.3
# PACKAGE: libtinfo6 6.4-4
# PACKAGE: multipath-tools 0.9.4-3+deb12u2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: liburcu8 0.13.2-1
# SOURCE: multipath.conf(5), find_multipaths, overrides, blacklist; lenses/multipath.aug lists sections, keys and values one by one.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
# multipath has fixed paths in /etc: it runs with the temporary folder as its root.
ldd sbin/multipath | grep -o '/[^ )]*' | grep -v "^$dir" | xargs -I'{}' cp -L --parents '{}' .
mkdir -p dev proc/sys/fs run/lock tmp etc/multipath
touch dev/null
echo 1048576 >proc/sys/fs/nr_open
lenses=$dir/usr/share/augeas/lenses
parse() { # LENS FILE: prints whether augeas can read the file
  mkdir -p files && cp "$2" files/conf
  "$dir/usr/bin/augtool" -r "$dir/files" --noautoload -I "$lenses" -I "$lenses/dist" <<END |
set /augeas/load/one/lens $1.lns
set /augeas/load/one/incl /conf
load
print /augeas/files/conf/error/message
print /files/conf
END
    sed -n -e 's/.*\/error\/message = .*/cannot be read/p' -e 's/^\/files\/conf$/is read/p' | head -n 1
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "$("$dir/usr/bin/augtool" --version 2>&1 | head -n 1)" '1\.14\.0'
expect "$(chroot . /sbin/multipath -h 2>&1 | grep -m 1 'multipath-tools')" '0\.9\.4'

compare() { # TEXT: what multipath and augeas say of it
  printf '%b' "$1" >etc/multipath.conf
  chroot . /sbin/multipath -t 2>&1 >/dev/null | cut -d '|' -f 2- >complaints
  echo "$(printf '%b' "$1" | tr -s '\n\t' ' '): multipath: $(grep -c . complaints) complaints, augeas: file $(parse Multipath etc/multipath.conf)"
}
expect "$(compare 'defaults {\n\tfind_multipaths yes\n}\n')" ': 0 complaints, augeas: file is read'
expect "$(compare 'defaults {\n\tfind_multipaths strict\n}\n')" ': 0 complaints, augeas: file cannot be read'
expect "$(compare 'defaults {\n\tpath_grouping_policy group_by_prio\n}\n')" ': 0 complaints, augeas: file is read'
expect "$(compare 'overrides {\n\tno_path_retry fail\n}\n')" ': 0 complaints, augeas: file cannot be read'
expect "$(compare 'blacklist {\n\tprotocol "scsi:fcp"\n}\n')" ': 0 complaints, augeas: file cannot be read'
