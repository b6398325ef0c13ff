#!/bin/sh
# BELIEVED: The monitor of IPaddr2 fails once the network card has no link or is down, and start leaves a card alone that somebody set down.
# HAPPENS: It asks only whether the address is configured: without a cable and with the card down it exits 0, so the service stays where nobody reaches it. start sets the card up, and stop leaves it so.
# PACKAGE: resource-agents 1:4.12.0-2
# PACKAGE: iproute2 6.1.0-3
# PACKAGE: libbpf1 1:1.1.2-0+deb12u1
# PACKAGE: libelf1 0.188-2.1
# PACKAGE: libmnl0 1.0.4-3
# PACKAGE: libcap2 1:2.66-4+deb12u3+b1
# PACKAGE: libbsd0 0.11.7-2
# PACKAGE: libmd0 1.0.4-2
# PACKAGE: zlib1g 1:1.2.13.dfsg-1
# SOURCE: ip_served and add_interface of heartbeat/IPaddr2; links are the subject of another agent, ethmonitor.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export OCF_ROOT="$dir/usr/lib/ocf" HA_RSCTMP="$dir/tmp" HA_LOGFACILITY=none OCF_RESOURCE_INSTANCE=address
export LD_LIBRARY_PATH="$dir/usr/lib/x86_64-linux-gnu:$dir/lib/x86_64-linux-gnu"
export PATH="$dir/bin:$dir/sbin:$dir/usr/sbin:$PATH"
mkdir -p tmp bin
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "resource-agents $(dpkg-deb -f resource-agents_*.deb Version)" '4\.12\.0'

# A namespace with two ends of one cable. The agent runs there, and sends no packet.
printf '#!/bin/sh\nexit 0\n' >bin/arping
chmod 755 bin/arping
cat >inside <<'END'
agent() { # ACTION: prints the action and its exit code
  OCF_RESKEY_ip=192.0.2.8 OCF_RESKEY_cidr_netmask=24 OCF_RESKEY_nic=$card OCF_RESKEY_CRM_meta_timeout=20000 \
    "$OCF_ROOT/resource.d/heartbeat/IPaddr2" "$1" >>log 2>&1 && echo "$1 0" || echo "$1 $?"
}
link() { ip -br link show "$1" | sed 's/  */ /g;s/@/ /' | cut -d' ' -f3; } # CARD: prints its state
addresses() { ip -4 -br addr show "$1" | sed 's/  */ /g' | cut -d' ' -f3-; } # CARD: prints its addresses
ip link add card type veth peer name other
ip addr add 192.0.2.1/24 dev card
ip link set card up && ip link set other up
card=card
END
cat >>inside <<'END'
echo "with a link: $(agent start), $(agent monitor), card $(link card)"
ip link set other down
echo "no link: card $(link card), $(agent monitor)"
ip link set card down
echo "card down: card $(link card), $(agent monitor), $(agent stop)"
ip link set card down
echo "set down before the start: card $(link card), $(agent start), card $(link card), $(agent stop), card $(link card)"
END
unshare -n sh -eu inside >out
expect "$(sed -n 1p out)" '^with a link: start 0, monitor 0, card UP$'
expect "$(sed -n 2p out)" '^no link: card LOWERLAYERDOWN, monitor 0$'
expect "$(sed -n 3p out)" '^card down: card DOWN, monitor 0, stop 0$'
expect "$(sed -n 4p out)" '^set down before the start: card DOWN, start 0, card LOWERLAYERDOWN, stop 0, card LOWERLAYERDOWN$'
