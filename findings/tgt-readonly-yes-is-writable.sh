#!/bin/sh
# BELIEVED: readonly yes exports a disk read-only, write-cache no without a write cache.
# HAPPENS: Each flag takes its own words: readonly is a number, so yes is 0, which is writable; write-cache knows only on and off, so no leaves the cache on. Both are accepted without a word, exit 0.
# PACKAGE: tgt 1:1.0.85-1+deb12u1
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libibverbs1 44.0-2
# PACKAGE: libnl-3-200 3.7.0-0.2+b1
# PACKAGE: libnl-route-3-200 3.7.0-0.2+b1
# PACKAGE: librdmacm1 44.0-2
# PACKAGE: libconfig-general-perl 2.65-2
# PACKAGE: libperl5.36 5.36.0-7+deb12u4
# PACKAGE: perl-modules-5.36 5.36.0-7+deb12u4
# SOURCE: targets.conf(5), readonly (no values given) and write-cache; lu_config in usr/spc.c (atoi); add_params in scripts/tgt-admin, whose warning is only printed with --verbose.
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

truncate -s 8M disk
export_disk() { # DIRECTIVE: exports the disk with it
  printf '<target iqn.2020-01.com.example:kvm>\n  <backing-store %s>\n    %s\n  </backing-store>\n</target>\n' "$dir/disk" "$1" >targets.conf
  tgt-admin --delete ALL && tgt-admin --execute -c targets.conf
}
readonly_of() { tgtadm --op show --mode target | sed -n '/LUN: 1/,$s/^ *Readonly: //p'; }
for value in 1 yes on true; do
  said=$(export_disk "readonly $value" 2>&1)
  echo "readonly $value: exit $?, said '$said', read-only: $(readonly_of)"
done >out
expect "$(cat out)" "^readonly 1: exit 0, said '', read-only: Yes$"
expect "$(grep -c "exit 0, said '', read-only: No" out) of yes, on and true are writable" '^3 of'
cache() { # VALUE: the commands that change the caching page
  tgt-admin --delete ALL
  said=$(export_disk "write-cache $1" 2>&1)
  tgt-admin --delete ALL
  echo "write-cache $1: exit $?, said '$said', $(tgt-admin --pretend --execute -c targets.conf 2>/dev/null | grep -c mode_page=8 || true) commands for the cache"
}
expect "$(cache off)" "exit 0, said '', 1 commands"
expect "$(cache no)" "exit 0, said '', 0 commands"
