#!/bin/sh
# BELIEVED: enable_fencing=yes in dlm.conf keeps fencing on, enable_quorum_lockspace=true the wait for quorum.
# HAPPENS: Values are numbers: yes, true and on are 0, without a word. dlm then gives the locks of a lost node away before that node is fenced, and GFS2 or lvmlockd writes on both sides.
# PACKAGE: dlm-controld 4.2.0-2
# PACKAGE: libcfg7 3.1.7-1+deb12u2
# PACKAGE: libcmap4 3.1.7-1+deb12u2
# PACKAGE: libcorosync-common4 3.1.7-1+deb12u2
# PACKAGE: libcpg4 3.1.7-1+deb12u2
# PACKAGE: libdlm3 4.2.0-2
# PACKAGE: libqb100 2.0.6-2
# PACKAGE: libquorum5 3.1.7-1+deb12u2
# SOURCE: dlm.conf(5) and dlm_controld(8), enable_fencing: "enable/disable fencing", 0|1 on the command line, no values in the file; what the daemon has read is in its debug output.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
# The daemon has fixed paths in /etc: it runs with the temporary folder as its root, and ends at once, as it finds no corosync.
ldd usr/sbin/dlm_controld | grep -o '/[^ )]*' | grep -v "^$dir" | xargs -I'{}' cp -L --parents '{}' .
mkdir -p etc/dlm sys/kernel/config run var/log/dlm_controld
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "$(chroot . /usr/sbin/dlm_controld -V | head -n 1)" 'dlm_controld 4\.2\.0'

settings='enable_fencing enable_startup_fencing enable_quorum_fencing enable_quorum_lockspace'
expect "defaults: $(for key in $settings; do chroot . /usr/sbin/dlm_controld -h | grep -A 1 -e "--$key " | grep -o '\[.\]$'; done | tr '\n' ' ')" ': \[1\] \[1\] \[1\] \[1\] $'
read_with() { # VALUE: what the daemon makes of it, for every setting
  for key in $settings; do echo "$key=$1"; done >etc/dlm/dlm.conf
  chroot . /usr/sbin/dlm_controld -D >out 2>&1 || true
  echo "$1: $(sed -n 's/.*config file \(.*\) = .* use /\1 /p' out | tr '\n' ',') $(grep -ci 'invalid\|unknown\|warn' out || true) complaints"
}
expect "$(read_with 1)" '^1: enable_fencing 1,enable_startup_fencing 1,enable_quorum_fencing 1,enable_quorum_lockspace 1, 0 complaints$'
for value in yes true on; do
  expect "$(read_with $value)" ': enable_fencing 0,enable_startup_fencing 0,enable_quorum_fencing 0,enable_quorum_lockspace 0, 0 complaints$'
done
