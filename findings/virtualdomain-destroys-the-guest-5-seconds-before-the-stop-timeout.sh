#!/bin/sh
# BELIEVED: The guest has the whole stop timeout of the operation to shut down.
# HAPPENS: The agent keeps the last 5 seconds for itself and then destroys the guest; with pacemaker's default of 20 seconds it has 15.
# PACKAGE: resource-agents 1:4.12.0-2
# SOURCE: VirtualDomain_stop in heartbeat/VirtualDomain; Pacemaker Explained, operation timeout: default 20s; the metadata advise 90 s, which is only advice.
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
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "resource-agents $(dpkg-deb -f resource-agents_*.deb Version)" '4\.12\.0'

# A stand-in for virsh: it keeps the state of one guest in a file and writes down what it is asked.
cat >bin/virsh <<'END'
#!/bin/sh
while [ "${1#--}" != "${1-}" ]; do shift; done
echo "virsh $*" >>calls
case $1 in
domstate) cat state ;;
shutdown) [ -e stubborn ] || echo 'shut off' >state ;;
destroy) echo 'shut off' >state ;;
esac
END
chmod 755 bin/virsh
agent() { # ACTION: runs it, with what OCF_RESKEY_* says, and prints the exit code
  : >calls
  OCF_RESKEY_CRM_meta_timeout=${timeout:-20000} "$OCF_ROOT/resource.d/heartbeat/VirtualDomain" "$1" >log 2>&1 && echo 0 || echo $?
}
domain() { printf "<domain type='kvm'>\n%b\n</domain>\n" "$1" >vm1.xml; }
export OCF_RESKEY_config="$dir/vm1.xml" OCF_RESKEY_hypervisor=qemu:///system OCF_RESKEY_CRM_meta_interval=0
echo running >state

domain '  <name>vm1</name>'
touch stubborn
export timeout=7000
before=$(date +%s)
expect "guest that does not shut down, stop timeout 7 s: stop $(agent stop)" 'stop 0$'
expect "$(grep -e shutdown -e destroy calls)" 'virsh destroy vm1'
expect "destroyed within the timeout: $(($(date +%s) - before < 7))" ': 1$'
