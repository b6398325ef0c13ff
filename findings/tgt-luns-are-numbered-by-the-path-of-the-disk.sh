#!/bin/sh
# BELIEVED: The first backing-store line of a target is LUN 1, the second LUN 2; a line that is appended gets the next number.
# HAPPENS: tgt-admin sorts the lines by path. A disk appended at the end takes the number of one that is there, and with it the SCSI ID by which hosts know the disk.
# PACKAGE: tgt 1:1.0.85-1+deb12u1
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libibverbs1 44.0-2
# PACKAGE: libnl-3-200 3.7.0-0.2+b1
# PACKAGE: libnl-route-3-200 3.7.0-0.2+b1
# PACKAGE: librdmacm1 44.0-2
# PACKAGE: libconfig-general-perl 2.65-2
# PACKAGE: libperl5.36 5.36.0-7+deb12u4
# PACKAGE: perl-modules-5.36 5.36.0-7+deb12u4
# SOURCE: targets.conf(5), whose example numbers the lines with the comments LUN1 and LUN2; process_options in scripts/tgt-admin (sort keys); scsi_id in usr/spc.c: IET, number of the target, number of the LUN.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
export PATH="$dir/usr/sbin:$PATH" TGT_IPC_SOCKET="$dir/tgtd"
export PERL5LIB="$dir/usr/share/perl5:$dir/usr/share/perl/5.36:$dir/usr/lib/x86_64-linux-gnu/perl/5.36"
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "tgt $(dpkg-deb -f tgt_*.deb Version)" '1\.0\.85'

touch data log
target() { # NAMES: a target with these files as disks, in this order
  echo '<target iqn.2020-01.com.example:kvm>'
  for name in "$@"; do echo "  backing-store $dir/$name"; done
  echo '</target>'
}
luns() { # prints the number that each file gets
  tgt-admin --pretend --execute -c targets.conf 2>/dev/null | sed -n "s,.*--lun \([0-9]*\) -b \"$dir/\([a-z]*\)\".*,\2 is LUN \1;,p" | tr '\n' ' '
}
target log >targets.conf
expect "log: $(luns)" ': log is LUN 1; $'
target log data >targets.conf
expect "log, then data: $(luns)" ': data is LUN 1; log is LUN 2; $'
