#!/bin/sh
# clusterc-look: asks one cluster node about itself. Read-only: it writes no file and changes no daemon. The questions come
# with the call; the script itself knows no cluster software.
#
#     sh -c "$SCRIPT" clusterc-look QUESTION...
#
# A QUESTION is one argument with tabs between its words: the name of the answer, then a command, or one of these:
#
#     :bridges ROOT             network cards that are bridges, below ROOT (for the node itself /)
#     :disks ROOT               whole disks below ROOT, their sizes and WWIDs
#     :files PATTERN...         executable files
#     :each WORD PATTERN...     executable files, and what each prints when it is called with WORD
#     :guests                   guests that run, and their definitions as libvirt has them
#     :names NAME...            names, and the addresses that they resolve to
#
# Each answer is framed, so that no output can look like another answer:
#
#     answer NAME
#     |a line of output     standard output and standard error, cut off after LARGEST bytes
#     . EXIT                the exit code, "absent" (no such command), or "timeout"
#
# The answer to a question with a colon has a heading "@ WORD..." for each item, and "= EXIT" after the output of a command;
# without "= EXIT" the output was cut off.
#
# The first line is "clusterc-look 1", the last one "end"; without "end" the output was cut off.
#
# It must run in dash, busybox and bash 3.2, with the tools of RHEL 5: see clusterc-node.sh, next to this file.
set -uf
umask 077
LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/sbin:/sbin # over ssh the PATH of a user may lack them
TAB='	'
LARGEST=1048576            # bytes of one answer
PATIENCE=10                # seconds for one answer; a hanging daemon must not delay the rest
ENDING=KILL                # signal for a command that takes too long

ask() { # NAME COMMAND...: an answer
  printf 'answer %s\n' "$1"
  shift
  code=absent
  if command -v "$1" >/dev/null 2>&1; then
    # The exit code uses descriptor 3, since head cuts off the output.
    code=$({ in_time "$@" | head -c "$LARGEST" | frame >&4; } 3>&1)
  fi
  printf '. %s\n' "$code"
}

frame() { # stdin -> framed lines
  while IFS= read -r text || [ -n "$text" ]; do printf '|%s\n' "$text"; done
}

in_time() { # COMMAND...: its output; prints its exit code on 3, or "timeout" if it was killed
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

watch() { # PID: kills it when it takes too long; polls each second, so that no process outlives the command
  left=$PATIENCE
  while [ "$left" -gt 0 ]; do
    sleep 1
    kill -0 "$1" || return 0
    left=$((left - 1))
  done
  kill -s "$ENDING" "$1"
}

gather() { # NAME FUNCTION...: an answer of several commands, each a step
  ENDING=TERM
  ask "$@"
  ENDING=KILL
}

step() { # COMMAND...: one of them; killed together with the function
  step=
  trap '[ -z "$step" ] || kill -s KILL "$step"; exit 137' TERM
  "$@" &
  step=$!
  wait "$step"
  printf '\n= %s\n' "$?"
}

question() { # WORDS: its answer; the words are separated by tabs
  blanks=$IFS
  IFS=$TAB
  # shellcheck disable=SC2086 # split on purpose
  set -- $1
  IFS=$blanks
  name=$1
  shift
  case ${1-} in
    :bridges | :disks | :files | :each | :guests | :names)
      collect=${1#:}
      shift
      gather "$name" "$collect" "$@"
      ;;
    *)
      if [ "$#" -gt 0 ] && command -v "$1" >/dev/null 2>&1; then
        ask "$name" program "$@"
      else
        ask "$name" ''
      fi
      ;;
  esac
}

program() { exec "$@"; } # not a function of this script that has the same name

bridges() { # ROOT: a heading each
  root=${1%/}
  set +f
  for bridge in "$root"/sys/class/net/*/bridge; do
    [ ! -d "$bridge" ] || printf '@ %s\n' "$(name_of "${bridge%/bridge}")"
  done
}

disks() { # ROOT: "@ LINK SECTORS" for each whole disk, and what scsi_id says
  root=${1%/}
  set +f
  for link in "$root"/dev/disk/by-path/*; do
    case $link in
      *-part[0-9]*) continue ;;
    esac
    [ -h "$link" ] || continue
    device=$(readlink "$link")
    device=$(name_of "$device")
    sectors=
    [ ! -r "$root/sys/block/$device/size" ] || read -r sectors <"$root/sys/block/$device/size"
    printf '@ %s %s\n' "$(name_of "$link")" "${sectors:--}"
    if [ -x "$root/lib/udev/scsi_id" ]; then
      step "$root/lib/udev/scsi_id" -g -u -d "/dev/$device"
    elif [ -x "$root/sbin/scsi_id" ]; then # RHEL 5
      step "$root/sbin/scsi_id" -g -u -s "/block/$device"
    fi
  done
}

files() { # PATTERN...: a heading each
  set +f
  IFS= # a blank in a path does not end it
  for pattern in "$@"; do
    for file in $pattern; do
      if [ -f "$file" ] && [ -x "$file" ]; then printf '@ %s\n' "$(name_of "$file")"; fi
    done
  done
}

each() { # WORD PATTERN...: "@ FILE", and what it prints
  word=$1
  shift
  set +f
  IFS=
  for pattern in "$@"; do
    for file in $pattern; do
      if [ ! -f "$file" ] || [ ! -x "$file" ]; then continue; fi
      printf '@ %s\n' "$(name_of "$file")"
      step "$file" "$word"
    done
  done
}

guests() { # "@ NAME", and its definition without passwords
  for name in $(virsh -r list --name); do
    printf '@ %s\n' "$name"
    step virsh -r dumpxml "$name"
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
for words in "$@"; do
  question "$words"
done
printf 'end\n'
