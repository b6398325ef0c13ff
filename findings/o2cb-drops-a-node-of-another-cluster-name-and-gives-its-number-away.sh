#!/bin/sh
# BELIEVED: o2cb keeps what it does not change, or refuses a file in which a node names a cluster that is not there.
# HAPPENS: Any change rewrites the file without that node, without a word and with exit 0, and the new node gets the number of the lost one, under which that host may be running.
# PACKAGE: ocfs2-tools 1.8.7-1+b1
# PACKAGE: libcmap4 3.1.7-1+deb12u2
# PACKAGE: libcorosync-common4 3.1.7-1+deb12u2
# PACKAGE: libdlm3 4.2.0-2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libglib2.0-0 2.74.6-2+deb12u9
# PACKAGE: libqb100 2.0.6-2
# SOURCE: ocfs2.cluster.conf(5): a file may hold several clusters; o2cb(8), add-node: the number "defaults to the lowest unused node number"; o2cb_config_fill_cluster in o2cb_ctl/o2cb_config.c.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
export PATH="$dir/sbin:$PATH"
code() { # prints the exit code of a command
  "$@" >/dev/null 2>&1 && echo 0 || echo "$?"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "$(o2cb --version 2>&1)" '1\.8\.7'
node() { printf '\nnode:\n\tip_port = 7777\n\tip_address = 192.0.2.%s\n\tnumber = %s\n\tname = %s\n\tcluster = %s\n' "$1" "$2" "$3" "$4"; }
{
  printf 'cluster:\n\tnode_count = 2\n\theartbeat_mode = local\n\tname = kvm\n'
  node 1 0 host1 kvm
  node 2 1 host2 KVM
} >cluster.conf
config() { o2cb --config-file="$dir/cluster.conf" "$@" 2>&1; }
names() { sed -n 's/^\tname = \(host\)/\1/p' cluster.conf | tr '\n' ' '; }
expect "in the file: $(names)" ': host1 host2 $'
expect "list: exit $(code config list-nodes kvm)" 'exit 0$'
expect "add host3: '$(config add-node kvm host3 --ip 192.0.2.3)' exit $?" "'' exit 0$"
expect "in the file: $(names)" ': host1 host3 $'
expect "$(config list-nodes kvm --oneline | tail -n 1)" '^node: 1 host3 '
