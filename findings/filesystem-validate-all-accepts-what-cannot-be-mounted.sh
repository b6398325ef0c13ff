#!/bin/sh
# BELIEVED: validate-all of ocf:heartbeat:Filesystem refuses a missing device, a missing directory and an unknown type.
# HAPPENS: It writes warnings into the log and exits 0.
# PACKAGE: resource-agents 1:4.12.0-2
# SOURCE: heartbeat/Filesystem, validate-all; OCF resource agent API.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export OCF_ROOT="$dir/usr/lib/ocf" HA_RSCTMP="$dir/tmp" HA_LOGFACILITY=none OCF_RESOURCE_INSTANCE=vm1
mkdir -p tmp bin
export PATH="$dir/bin:$dir/sbin:$dir/usr/sbin:$PATH"
code() { # prints the exit code of a command
  "$@" >/dev/null 2>&1 && echo 0 || echo "$?"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "resource-agents $(dpkg-deb -f resource-agents_*.deb Version)" '4\.12\.0'

# The agent wants these tools to be there; a small container has none.
for tool in modprobe fuser; do
  printf '#!/bin/sh\nexit 1\n' >"bin/$tool"
  chmod 755 "bin/$tool"
done
export OCF_RESKEY_device=/dev/no-such-device OCF_RESKEY_directory=/no/such/directory OCF_RESKEY_fstype=nosuchfs
agent=$OCF_ROOT/resource.d/heartbeat/Filesystem
expect "$("$agent" validate-all 2>&1 | sed 's/^.*: //' | head -n 3)" "nosuchfs|no-such-device"
expect "validate-all: exit $(code "$agent" validate-all)" 'exit 0$'
