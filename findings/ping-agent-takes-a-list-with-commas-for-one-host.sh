#!/bin/sh
# BELIEVED: host_list of ocf:pacemaker:ping is a list, with commas as in a fencing level or with blanks; what cannot be read is refused.
# HAPPENS: Only blanks separate. "A,B" is one host that does not answer: validate-all and monitor exit 0, the attribute goes to 0, and rules on it move or stop what they rule.
# PACKAGE: resource-agents 1:4.12.0-2
# PACKAGE: pacemaker-resource-agents 2.1.5-1+deb12u1
# SOURCE: Metadata of ocf:pacemaker:ping, host_list: a space separated list; ping_check in pacemaker/ping.
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

# Stand-ins: every single address answers, and the attribute is written into a file.
cat >bin/ping <<'END'
#!/bin/sh
for host; do :; done
case $host in *,*) exit 2 ;; esac
END
printf '#!/bin/sh\necho "$*" >%s/attribute\n' "$dir" >bin/attrd_updater
chmod 755 bin/ping bin/attrd_updater
ping_agent() { # HOST-LIST ACTION
  OCF_RESKEY_host_list=$1 OCF_RESKEY_multiplier=100 OCF_RESKEY_use_fping=false OCF_RESKEY_pidfile="$dir/pid" OCF_RESKEY_CRM_meta_timeout=60000 \
    code "$OCF_ROOT/resource.d/pacemaker/ping" "$2"
}
for list in '192.0.2.1 192.0.2.2' '192.0.2.1,192.0.2.2'; do
  echo "$list: validate-all $(ping_agent "$list" validate-all), start $(ping_agent "$list" start), monitor $(ping_agent "$list" monitor), attribute $(grep -o -e '-v [0-9]*' attribute)"
done >out
expect "$(cat out)" '^192.0.2.1 192.0.2.2: validate-all 0, start 0, monitor 0, attribute -v 200$'
expect "$(grep , out | tail -n 1)" '^192.0.2.1,192.0.2.2: validate-all 0, start 0, monitor 0, attribute -v 0$'
