#!/bin/sh
# BELIEVED: A backing-store that is missing when the server starts (a volume not yet active) leaves its LUN out; the other disks keep their numbers.
# HAPPENS: tgt-admin skips it without a word and exits 0. The disks behind it move up one number, and appear under the SCSI ID of the missing one: a host that knows vm1 by its ID writes to the disk of vm2.
# PACKAGE: tgt 1:1.0.85-1+deb12u1
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libibverbs1 44.0-2
# PACKAGE: libnl-3-200 3.7.0-0.2+b1
# PACKAGE: libnl-route-3-200 3.7.0-0.2+b1
# PACKAGE: librdmacm1 44.0-2
# PACKAGE: libconfig-general-perl 2.65-2
# PACKAGE: libperl5.36 5.36.0-7+deb12u4
# PACKAGE: perl-modules-5.36 5.36.0-7+deb12u4
# SOURCE: targets.conf(5), backing-store; add_backing_direct in scripts/tgt-admin prints "does not exist" only with --verbose or --pretend; scsi_id in usr/spc.c.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'kill -9 ${daemon-} 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
export PATH="$dir/usr/sbin:$PATH" TGT_IPC_SOCKET="$dir/tgtd"
export PERL5LIB="$dir/usr/share/perl5:$dir/usr/share/perl/5.36:$dir/usr/lib/x86_64-linux-gnu/perl/5.36"
code() { # prints the exit code of a command
  "$@" >/dev/null 2>&1 && echo 0 || echo "$?"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "tgt $(dpkg-deb -f tgt_*.deb Version)" '1\.0\.85'

tgtd -f --iscsi portal=127.0.0.1:13260 >log 2>&1 &
daemon=$!
tries=0
until tgtadm --op show --mode target >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ $tries -lt 100 ] || { cat log; exit 1; }
  sleep 0.1
done

disks() { # prints "LUN, SCSI ID, file" of every disk
  tgtadm --op show --mode target | awk '/LUN: /{lun = $2} /SCSI ID:/{id = $4} /Backing store path: \//{print "LUN " lun ", IET " id ", " $4}' | sed "s,$dir/,,"
}

truncate -s 8M vm1 vm2
cat >targets.conf <<END
<target iqn.2020-01.com.example:kvm>
  backing-store $dir/vm1
  backing-store $dir/vm2
</target>
END
start() { tgt-admin --delete ALL && tgt-admin --execute -c targets.conf; }
expect "both: exit $(code start)
$(disks)" '^LUN 1, IET 00010001, vm1$'
mv vm1 away
said=$(start 2>&1)
expect "vm1 missing: exit $(code start), said: '$said'
$(disks)" '^LUN 1, IET 00010001, vm2$'
expect "said: '$said', exit $(code start)" "^said: '', exit 0\$"
