#!/bin/sh
# clusterc-look: asks one cluster node about itself. It only reads: no file is written, no daemon is told anything.
#
#     sh -c "$SCRIPT" clusterc-look VERB [WORD...]
#
#     status            what the cluster says of itself: membership, fencing, services, sessions, guests
#     plan PROBE...     the same, and "probe-0", "probe-1", ...: a command each, its words in one argument with tabs between
#     facts [root=DIR] NAME...
#                       what machine and system are, and what the node names NAME... resolve to; DIR plays the node's /
#
# Each answer is framed, so that nothing that a command prints can be taken for another answer:
#
#     answer NAME
#     |a line of output     standard output and standard error, cut off after LARGEST bytes
#     . EXIT                the exit code, "absent" (no such command), or "timeout"
#
# An answer that takes several commands has a heading "@ WORD..." before the output of each, and "= EXIT" after it; what
# has no "= EXIT" was cut off.
#
# The first line is "clusterc-look 1", the last one "end": what has no end was cut off.
#
# It has to run in dash, busybox and bash 3.2, with the tools of RHEL 5: see clusterc-node.sh, next to this file.
set -uf
umask 077
LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/sbin:/sbin # over ssh the PATH of a user may lack them
TAB='	'
LARGEST=1048576            # bytes of one answer
PATIENCE=10                # seconds for one answer; a daemon that hangs must not hold up the rest
ENDING=KILL                # what ends one that takes too long

ask() { # NAME COMMAND...: an answer
  printf 'answer %s\n' "$1"
  shift
  code=absent
  if command -v "$1" >/dev/null 2>&1; then
    # The exit code takes a way of its own (3), past what cuts the output off.
    code=$({ in_time "$@" | head -c "$LARGEST" | frame >&4; } 3>&1)
  fi
  printf '. %s\n' "$code"
}

frame() { # stdin -> framed lines
  while IFS= read -r text || [ -n "$text" ]; do printf '|%s\n' "$text"; done
}

in_time() { # COMMAND...: its output; tells its exit code on 3, or "timeout" when it had to be ended
  "$@" </dev/null 2>&1 3>&- 4>&- &
  running=$!
  # exec, since a shell keeps what it redirects for one command: an answer would wait for the last sleep of its watch.
  (exec >/dev/null 2>&1 </dev/null 3>&- 4>&- && watch "$running") &
  wait "$running" 2>/dev/null
  code=$?
  case $code in
    137 | 143) code=timeout ;;
  esac
  printf '%s' "$code" >&3
}

watch() { # PID: ends it when it takes too long; looks each second, so that nothing stays behind a command that has ended
  left=$PATIENCE
  while [ "$left" -gt 0 ]; do
    sleep 1
    kill -0 "$1" || return 0
    left=$((left - 1))
  done
  kill -s "$ENDING" "$1"
}

gather() { # NAME FUNCTION...: an answer that takes several commands, each of them a step
  ENDING=TERM
  ask "$@"
  ENDING=KILL
}

step() { # COMMAND...: one of them; ended together with the function
  step=
  trap '[ -z "$step" ] || kill -s KILL "$step"; exit 137' TERM
  "$@" &
  step=$!
  wait "$step"
  printf '\n= %s\n' "$?"
}

status() {
  ask cman-version cman_tool version
  ask cman-status cman_tool status
  ask cman-nodes cman_tool nodes
  ask fence-domain fence_tool ls
  ask groups group_tool ls
  ask services clustat -x
  ask sessions iscsiadm -m session
  ask guests virsh -r list --all
}

plan() {
  status
  number=0
  for probe in "$@"; do
    ask_words "probe-$number" "$probe"
    number=$((number + 1))
  done
}

ask_words() { # NAME WORDS: an answer of the command whose words stand between tabs
  blanks=$IFS
  IFS=$TAB
  # shellcheck disable=SC2086 # to split it is the point
  set -- "$1" $2
  IFS=$blanks
  if [ "$#" -gt 1 ] && command -v "$2" >/dev/null 2>&1; then
    probe_name=$1
    shift
    ask "$probe_name" program "$@"
  else
    ask "$1" ''
  fi
}

program() { exec "$@"; } # not a function of this script that has the same name

PACKAGES='cman openais corosync rgmanager resource-agents fence-agents lvm2 lvm2-cluster iscsi-initiator-utils
  device-mapper-multipath libvirt qemu-kvm kvm'

facts() {
  ROOT=
  case ${1-} in
    root=*) ROOT=${1#root=} && shift ;;
  esac
  ask clock date -u +%s
  ask release cat "$ROOT/etc/redhat-release"
  ask memory cat "$ROOT/proc/meminfo"
  ask cpus grep -c '^processor' "$ROOT/proc/cpuinfo"
  ask kernel uname -r
  gather bridges bridges
  gather disks disks
  # shellcheck disable=SC2086 # names of packages, a word each
  ask packages rpm -q --qf '%{NAME} %{VERSION}-%{RELEASE}\n' $PACKAGES
  gather agents agents
  gather fence-agents fence_agents
  ask boot chkconfig --list
  gather names names "$@"
  ask libvirt-version virsh --version
  ask libvirt virsh -r capabilities
  ask clock-after date -u +%s
}

bridges() { # a heading each
  set +f
  for bridge in "$ROOT"/sys/class/net/*/bridge; do
    [ ! -d "$bridge" ] || printf '@ %s\n' "$(name_of "${bridge%/bridge}")"
  done
}

disks() { # whole disks only: "@ LINK SECTORS", and what scsi_id says
  set +f
  for link in "$ROOT"/dev/disk/by-path/*; do
    case $link in
      *-part[0-9]*) continue ;;
    esac
    [ -h "$link" ] || continue
    device=$(readlink "$link")
    device=$(name_of "$device")
    sectors=
    [ ! -r "$ROOT/sys/block/$device/size" ] || read -r sectors <"$ROOT/sys/block/$device/size"
    printf '@ %s %s\n' "$(name_of "$link")" "${sectors:--}"
    if [ -x "$ROOT/lib/udev/scsi_id" ]; then
      step "$ROOT/lib/udev/scsi_id" -g -u -d "/dev/$device"
    elif [ -x "$ROOT/sbin/scsi_id" ]; then # RHEL 5
      step "$ROOT/sbin/scsi_id" -g -u -s "/block/$device"
    fi
  done
}

agents() { # of rgmanager: "@ FILE", and its metadata
  set +f
  for agent in "$ROOT"/usr/share/cluster/*.sh "$ROOT"/usr/share/cluster/SAP*; do
    if [ ! -f "$agent" ] || [ ! -x "$agent" ]; then continue; fi
    printf '@ %s\n' "$(name_of "$agent")"
    step "$agent" meta-data
  done
}

fence_agents() { # a heading each
  set +f
  for agent in "$ROOT"/sbin/fence_* "$ROOT"/usr/sbin/fence_*; do
    [ ! -x "$agent" ] || printf '@ %s\n' "$(name_of "$agent")"
  done
}

names() { # NAME...: "@ NAME", and its addresses on this node
  for name in "$@"; do
    case $name in
      '' | -* | *[!A-Za-z0-9.-]*) continue ;;
    esac
    printf '@ %s\n' "$name"
    step getent ahosts "$name"
  done
}

name_of() { # PATH: its last part
  printf '%s' "${1##*/}"
}

exec 4>&1
printf 'clusterc-look 1\n'
verb=${1-}
[ "$#" -eq 0 ] || shift
case $verb in
  status) status ;;
  plan) plan "$@" ;;
  facts) facts "$@" ;;
esac
printf 'end\n'
