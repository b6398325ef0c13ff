#!/bin/sh
# clusterc-look: asks one cluster node about itself. It only reads: no file is written, no daemon is told anything.
#
#     sh -c "$SCRIPT" clusterc-look VERB [WORD...]
#
#     status            what the cluster says of itself: membership, fencing, services, sessions, guests
#
# Each answer is framed, so that nothing that a command prints can be taken for another answer:
#
#     answer NAME
#     |a line of output     standard output and standard error, cut off after LARGEST bytes
#     . EXIT                the exit code, "absent" (no such command), or "timeout"
#
# The first line is "clusterc-look 1", the last one "end": what has no end was cut off.
#
# It has to run in dash, busybox and bash 3.2, with the tools of RHEL 5: see clusterc-node.sh, next to this file.
set -uf
umask 077
LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/sbin:/sbin # over ssh the PATH of a user may lack them
LARGEST=1048576            # bytes of one answer
PATIENCE=10                # seconds for one command; a daemon that hangs must not hold up the rest

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
  "$@" </dev/null 2>&1 3>&- &
  running=$!
  # exec, since a shell keeps what it redirects for one command: an answer would wait for the last sleep of its watch.
  (exec >/dev/null 2>&1 </dev/null 3>&- 4>&- && watch "$running") &
  wait "$running" 2>/dev/null
  code=$?
  [ "$code" -ne 137 ] || code=timeout
  printf '%s' "$code" >&3
}

watch() { # PID: ends it when it takes too long; looks each second, so that nothing stays behind a command that has ended
  left=$PATIENCE
  while [ "$left" -gt 0 ]; do
    sleep 1
    kill -0 "$1" || return 0
    left=$((left - 1))
  done
  kill -9 "$1"
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

exec 4>&1
printf 'clusterc-look 1\n'
case ${1-} in
  status) status ;;
esac
printf 'end\n'
