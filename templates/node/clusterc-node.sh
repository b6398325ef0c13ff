#!/bin/sh
# clusterc-node: changes and observes one cluster node for clusterc.
#
# clusterc passes this script as an argument over ssh, and the input of the verb on stdin:
#
#     sh -c "$SCRIPT" clusterc-node ROOT VERB [ID [OWNER]]
#     sh -c "$SCRIPT" clusterc-node ROOT trip ID OWNER STEP...
#
# ROOT is / on a node, or a folder that plays a node. ID is the bundle, 64 hex digits. With an OWNER, a verb does nothing
# unless that owner holds the lock and its lease is not over: a controller that slept must not act on another push. An index has one line per file,
# "DIGEST MODE OWNER GROUP LATE FOLDERMODE PATH"; the digest "-" means that the file must not exist. LATE is one of:
#
#     -                            no version
#     version/ELEMENT/ATTRIBUTE    an XML file, compared without the number in that attribute of its root element
#     carried/ELEMENT/ATTRIBUTE    the same; if the file exists here it is only staged, and a cluster daemon replaces it
#
# Verbs and their input:
#
#     observe      index      prints the state of the node and changes nothing; a line "running QUESTION" may come first
#     lock         owner      takes the lock for the seconds in the second line, or prints "held AGE SECONDS OWNER"
#     unlock       owner      releases a lock of that owner; here and above, one more line goes to the journal of the node
#     stage ID     tar        unpacks index, installed.json, activator (this script), own and files/... next to the live
#                             files, and checks each digest; "own" lists files of the index that mean the same here, and
#                             are staged as they are here; for a kept bundle, "again PATH" and "other PATH" compare the two
#     arm ID       intent     keeps a copy of what the change will touch; with a deadline, the node rolls back by itself
#     run ID                  brings each file to its staged state: "kept", "wrote", "left" or "removed PATH"
#     place ID                the same for files that "run" has left: those that a running cluster is about to read
#     patch ID                changes the document that the cluster keeps, if it still has the version that the intent names
#     verify ID               has the document the change?
#     rest ID                 returns when the cluster has nothing left to do
#     clear ID                removes what the change is to remove, once nothing runs any more that needs it
#     hold ID                 the cluster runs the placed file, so it stays; if every node leaves: all nodes are armed
#     probe ID                prints "wrong PATH" for each file that is not in its staged state
#     confirm ID              the change works on this node; once it works on all, it cannot be undone
#     commit ID               the staged state becomes the installed generation; by rename, as the disk may be full
#     back ID                 places the old content under a new version, before it is announced again; before a document is put
#                             back, restores the files that were there
#     revert ID               restores the copy ("restored PATH"), or drops staged files; safe to repeat; "unlocked": the lock
#                             of OWNER is gone, so another controller may have ended this change
#
# A trip is several verbs in one request: each STEP is a verb, and the words that follow it, separated by tabs. The first that fails
# ends the trip. Behind what a step prints there is a line "done VERB MILLISECONDS", with the time that it took. Each step has its
# input in its turn: that of compare and arm ends with a line "."; that of stage, a tar, comes last. A trip knows two more verbs:
#
#     compare DIGEST          index   is the state the one whose digest that is? The state is what observe prints, without
#                             texts of files, lock and seconds; see "timeless"
#     check EXITS WORDS       runs a validator; EXITS are the codes that mean that it is satisfied, separated by commas
#
# The node itself calls four more. "timer ID STAMP" and "fuse ID STAMP" wait in separate processes. cron calls "tick", which
# also works after a crash. All of them end in "expire".
#
# An intent has one entry per line. Tabs separate and precede words.
#
#     owner OWNER                       of the lock
#     deadline SECONDS                  until the node rolls back by itself; 0: never
#     version NEW BACK                  a running cluster must read a new file; BACK is the version of a rollback
#     fuse SECONDS                      how long a placed file may stay unannounced; 0: any time
#     leaving all                       every node leaves the cluster for the change
#     announce WORDS                    announces the file; "@back" is the file with the old content and the version BACK
#     undo each|once EXITS WORDS        a command to run after the files are restored
#     undo-first each|once EXITS WORDS  a command to run before that
#     running QUESTION                  asks for the version that the cluster runs
#     own QUESTION                      asks for the id of this node
#     members SIGN WORDS                lists the members: lines of an id and SIGN ("-": any)
#     kept ELEMENT A B UPDATES VERSION  a document of the cluster changes: VERSION is A.B of these attributes of its root, and UPDATES
#                                       counts what else is written into it; the next lines are about it, and all are there
#     query WORDS                       prints it
#     patched WORDS                     prints the document "@1" with the patch "@2" applied
#     difference WORDS                  prints the patch from the document "@1" to "@2", and exits 1
#     amend CODE WORDS                  applies the patch on its standard input; CODE: the document has another version
#     sign yes|no CODE WORDS            is something found in it? CODE: no; yes: only with the change, no: only without; a line for each
#                                       part of the change: its patch is staged as patch.1, patch.2, ...
#     settle SECONDS WORDS              returns when the cluster has nothing left to do
#
# A QUESTION is a text and the words of a command; the answer is the number after the first such text in the output.
#
# Exit: 0 done, 1 failed, 2 wrong use of this protocol, 3 the lock is held by another owner, 4 a digest is wrong, none staged,
# 5 the state is another one, or a validator's own.
#
# It writes in ROOT/var/lib/clusterc, at the paths of an index and in their folders, at /etc/cron.d/clusterc while a node
# is armed, and nowhere else. A file appears by rename, with owner and mode set, so it is never seen half written.
# It restarts no service, except by the commands of an intent when the node acts by itself.
#
# This script names no program or file of a cluster: all that it knows about one comes with the request.
#
# It must run in dash, busybox and bash 3.2, with the tools of RHEL 5. Hence: no "local", no "[[", no here-document
# (bash makes a file for it, and observe must make none), and no "case" inside "$(...)", which bash 3.2 cannot parse.
# A list is a variable with one entry per line, IFS is a newline, and unquoted "$list" iterates over it.
# "|| exit" after "$(...)" passes on the exit code of the function that failed in there and has reported why.
#
# Expansions are unquoted to split lists and rows, and "set -f" disables globs:
# shellcheck disable=SC2086
# Generations are sorted by age, which find cannot do, and their names are hex digits, so ls is safe:
# shellcheck disable=SC2012
set -euf
umask 077
LC_ALL=C
export LC_ALL
NL='
'
IFS=$NL
TAB='	'
STATE=./var/lib/clusterc # relative: all work is done in ROOT, so paths contain no blank and xargs may split them
LARGEST=1048576          # most bytes of a file that observe prints
CRON=./etc/cron.d/clusterc
JOURNAL=$STATE/journal.jsonl
LONG=262144 # bytes of a journal of which only the end is kept
BOOT=/proc/sys/kernel/random/boot_id
SECOND=1    # unit of the next ones, and of deadline and fuse
PAUSE=10    # seconds from placing the old content to announcing it, so that all nodes have it
LATEST=90   # seconds after its deadline when a node no longer announces: by then cron has called it, if it could
PATIENCE=120 # seconds for the cluster to run it then: other nodes may have booted, and only cron calls those
LATE=5      # seconds by which cron lets the timer go first
ANSWER=10   # seconds for a cluster program to answer when no controller would notice that it hangs
COMMAND=120 # seconds for a command of an intent
OTHERS=60   # seconds that a verb waits for another one
timeless=no # is only what does not change with the time asked for?
feed=/dev/null
on_trip=no  # does the input of a verb end with a line "."?
runs_next=no # does a trip go from arm to run, with no other process in between?
held_until= # hundredths of a second since the boot, if this request has asked for the lock

# --- errors ---

complain() { # CODE SENTENCE: only the first line of what a tool or a list adds to the sentence
  printf 'clusterc-node: %s\n' "${2%%"$NL"*}" >&2 || :
  exit "$1"
}
fail() { complain 1 "$1"; }
misuse() { complain 2 "$1"; }

# --- reading an index ---

check_index() { # INDEX
  for entry in $1; do
    IFS=' '
    set -- $entry
    IFS=$NL
    is_line "$@" || misuse "this line of an index is out of form: $entry"
  done
}

read_index() { # FILE: sets index, and refuses a line that is out of form; read by the shell, as a process costs more than some lines
  index=
  { while IFS= read -r entry || [ -n "$entry" ]; do index=$index$NL$entry; done <"$1"; } 2>/dev/null ||
    fail "${1#.} may not be read"
  index=${index#"$NL"}
  check_index "$index"
}

is_line() { # FIELD...
  [ $# -eq 7 ] && is_digest "$1" && is_mode "$2" && is_name "$3" && is_name "$4" && is_late "$5" && is_mode "$6" &&
    is_path "$7"
}

is_digest() { # "-": the file must not exist; "unknown": the value of a secret in it is unknown
  case $1 in - | unknown) return 0 ;; *[!0-9a-f]*) return 1 ;; esac
  [ ${#1} -eq 64 ]
}

is_mode() { case $1 in [0-7][0-7][0-7][0-7]) ;; *) return 1 ;; esac }

is_name() { # of an owner or a group
  case $1 in [!A-Za-z0-9_]* | *[!A-Za-z0-9_.-]*) return 1 ;; esac
}

is_late() { case $1 in *[!A-Za-z0-9_.:/-]*) return 1 ;; esac } # an older generation may have a word of another clusterc

is_path() {
  case $1 in
    *[!A-Za-z0-9._/+@-]* | *..* | *//* | */./* | */ | */. | /var/lib/clusterc/*) return 1 ;;
    /*) ;;
    *) return 1 ;;
  esac
}

# --- looking at the files ---

classify() { # PATH: sets kind to file, other (a link, a folder, a device, or outside) or absent
  if [ -L ".$1" ] || led_out "${1%/*}"; then
    kind=other
  elif [ -f ".$1" ]; then
    kind='file'
    [ -r ".$1" ] || fail "$1 may not be read"
  elif [ -e ".$1" ]; then
    kind=other
  else
    kind=absent
    above=${1%/*} # files in a folder that cannot be searched look absent
    while [ -n "$above" ] && [ ! -e ".$above" ]; do above=${above%/*}; done
    [ ! -d "./$above" ] || [ -x "./$above" ] || fail "$1 may not be read"
  fi
}

led_out() { # FOLDER: does a link in its path lead out of ROOT? On a node nothing is outside
  [ "$on_node" = no ] || return 1
  above=$1
  while [ -n "$above" ]; do
    if [ -L ".$above" ]; then
      inside=$(cd -P ".$above" 2>/dev/null && pwd -P) || return 0
      inside=$inside/
      [ "${inside#"$home"/}" != "$inside" ] || return 0
    fi
    above=${above%/*}
  done
  return 1
}

# Joins an index with the digests of a second one, and with the files on disk: a row for each path of both, each to COMMAND. One
# sha256sum and one stat serve all files. A process costs more than a line of shell, and observe runs on every node at
# once. So the shell does what it can, and functions set variables, since "$(...)" forks.
survey() { # INDEX RECORDED COMMAND
  each=$3
  pair "$1" "$2" || merge "$1" "$2"
  files=''
  for line in $pairs; do
    case $line in file' '*) ;; *) continue ;; esac
    line=${line#* }
    files=$files$NL.${line%% *}
  done
  files=${files#"$NL"}
  set --
  if [ -n "$files" ]; then
    digests=$(of_files sha256sum 2>/dev/null) || fail 'a file went away while it was read'
    stats=$(of_files stat -c '%a %U %G %u %g %s' 2>/dev/null) || fail 'a file went away while it was looked at'
    set -- $digests
    attributes=''
    for line in $stats; do # in the order of the files, as the digests
      four_digits "${line%% *}"
      attributes=$attributes$NL"${1%% *} $mode ${line#* }"
      shift
    done
    set -- $attributes
  fi
  for line in $pairs; do
    kind=${line%% *} line=${line#* }
    path=${line%% *} found='- - - - - - -'
    if [ "$kind" = 'file' ]; then
      found=$1
      shift
    fi
    "$each" "$kind $found ${line#* } $path"
  done
}

# Sets pairs to a line "KIND PATH RECORDED WANTED" for each path, where the second index is empty, or names the same paths in the
# same order as the first.
pair() { # INDEX RECORDED
  pairs='' path='' known=$2 listed=$1
  set -- $known
  for entry in $listed; do
    [ "${entry##* }" != "$path" ] || misuse "an index names twice: $path"
    path=${entry##* } recorded='-' wanted=${entry% *}
    if [ -n "$known" ]; then
      { [ $# -gt 0 ] && [ "${1##* }" = "$path" ]; } || return 1
      recorded=${1%% *}
      shift
    fi
    add_pair
  done
  [ $# -eq 0 ]
}

merge() { # INDEX RECORDED: the same for any two; sort brings the lines about one path together, tagged 0 and 1
  merged=$({
    for entry in $2; do printf '%s 0 %s\n' "${entry##* }" "${entry%% *}"; done
    for entry in $1; do printf '%s 1 %s\n' "${entry##* }" "${entry% *}"; done
  } | sort)
  pairs='' path=''
  for line in $merged; do
    if [ "${line%% *}" != "$path" ]; then
      [ -z "$path" ] || add_pair
      path=${line%% *} recorded='-' wanted='extra - - - - -'
    fi
    line=${line#* }
    case $line in
      0*) recorded=${line#* } ;;
      *)
        [ "$wanted" = 'extra - - - - -' ] || misuse "an index names twice: $path"
        wanted=${line#* }
        ;;
    esac
  done
  [ -z "$path" ] || add_pair
}

add_pair() {
  classify "$path"
  pairs=$pairs$NL"$kind $path $recorded $wanted"
}

of_files() { # COMMAND...: execs it with all files as arguments; by xargs, as there may be more than the kernel of RHEL 5 accepts
  if [ ${#files} -gt 65536 ]; then
    printf '%s\n' "$files" | xargs "$@"
  elif [ -n "$files" ]; then
    exec "$@" $files
  fi
}

four_digits() { # MODE: sets mode to four digits, as stat omits zeros: 640 is 0640
  mode=000$1
  mode=${mode#"${mode%????}"}
}

take_row() { # ROW of survey: sets a variable for each of its fields
  IFS=' '
  set -- $1
  IFS=$NL
  kind=$1 found_digest=$2 found_mode=$3 found_owner=$4 found_group=$5
  shift 5
  found_uid=$1 found_gid=$2 size=$3 recorded=$4 digest=$5 mode=$6
  [ "$found_owner" != UNKNOWN ] || found_owner=$found_uid # printed by stat for a number without a name
  [ "$found_group" != UNKNOWN ] || found_group=$found_gid
  shift 6
  owner=$1 group=$2 late=$3 folder_mode=$4 path=$5
}

# Prints the position of the value of an attribute of the root element as "PLACE SIZE DIGITS": its first byte, its bytes,
# and the digits that atoi(3) reads; nothing if there is none. Exit 4: it cannot be read. Only the start tag is read.
# Comments before it are skipped; a document type, and an entity in the value, are refused. The file is one
# record, as XML has no \001; \047 is an apostrophe, \074 and \076 are angle brackets.
# shellcheck disable=SC2016 # awk expands it
SCANNER='
function skip(count) { at += count; rest = substr(rest, count + 1) }
function blanks() { match(rest, /^[ \t\r\n]*/); skip(RLENGTH) }
function is_next(text) { return substr(rest, 1, length(text)) == text }
function skip_to(text) { place = index(rest, text); if (!place) exit 4; skip(place - 1 + length(text)) }
BEGIN { RS = "\001"; at = 1; comment = "\074!--" }
END { if (NR == 0) exit 4 }
{
  rest = $0
  if (is_next("\357\273\277")) skip(3)
  for (blanks(); is_next("\074?") || is_next(comment); blanks())
    if (is_next(comment)) { skip(4); skip_to("--\076") } else skip_to("?\076")
  if (!is_next("\074" element)) exit 4
  skip(1 + length(element))
  if (rest !~ /^[ \t\r\n]/ && !is_next("/") && !is_next("\076")) exit 4
  for (blanks(); match(rest, /^[^ \t\r\n=\/"\047\074\076]+/); blanks()) {
    name = substr(rest, 1, RLENGTH)
    skip(RLENGTH)
    blanks()
    if (!is_next("=")) exit 4
    skip(1)
    blanks()
    quote = substr(rest, 1, 1)
    if (quote != "\"" && quote != "\047") exit 4
    skip(1)
    size = index(rest, quote) - 1
    if (size == -1) exit 4
    value = substr(rest, 1, size)
    if (index(value, "\074")) exit 4
    if (name == attribute) {
      if (found != "" || index(value, "&")) exit 4
      sub(/^[ \t\r\n]*[+]?/, "", value)
      match(value, /^[0-9]*/)
      found = at " " size " " substr(value, 1, RLENGTH)
    }
    skip(size + 1)
  }
  if (!is_next("/") && !is_next("\076")) exit 4
  print found
  exit 0
}'

scan() { # FILE: sets version, value_at and value_size of what "late" names, to nothing if absent; 4: it cannot be read
  version='' value_at=0 value_size=0 attribute=${late##*/} element=${late%/*}
  element=${element##*/}
  [ -r "$1" ] || fail "${1#.} may not be read"
  found=$(awk -v element="$element" -v attribute="$attribute" "$SCANNER" "$1") || return
  IFS=' '
  set -- $found
  IFS=$NL
  value_at=${1-0} value_size=${2-0} version=${3-}
}

with_version() { # VERSION FILE: prints the file, which was scanned, with another version
  head -c "$((value_at - 1))" "$2"
  printf '%s' "$1"
  tail -c "+$((value_at + value_size))" "$2"
}

is_versioned() { # FILE: is its version a plain number? It is scanned
  scan "$1" && [ "$value_size" -gt 0 ] && [ "${#version}" -eq "$value_size" ]
}

# --- asking the cluster ---

with_words() { # COMMAND...: runs it with the words of the line "words" appended
  IFS=$TAB
  set -- "$@" $words
  IFS=$NL
  "$@"
}

find_number() { # QUESTION [in_time SECONDS]: sets number to the number that a cluster program prints; to nothing if it does not run
  number='' mark=${1%%"$TAB"*} words=${1#*"$TAB"}
  shift
  [ "$has_cluster" = yes ] && [ -n "$words" ] && command -v "${words%%"$TAB"*}" >/dev/null || return 0
  [ $# -gt 0 ] || set -- exec # a program, although a function of this script may have the same name
  said=$(exec 2>/dev/null && with_words "$@") || :
  case $said in
    *"$mark"[0-9]*)
      number=${said#*"$mark"}
      number=${number%%[!0-9]*}
      ;;
  esac
}

find_running() { # [in_time SECONDS]: sets running to the version that the cluster runs
  find_number "$running_question" "$@"
  running=${number:--}
}

# --- observe ---

take_input() { # sets text to the input of the verb
  text=''
  if [ "$on_trip" = no ]; then
    text=$(cat)
  else
    while IFS= read -r line && [ "$line" != . ]; do text=$text$line$NL; done
    text=${text%"$NL"}
  fi
}

observe() {
  [ ! -d "$STATE" ] || [ -x "$STATE" ] || fail "${STATE#.} may not be read"
  take_input
  desired=$text running_question=''
  case $desired in
    'running '*)
      running_question=${desired%%"$NL"*}
      desired=${desired#"$running_question"}
      running_question=${running_question#* }
      ;;
  esac
  check_index "$desired"
  read_record
  index='' judged='' announced=no announced_version=''
  [ ! -f "$STATE/generations/$installed/index" ] || read_index "$STATE/generations/$installed/index"
  survey "$desired" "$index" judge
  held=-
  [ "$timeless" = yes ] || [ ! -d "$STATE/lock" ] || held=$(lock_terms)
  find_previous
  find_interrupted
  find_running
  printf '%s\n' 'clusterc-node 2' "lock $held" "installed ${installed:--}" "previous $previous" "interrupted $interrupted"
  printf '%s\n' "version file ${announced_version:--}" "version running $running" "version installed ${recorded_version:--}"
  nuls=0
  [ "$timeless" = yes ] ||
    case $NL$judged in *"$NL"[deu][xin][tfk]*) nuls=$(count_nuls) ;; esac # differs, extra or unknown
  for line in $judged; do
    IFS=' '
    set -- $line
    IFS=$NL
    printf 'file %s %s %s %s %s %s %s\n' "$1" "$2" "$3" "$4" "$5" "$6" "$7"
    [ "$timeless" = yes ] || case $1 in differs | extra | unknown) print_content "$7" "$8" "$9" "$nuls" ;; esac
  done
  printf 'end\n'
}

read_record() { # sets installed and recorded_version from installed.json, to nothing if there is none
  installed='' recorded_version='' record=''
  [ -f "$STATE/installed.json" ] || return 0
  { while IFS= read -r text || [ -n "$text" ]; do record=$record$text$NL; done <"$STATE/installed.json"; } 2>/dev/null ||
    fail "${STATE#.}/installed.json may not be read"
  take_between '"bundle": "' '"'
  installed=$between
  { is_digest "$installed" && [ ${#installed} -eq 64 ]; } || fail "${STATE#.}/installed.json does not name one bundle"
  take_between '"config-version": ' ','
  recorded_version=${between%%[!0-9]*}
}

take_between() { # MARK END: sets between to what the record has between the two; to nothing without the mark
  between=${record#*"$1"}
  [ "$between" != "$record" ] || between=$2
  between=${between%%"$2"*}
}

count_nuls() { # in the files to print; counted once for all: mostly none has any
  printf '%s\n' "$judged" | sed -n -e '/^[deu][xin][tfk]/s/^[^/]*\([^ ]*\) file .*/.\1/p' | xargs -r cat | tr -cd '\000' | wc -c
}

is_seconds() { # a number that sh does not take for octal
  case $1 in '' | *[!0-9]* | 0?*) return 1 ;; esac
  [ ${#1} -le 10 ]
}

lock_terms() { # prints "AGE SECONDS OWNER", or "-" without a lock
  if find_lock; then printf '%s %s %s\n' "$age" "$lease" "$holder"; else printf -- '-\n'; fi
}

find_lock() { # sets age, lease and holder; false without a lock
  age=
  age_since_boot || age_by_clock || return 1
  find_holder
  lease=60 # for a lock without a whole signature, as after a power loss: signing takes less
  if [ "$holder" != unknown ] && { IFS= read -r seconds <"$STATE/lock/lease"; } 2>/dev/null && is_seconds "$seconds"; then
    lease=$seconds
  fi
}

age_since_boot() { # of a lock that was taken since: it costs no process, and setting the clock does not matter
  { IFS= read -r since <"$STATE/lock/since"; } 2>/dev/null || return 1
  find_boot
  find_uptime
  [ -n "$boot" ] && [ "${since% *}" = "$boot" ] || return 1
  since=${since#* }
  case $since in '' | *[!0-9]* | 0*) return 1 ;; esac
  [ ${#since} -le 15 ] && [ "$uptime" -ge "$since" ] || return 1
  age=$(((uptime - since) / 100))
}

age_by_clock() { # false without a lock
  # The age of the folder is that of its last entry: the signature, if any.
  taken=$(stat -c %Y "$STATE/lock" 2>/dev/null) || return 1
  now=$(date +%s)
  age=$((now - taken))
  [ "$age" -ge 0 ] || age=0 # the clock was set back
}

find_boot() { # sets boot to the id of this boot
  { IFS= read -r boot <"$BOOT"; } 2>/dev/null || boot=''
}

find_uptime() { # sets uptime to hundredths of a second; 0 where nothing says it
  uptime=0
  { IFS= read -r uptime </proc/uptime; } 2>/dev/null || return 0
  uptime=${uptime%% *}
  uptime=${uptime%.*}${uptime#*.}
}

find_holder() { # sets holder: "-" without a lock, "unknown" where the signature is not a whole line
  holder=-
  if [ -d "$STATE/lock" ]; then
    { IFS= read -r holder <"$STATE/lock/owner"; } 2>/dev/null || holder=unknown
  fi
  holder=${holder:-unknown}
}

find_previous() { # sets previous to the newest kept generation that is not the installed one
  previous=-
  [ -d "$STATE/generations" ] || return 0
  set +f
  set -- "$STATE"/generations/*
  set -f
  [ "$*" != "$STATE/generations/$installed" ] || return 0 # the installed one is the only one
  newest_first=$(ls -t "$STATE/generations")
  for generation in $newest_first; do
    if [ "$generation" != "$installed" ] && is_digest "$generation" && [ ${#generation} -eq 64 ]; then
      previous=$generation
      return 0
    fi
  done
}

find_interrupted() { # sets interrupted to "ID AFTER SECONDS", the seconds until the node acts by itself
  interrupted='-' after=staged where=staged
  for mark in armed confirmed reverting; do
    [ ! -f "$STATE/undo/$mark" ] || after=$mark where=undo
  done
  if { IFS= read -r whose <"$STATE/$where/id"; } 2>/dev/null; then
    count_seconds_left
    interrupted="$whose $after $left"
  fi
}

count_seconds_left() { # sets left
  until=0 left='-'
  [ "$timeless" = no ] || return 0
  { IFS= read -r until <"$STATE/undo/deadline"; } 2>/dev/null || :
  is_seconds "$until" || until=0
  [ "$until" = 0 ] || case $after in
    reverting) left=0 ;;
    armed)
      [ "$has_cron" = no ] || [ -e "$CRON" ] || return 0 # without it a node that boots puts nothing back
      now=$(date +%s)
      left=$((until - now))
      [ "$left" -ge 0 ] || left=0
      ;;
  esac
}

# Adds "RELATION ORIGIN MODE OWNER GROUP DIGEST PATH KIND SIZE" to judged; nothing if no index has the file. Sets announced_version to the
# version of the first file that has one.
judge() { # ROW
  take_row "$1"
  [ "$digest $recorded" != 'extra -' ] || return 0
  compared=$found_digest version=''
  if [ "$late" != - ] && [ "$kind" = file ] && is_versioned ".$path"; then
    compared=$(with_version 0 ".$path" | sha256sum)
    compared=${compared%% *}
  fi
  case $announced$late in noversion/*) announced=yes announced_version=$version ;; esac
  relation=differs
  if [ "$digest" = extra ]; then
    relation=extra
  elif [ "$kind" = other ]; then
    relation=other
  elif [ "$compared" = "$digest" ]; then # both are "-" for a file that must not exist, and does not
    relation=same
  elif [ "$kind" = absent ]; then
    relation=absent
  elif [ "$digest" = unknown ]; then
    relation=unknown
  fi
  case "$recorded $kind" in
    '- absent') origin=none ;;
    '- '*) origin=foreign ;;
    *' absent') origin=missing ;;
    *) if [ "$recorded" = "$found_digest" ]; then origin=ours; else origin=edited; fi ;;
  esac
  judged=$judged$NL"$relation $origin $found_mode $found_owner $found_group $found_digest $path $kind $size"
}

# Prints each line after a "|", or one line "!" with the reason why not, and closes with ".". A line "\" before the
# closing one means that the last line has no newline. A file that is gone has no lines.
print_content() { # PATH KIND SIZE NULS
  if [ "$2" = other ]; then
    printf '!other\n'
  elif [ "$2" = file ] && [ "$3" -gt "$LARGEST" ]; then
    printf '!large\n'
  elif [ "$2" = file ] && [ "$4" -gt 0 ] && [ "$(tr -cd '\000' <".$1" | wc -c)" -gt 0 ]; then
    printf '!binary\n'
  elif [ "$2" = file ]; then
    # Read by the shell itself: a thousand sed would take seconds. At the end, text is the part after the last newline.
    { while IFS= read -r text; do printf '|%s\n' "$text"; done <".$1"; } 2>/dev/null || fail "$1 may not be read"
    [ -z "$text" ] || printf '|%s\n\\\n' "$text"
  fi
  printf '.\n'
}

# === changes ===
# From here to the call, functions may change a node. Read-only commands send the script without this part.

# --- changing files and folders ---

try() { # SENTENCE COMMAND...: runs the command; if it fails, so does the script, with the sentence and the reason
  sentence=$1
  shift
  reason=$("$@" 2>&1) || fail "$sentence: $reason"
}

note() { # WORDS: says in the log of the node what it does alone
  [ "$has_cron" = no ] || ! command -v logger >/dev/null || logger -t clusterc -p daemon.warning "$1" >/dev/null 2>&1 || :
}

# The pushes to this node, for "clusterc history". Nothing fails for it, and nothing is decided by it.
write_down() { # ENTRY [yes]: a line; none for an empty one, and none through a link, which may lead out of ROOT; yes: behind a line of this push
  [ -n "$1" ] && [ ! -L "$JOURNAL" ] || return 0
  {
    if [ "${2-}" != yes ] && [ -s "$JOURNAL" ]; then
      [ "$(wc -c <"$JOURNAL")" -le "$LONG" ] || shorten_journal
      [ -z "$(tail -c 1 "$JOURNAL")" ] || printf '\n' >>"$JOURNAL" # the power was lost in the middle of a line
    fi
    printf '%s\n' "$1" >>"$JOURNAL"
  } 2>/dev/null || :
}

shorten_journal() {
  tail -n 200 "$JOURNAL" >"$JOURNAL.new"
  mv -f "$JOURNAL.new" "$JOURNAL"
}

write_down_alone() { # put-back|kept: the end of the push that locked this node last
  push=
  [ ! -f "$JOURNAL" ] || push=$(sed -n 's/^{"v":1,"entry":"begin",.*"id":"\([0-9a-f]*\)".*/\1/p' "$JOURNAL" | tail -n 1)
  [ -z "$push" ] ||
    write_down "{\"v\":1,\"entry\":\"alone\",\"at\":\"$(date -u '+%Y-%m-%dT%H:%M:%SZ')\",\"id\":\"$push\",\"did\":\"$1\"}"
}

save() { # FILE TEXT: writes the text and a newline
  { printf '%s\n' "$2" >"$1"; } 2>/dev/null || fail "cannot write ${1#.}"
}

survey_index() { # INDEX: sets rows, one for each line
  rows=''
  survey "$1" '' add_row
}

add_row() { rows=$rows$NL$1; } # ROW

in_place() { # is the file of the row in the state of the row?
  if [ "$digest" = - ]; then
    [ "$kind" = absent ]
  else
    [ "$kind $found_digest $found_mode" = "file $digest $mode" ] && owned
  fi
}

owned() { # owners count only on a real node: a folder that plays one belongs to its user
  [ "$on_node" = no ] || {
    { [ "$owner" = "$found_owner" ] || [ "$owner" = "$found_uid" ]; } &&
      { [ "$group" = "$found_group" ] || [ "$group" = "$found_gid" ]; }
  }
}

make_folder() { # FOLDER MODE: creates it with MODE, and missing parents with 0755
  if [ -d "$1" ]; then
    stay_inside "$1"
  else
    make_folder "${1%/*}" 0755
    # "|| [ -d": another process that takes the lock may have made the folder in between
    reason=$(mkdir -m "$2" "$1" 2>&1) || [ -d "$1" ] || fail "cannot create the folder ${1#.}: $reason"
  fi
}

stay_inside() { # FOLDER: refuses one that a link has led out of ROOT
  [ "$on_node" = yes ] || {
    inside=$(cd -P "$1" && pwd -P) || fail "cannot enter ${1#.}"
    inside=$inside/
    [ "${inside#"$home"/}" != "$inside" ] || fail "${1#.} leads out of $home"
  }
}

prepare_file() { # SOURCE: writes what the row asks for to a temporary file in the same folder
  make_folder ".${path%/*}" "$folder_mode"
  [ ! -d "$temporary" ] || fail "cannot write $path: ${temporary#.} is a folder"
  try "cannot write $path" cp "$1" "$temporary"
  prepared=$prepared$NL"$owner:$group $mode $temporary"
}

# Sets owners and modes of the temporary files, each with one process for all files that are to have it.
own_prepared() {
  seen=$NL
  [ "$on_node" = no ] || for entry in $prepared; do is_owned_already || set_on_all "${entry%% *}" chown; done
  for entry in $prepared; do # after chown, which drops the setuid bit
    entry=${entry#* }
    [ "${entry%% *}" = 0600 ] || set_on_all "${entry%% *}" chmod # with the umask of this script, a copy has that one already
  done
}

# What root makes is root's, but for a group that a folder may hand on; test(1) has -O and -G in every shell that this must run in.
is_owned_already() {
  [ "${entry%% *}" = root:root ] && [ -O / ] && [ -O "${entry##* }" ] && [ -G "${entry##* }" ]
}

set_on_all() { # OWNER|MODE chown|chmod
  case $seen in *"$NL$1$NL"*) return 0 ;; esac
  seen=$seen$1$NL files=''
  for line in $prepared; do
    case $2$line in
      chown"$1 "* | chmod*" $1 "*) files=$files$NL${line##* } ;;
    esac
  done
  files=${files#"$NL"}
  if [ "$2" = chown ]; then
    reason=$(of_files chown "$1" 2>&1) || fail "cannot set the owner of what is to be put in place: $reason"
  else
    reason=$(of_files chmod "$1" 2>&1) || fail "cannot set the mode of what is to be put in place: $reason"
  fi
}

# Brings the files of an index to their state, and prints what was done to each. All temporary files are synced before
# the first one is renamed, so that a crash never leaves half a file under its name.
apply() { # staged|undo|undo/back PART
  read_index "$STATE/$1/index"
  survey_index "$index"
  copies=$STATE/$1
  [ "$1" = undo/back ] || copies=$copies/files
  pending='' labelled='' prepared='' touched=./etc
  for row in $rows; do
    take_row "$row"
    belongs "$2" || continue
    name_temporary
    [ ! -f "$temporary" ] || try "cannot remove what a killed run left next to $path" rm -f "$temporary"
    if in_place; then
      [ "$digest" = - ] || labelled=$labelled$NL$path # a run that was killed may not have come to the label
      printf 'kept %s\n' "$path"
    elif is_left "$1" "$2"; then
      printf 'left %s\n' "$path"
    elif [ "$kind" = other ]; then
      fail "$path is not a regular file"
    else
      [ "$digest" = - ] || prepare_file "$copies$path"
      pending=$pending$NL$row
      [ "${touched##*"$NL"}" = ".${path%/*}" ] || touched=$touched$NL.${path%/*}
    fi
  done
  [ -z "$prepared" ] || own_prepared
  [ -z "$pending" ] || flush $touched
  for row in $pending; do
    take_row "$row"
    name_temporary
    if [ "$digest" = - ]; then
      stay_inside ".${path%/*}"
      try "cannot remove $path" rm -f ".$path"
      printf 'removed %s\n' "$path"
    else
      try "cannot put $path in place" mv -f "$temporary" ".$path"
      labelled=$labelled$NL$path
      printf 'wrote %s\n' "$path"
    fi
  done
  if [ "$on_node" = yes ] && command -v restorecon >/dev/null; then
    printf '%s\n' "$labelled" | xargs -r restorecon >/dev/null || fail 'cannot set the SELinux labels of what was written'
  fi
  flush_last $touched
}

name_temporary() { temporary=".${path%/*}/.${path##*/}.clusterc"; }

belongs() { # PART: does the row belong to it? "announced": a cluster reads it by version; "exact": restored as it was; "gone": removed
  case $1 in
    announced) case $late in version/*) ;; *) return 1 ;; esac ;;
    exact) [ "$late" = - ] || [ "$digest" = - ] ;;
    former) [ "$digest" != - ] ;;
    gone) [ "$digest" = - ] ;;
  esac
}

is_left() { # staged|undo|undo/back PART: does a daemon, or "place", put the file of the row in place?
  case "$1 $2 $late $kind" in
    undo\ *) return 1 ;;
    *' carried/'*' file' | *' unannounced version/'*) ;;
    *) return 1 ;;
  esac
}

misplaced() { # staged|undo PART: prints the path of each file that is not in the state of that index
  read_index "$STATE/$1/index"
  survey_index "$index"
  for row in $rows; do
    take_row "$row"
    ! belongs "$2" || in_place || printf '%s\n' "$path"
  done
}

digest_of() { # prints that of stdin
  sum=$(sha256sum)
  printf '%s\n' "${sum%% *}"
}

# --- the state folder ---

is_id() { # staged|undo: does it exist, and is it of ID?
  [ -f "$STATE/$1/id" ] && { IFS= read -r whose <"$STATE/$1/id"; } 2>/dev/null && [ "$whose" = "$id" ]
}

need() { is_id "$1" || misuse "$1 is not that of $id"; } # staged|undo

drop() { # NAME: removes a folder of the state; renames it first, so that a kill leaves no half of it. Those of a trip go together, at its end
  [ "$on_trip" = yes ] || clear_away "$gone"
  [ -e "$STATE/$1" ] || return 0
  try "cannot remove $1" mv "$STATE/$1" "$STATE/$gone" # into it, if it is there
  [ "$on_trip" = yes ] || clear_away "$gone"
}

clear_away() { # NAME: of the state folder
  [ ! -e "$STATE/$1" ] || try 'cannot clear the state folder' rm -rf "$STATE/$1"
}

flush() { # FOLDER...: to the disk, the file systems of the state and of these; sync has -f since coreutils 8.24
  sync -f "$STATE" "$@" 2>/dev/null || sync
}

flush_last() { # what a verb has changed; a trip does so once, before the controller hears of it
  [ "$on_trip" = yes ] || flush "$@"
}

begin() { # [NAME]: makes a folder to fill, with one more in it; it is removed at exit unless "finish" has renamed it
  new=$STATE/new
  trap '[ ! -e "$new" ] || rm -rf "$new"' EXIT
  make_folder "$STATE" 0700
  clear_away new
  try 'cannot write in the state folder' mkdir "$new" "$new/files" ${1:+"$new/$1"}
}

finish() { # NAME: renames the filled folder to NAME
  drop "$1"
  try "cannot put $1 in place" mv "$new" "$STATE/$1"
}

verify_copies() { # FOLDER: do all files match its index? If not, wrong_copy names one
  sums=''
  { while IFS= read -r entry; do
    case $entry in [0-9a-f]*) sums=$sums${entry%% *}"  files"${entry##* }$NL ;; esac
  done; } <"$1/index"
  [ -n "$sums" ] || return 0
  report=$(printf '%s' "$sums" | (cd "$1" && exec sha256sum -c 2>/dev/null)) && return 0
  wrong_copy=$(printf '%s\n' "$report" | sed -n 's/^files\(.*\): FAILED.*/\1/p')
  wrong_copy=${wrong_copy%%"$NL"*}
  return 1
}

# --- lock and unlock ---

read_owner() {
  IFS= read -r signature || :
  case $signature in '' | - | unknown) misuse 'an owner line is needed, and neither "-" nor "unknown"' ;; esac
}

lock() {
  read_owner
  IFS= read -r seconds || :
  is_seconds "$seconds" || misuse 'the second line of a lock says for how many seconds'
  IFS= read -r entry || :
  make_folder "$STATE" 0700
  if reason=$(mkdir "$STATE/lock" 2>&1); then # mkdir either makes the folder or fails, so only one process can win
    trap 'rm -rf "$STATE/lock"' EXIT # on a full disk: a lock that cannot be signed is removed
    save "$STATE/lock/lease" "$seconds"
    find_boot
    find_uptime
    save "$STATE/lock/since" "$boot $uptime"
    save "$STATE/lock/owner" "$signature"
    trap - EXIT
    write_down "$entry"
    flush_last
  else
    [ -d "$STATE/lock" ] || fail "cannot take the lock: $reason"
    [ -s "$STATE/lock/owner" ] || sleep 1 # the winner is about to sign
    printf 'held %s\n' "$(lock_terms)"
    exit 3
  fi
}

unlock() {
  IFS= read -r signature || :
  IFS= read -r entry || :
  [ -d "$STATE/lock" ] || return 0
  find_holder
  [ "$signature" = "$holder" ] || exit 3
  write_down "$entry" "$on_trip"
  drop lock
  flush_last
}

need_lock() { # refuses what OWNER has no lock for any more
  [ -n "$caller" ] && ! is_still_held || return 0
  find_lock || holder=-
  [ "$holder" = "$caller" ] || complain 3 "the lock is not that of $caller any more; nothing was done"
  [ "$age" -le "$lease" ] || complain 3 "the time of the lock of $caller is over; nothing was done"
  hold_for "$((lease - age))"
}

# Within one request the lease is counted by the time since the boot, which costs no process.
hold_for() { # SECONDS
  find_uptime
  held_until=$((uptime + $1 * 100))
}

is_still_held() {
  [ -n "$held_until" ] && find_uptime && [ "$uptime" -lt "$held_until" ] &&
    { IFS= read -r holder <"$STATE/lock/owner"; } 2>/dev/null && [ "$holder" = "$caller" ]
}

# --- stage ---

stage() {
  refuse_change
  begin
  drop staged
  archive=$new/archive
  reason=$( (cat >"$archive") 2>&1) || fail "cannot write the archive to the state folder: $reason"
  listing=$(tar -t -v -f "$archive" 2>/dev/null) || misuse 'the input is no tar archive'
  names='' others_may=no
  for entry in $listing; do list_name "$entry"; done
  unpack
  read_index "$new/index"
  own=''
  while IFS= read -r path; do own=$own$NL$path; done <"$new/own"
  own=${own#"$NL"}
  : >"$new/own" # digests are added to the paths
  compare_names
  is_record "$new/installed.json" || misuse "the archive holds no installed.json of $id"
  stage_own
  verify_copies "$new" || complain 4 "the digest of $wrong_copy is not the one in the index; nothing is staged"
  clear_away new/archive
  make_folder "$STATE/generations" 0700 # now, as a commit must not need space
  save "$new/id" "$id"
  finish staged
  compare_kept
}

is_record() { # FILE: does it name ID?
  while IFS= read -r line; do [ "$line" != "  \"bundle\": \"$id\"," ] || return 0; done <"$1"
  return 1
}

# Files that the node keeps as they are are staged from where they are; those that a generation of the same bundle kept, from
# there, if the bundle still wants what it wanted then. "own" has a line for each, with the digest that the bundle wants.
stage_own() {
  for path in $own; do
    classify "$path"
    [ "$kind" = file ] || fail "$path went away"
  done
  take_copies . "$own"
  generation=$STATE/generations/$id
  [ -s "$generation/own" ] || return 0
  again=$(printf '%s\n' "$index" | sed -n 's/^\([0-9a-f]*\) .* \(.*\)$/\1 \2/p' | sort - "$generation/own" | uniq -d)
  again=$(for entry in $again; do printf '%s\n' "${entry##* }"; done)
  again=$({ printf '%s\n' "$again" && for path in $own; do printf '%s\n' "$path" "$path"; done; } | sed '/^$/d' | sort | uniq -u)
  take_copies "$generation/files" "$again"
}

take_copies() { # FOLDER PATHS: stages the files of the folder, and writes their digests to the index
  [ -n "$2" ] || return 0
  # shellcheck disable=SC2016 # as in "arm"
  printf '%s\n' "$2" | sed 's/^/./' |
    (cd "$1" && xargs sh -c 'tar -c -f - "$@" | tar -x -o -f - -C "$0"' "${home%/}/${new#./}/files") 2>/dev/null ||
    fail 'cannot copy the files'
  try 'cannot set modes in the state folder' chmod -R u=rwX,go= "$new"
  copied=$(cd "$new/files" && printf '%s\n' "$2" | sed 's/^/./' | xargs sha256sum) || fail 'cannot read the copies'
  printf '%s\n' "$copied" | awk -v own="$new/own" '
    NR == FNR { digest[substr($2, 2)] = $1; next }
    $7 in digest { print $1, $7 >>own; $1 = digest[$7] }
    { print }' - "$new/index" >"$new/filled" || fail 'cannot write in the state folder'
  try 'cannot write in the state folder' mv -f "$new/filled" "$new/index"
  read_index "$new/index"
}

refuse_change() { # the staged files belong to it, and only its copies can restore the node
  [ ! -f "$STATE/undo/confirmed" ] || fail "the change $(cat "$STATE/undo/id") is confirmed; commit it first"
  [ ! -f "$STATE/undo/armed" ] || fail "the change $(cat "$STATE/undo/id") is still armed; revert it first"
  [ ! -f "$STATE/undo/reverting" ] || fail "the change $(cat "$STATE/undo/id") is being rolled back; revert it first"
}

compare_kept() { # with a kept generation of the same bundle: prints "again PATH" or "other PATH"
  generation=$STATE/generations/$id
  [ -f "$generation/index" ] || return 0
  wanted_index=$index
  read_index "$generation/index"
  known=$index index=$wanted_index
  merged=$({
    for entry in $known; do printf '%s 0 %s\n' "${entry##* }" "${entry%% *}"; done
    for entry in $index; do printf '%s 1 %s\n' "${entry##* }" "${entry% *}"; done
  } | sort)
  path=
  for line in $merged; do
    IFS=' '
    set -- $line
    IFS=$NL
    if [ "$2" = 0 ]; then
      path=$1 found=$3
    elif [ "$1" = "$path" ] && { [ "$3" = "$found" ] || is_same_but_version "$1" "$7"; }; then
      printf 'again %s\n' "$1"
    else
      printf 'other %s\n' "$1"
    fi
  done
}

is_same_but_version() { # PATH LATE
  late=$2
  [ "$late" != - ] && [ -f "$STATE/staged/files$1" ] && [ -f "$generation/files$1" ] &&
    [ "$(without_version "$STATE/staged/files$1")" = "$(without_version "$generation/files$1")" ]
}

without_version() { # FILE: prints its sha256sum without the version; as it is if the version is not a plain number
  if is_versioned "$1"; then with_version 0 "$1" | sha256sum; else sha256sum <"$1"; fi
}

# Nothing is unpacked that is a link, or has a place elsewhere. Nothing is staged whose names are not those of the index, each once.
list_name() { # LINE of tar -t -v: adds the name of the file to names
  case $1 in
    *' -> '* | *' link to '* | [!-d]*) misuse "the archive holds something else than files and folders: $1" ;;
  esac
  name=${1##* }
  case $name in
    index | installed.json | activator | own) ;;
    patch.[1-9]) return 0 ;; # of the document, where it changes
    files/*) is_path "/${name%/}" || misuse "the archive holds a file that is out of place: $name" ;;
    *) misuse "the archive holds a file that is out of place: $name" ;;
  esac
  case $1 in -rw-------*) ;; *) others_may=yes ;; esac
  case $1 in -*) names=$names$NL$name ;; esac
}

compare_names() { # are the files of the archive, and those that are here already, those of the index?
  [ -n "$own" ] || ! is_in_order || return 0
  sorted=$({
    for name in $names; do printf '%s has\n' "$name"; done
    for name in $own; do printf 'files%s has\n' "$name"; done
    for name in activator index installed.json own; do printf '%s wants\n' "$name"; done
    for entry in $index; do case $entry in [0-9a-f]*) printf 'files%s wants\n' "${entry##* }" ;; esac done
  } | sort)
  name='' paired=''
  for line in $sorted; do
    case $line in
      "$paired wants") misuse "an index names twice: ${paired#files}" ;;
      "$name wants") paired=$name name='' ;;
      *' has')
        [ -z "$name" ] || break
        name=${line% has}
        ;;
      *)
        name=$line
        break
        ;;
    esac
  done
  [ -z "$name" ] || misuse 'the files of the archive are not those of its index'
}

# Are the names those of the index in its order, which is that of the letters, so that none is there twice? It costs no process.
is_in_order() {
  expected=${NL}activator
  above=''
  for entry in $index; do
    path=${entry##* }
    # shellcheck disable=SC3012 # where test(1) lacks it, the names are sorted
    [ "$above" \< "$path" ] || return 1
    above=$path
    case $entry in [0-9a-f]*) expected=$expected${NL}files$path ;; esac
  done
  [ "$names" = "$expected${NL}index${NL}installed.json${NL}own" ]
}

unpack() { # -o ignores the owners of the machine where it was made
  reason=$(tar -x -o -f "$archive" -C "$new" 2>&1) || misuse "the archive cannot be unpacked: $reason"
  for name in index own; do [ -f "$new/$name" ] || misuse 'the files of the archive are not those of its index'; done
  [ "$others_may" = no ] || try 'cannot set modes in the state folder' chmod -R u=rwX,go= "$new"
}

# --- the intent ---

take_intent() { # TEXT: sets a variable for each entry, and refuses malformed ones
  by='' deadline=0 new_version='' back_version='' fuse=0 whole=no announcement='' firsts='' reloads=''
  running_question='' own_question='' members_question=''
  kept='' query='' patched='' difference='' amend='' traces='' parts=0 settle=''
  IFS=$TAB$NL
  for value in $1; do
    case $value in *[[:cntrl:]]*) misuse 'an intent holds a control character' ;; esac
  done
  IFS=$NL
  for entry in $1; do
    value=${entry#* }
    case $entry in
      'owner '?*) by=$value ;;
      'deadline '*) deadline=$value ;;
      'version '*' '*) new_version=${value%% *} back_version=${value#* } ;;
      'fuse '*) fuse=$value ;;
      'leaving all') whole=yes ;;
      'announce '?*) announcement=$value ;;
      'running '*"$TAB"?*) running_question=$value ;;
      'own '*"$TAB"?*) own_question=$value ;;
      'members '*"$TAB"?*) members_question=$value ;;
      'kept '*' '*' '*' '*' '*) kept=$value ;;
      'query '?*) query=$value ;;
      'patched '?*) patched=$value ;;
      'difference '?*) difference=$value ;;
      'amend '*"$TAB"?*) amend=$value ;;
      'sign yes '*"$TAB"?* | 'sign no '*"$TAB"?*) traces=$traces$value$NL parts=$((parts + 1)) ;;
      'settle '*"$TAB"?*) settle=$value ;;
      'undo-first each '*"$TAB"?* | 'undo-first once '*"$TAB"?*) firsts=$firsts$value$NL ;;
      'undo each '*"$TAB"?* | 'undo once '*"$TAB"?* | 'undo shared '*"$TAB"?*) reloads=$reloads$value$NL ;;
      *) misuse "this line of an intent is out of form: $entry" ;;
    esac
  done
  for value in "$deadline" "$fuse" "${new_version:-0}" "${back_version:-0}"; do
    is_seconds "$value" || misuse "this is no number of an intent: $value"
  done
}

read_intent() {
  intent=
  [ ! -f "$STATE/undo/intent" ] ||
    { while IFS= read -r line || [ -n "$line" ]; do intent=$intent$line$NL; done <"$STATE/undo/intent"; }
  take_intent "$intent"
}

as_words() { # COMMAND...: the same as with_words; "@back" is the file to announce, "@1" and "@2" are the files one and other
  IFS=$TAB
  set -- "$@" $words
  IFS=$NL
  for word in "$@"; do
    shift
    [ "$word" != @back ] || word=$(file_to_announce)
    [ "$word" != @1 ] || word=$one
    [ "$word" != @2 ] || word=$other
    set -- "$@" "$word"
  done
  "$@"
}

file_to_announce() {
  read_index "$STATE/undo/back/index"
  printf '%s\n' "${home%/}/var/lib/clusterc/undo/back${index##* }"
}

in_time() { # SECONDS COMMAND...: kills it when it takes longer; it reads the file feed
  seconds=$1
  shift
  (exec "$@") <"$feed" 2>/dev/null & # a program, although a function of this script may have the same name
  asked=$!
  # exec, too, since a shell keeps what it redirects for one command: a reader would wait for the last sleep of the watch.
  (exec >/dev/null 2>&1 </dev/null && watch "$asked" "$seconds") &
  wait "$asked"
}

watch() { # PID SECONDS: polls each second, so that no process outlives the command
  left=$2
  while [ "$left" -gt 0 ]; do
    sleep 1
    kill -0 "$1" || return 0
    left=$((left - 1))
  done
  kill -s KILL "$1"
}

# --- one process at a time ---

# Only one process changes or restores files at a time: a controller, the timer, the fuse and cron may compete.
# The one that creates the folder "actor" may act. A folder left by a killed process is recognised by its process number,
# start time and boot, as a later process may have the same number.

act() { # false: another one is at work
  actor=$STATE/undo/actor
  [ "$runs_next" = no ] || ! is_acting || [ "${signed%% *}" != $$ ] || return 0 # arm, earlier in this request
  # The process that had it may have released it since: then once more.
  if ! take_actor && { [ -d "$actor" ] || ! take_actor; }; then
    [ -d "$actor" ] || [ ! -d "$STATE/undo" ] || fail "cannot write in the state folder: $reason"
    ! is_acting || return 1
    mv "$actor" "$actor.$$" 2>/dev/null || return 1
    rm -rf "$actor.$$"
    mkdir "$actor" 2>/dev/null || return 1
  fi
  save "$actor/process" "$(process $$)"
}

take_actor() { reason=$(mkdir "$actor" 2>&1); }

is_acting() {
  [ -d "$STATE/undo/actor" ] || return 1
  [ -s "$STATE/undo/actor/process" ] || sleep 1 # it is about to sign
  { IFS= read -r signed <"$STATE/undo/actor/process"; } 2>/dev/null || return 1
  [ -n "$signed" ] && [ "$signed" = "$(process "${signed%% *}")" ]
}

process() { # PID: prints "PID TICKS BOOT", TICKS from the boot to its begin; nothing when it has ended. proc(5)
  { IFS= read -r facts <"/proc/$1/stat"; } 2>/dev/null || return 0
  pid=$1
  IFS=' '
  set -- ${facts##*) }
  IFS=$NL
  case $1 in Z | X) return 0 ;; esac
  shift 19
  find_boot
  printf '%s %s %s\n' "$pid" "$1" "$boot"
}

release() { clear_away undo/actor; }

act_in_turn() { # waits for the other process; false if that one has ended the change
  waited=0
  while ! act; do
    [ "$waited" -lt "$OTHERS" ] || fail "another process is at work on $id"
    sleep 1
    waited=$((waited + 1))
    is_id undo || return 1
  done
}

work_on() { # acts where the change is armed
  need undo
  act_in_turn || fail "$id has been rolled back"
  [ -f "$STATE/undo/armed" ] && return 0
  release
  refuse_reverting
  misuse "$id is not armed"
}

refuse_reverting() { [ ! -f "$STATE/undo/reverting" ] || fail "$id is being rolled back"; }

# --- arm, run, place, probe, confirm ---

# A node is armed once all that it needs to roll itself back is in place and flushed: its copies, the line of cron, the timer.
arm() {
  need staged
  refuse_change
  take_input
  intent=$text
  take_intent "$intent"
  read_index "$STATE/staged/index"
  survey_index "$index"
  before=''
  for row in $rows; do
    take_row "$row"
    remember
  done
  before=${before#"$NL"}
  begin actor
  save "$new/index" "$before"
  missing_folders >"$new/folders"
  copied=''
  for entry in $before; do case $entry in [0-9a-f]*) copied=$copied$NL.${entry##* } ;; esac done
  [ -z "$copied" ] || copy_files
  [ -z "$new_version" ] || render_back
  [ -z "$kept" ] || remember_document
  now=$(date +%s)
  stamp=$now.$$
  until=0
  [ "$deadline" = 0 ] || until=$((now + deadline))
  try 'cannot copy the activator' cp "$STATE/staged/activator" "$new/activator"
  save "$new/intent" "$intent"
  find_boot
  save "$new/boot" "$boot"
  save "$new/deadline" "$until"
  save "$new/stamp" "$stamp"
  save "$new/id" "$id"
  save "$new/arming" "$id"
  save "$new/actor/process" "$(process $$)"
  finish undo
  trap 'leave_cron; drop undo' EXIT
  [ "$deadline" = 0 ] || call_by_cron
  flush ./etc # it must outlive a fence, which cuts the power
  [ "$deadline" = 0 ] || [ "$(detach timer "$stamp")" = ready ] || fail 'the timer cannot be started'
  try 'cannot arm the node' mv "$STATE/undo/arming" "$STATE/undo/armed"
  trap - EXIT
  [ "$runs_next" = yes ] || release
  [ "$deadline" = 0 ] || flush_last ./etc
}

copy_files() { # those of "copied"
  # Names go to tar as arguments, as busybox has no -T; each batch of xargs needs both ends of the pipe, so a sh.
  # shellcheck disable=SC2016 # that inner sh is the one to expand "$@" and "$0", which is the folder
  printf '%s\n' "${copied#"$NL"}" |
    xargs sh -c 'tar -c -f - "$@" | tar -x -o -f - -C "$0"' "$new/files" 2>/dev/null || fail 'cannot copy the files'
  try 'cannot set modes in the state folder' chmod -R u=rwX,go= "$new"
  verify_copies "$new" || fail "the copy of $wrong_copy is not what it was copied from"
}

remember() { # adds the index line that restores the found file to before; ids, as some have no name
  case $kind in
    file) before=$before$NL"$found_digest $found_mode $found_uid $found_gid $late 0755 $path" ;;
    absent) before=$before$NL"- 0000 0 0 $late 0755 $path" ;;
    *) fail "$path is not a regular file" ;;
  esac
}

missing_folders() { # prints the folders that the change will create, for a revert to remove
  printed=$NL
  for entry in $index; do
    above=${entry##* }
    above=${above%/*}
    while [ -n "$above" ] && [ ! -d ".$above" ]; do
      case $printed in *"$NL$above$NL"*) break ;; esac
      printed=$printed$above$NL
      printf '%s\n' "$above"
      above=${above%/*}
    done
  done
}

render_back() { # after the announcement, the old content can return only under a higher version
  try 'cannot write in the state folder' mkdir "$new/back"
  rendered=
  for entry in $before; do
    IFS=' '
    set -- $entry
    IFS=$NL
    case $5$1 in -* | *-) continue ;; esac
    late=$5
    make_folder "$new/back${7%/*}" 0700
    scan "$new/files$7" || fail "$7 cannot be read: it has to be XML that begins with <$element>, without a document type"
    [ "$value_at" -gt 0 ] || fail "$7 has no $attribute that could be raised"
    { with_version "$back_version" "$new/files$7" >"$new/back$7"; } 2>/dev/null || fail "cannot write ${new#.}/back$7"
    digest=$(digest_of <"$new/back$7")
    rendered=$rendered$NL"$digest ${entry#* }"
  done
  save "$new/back/index" "${rendered#"$NL"}"
}

detach() { # VERB STAMP: this script as a process that outlives the caller and its session; prints "ready" when it runs
  (
    trap '' HUP
    set -- sh "$STATE/undo/activator" "$home" "$1" "$id" "$2"
    ! command -v setsid >/dev/null || exec setsid "$@"
    exec "$@"
  ) </dev/null 2>/dev/null &
}

is_detached() { # says so, and leaves the pipe of the caller, who reads it to its end
  printf 'ready\n'
  exec >/dev/null
}

call_by_cron() { # each minute, and after a boot: processes do not outlive a crash
  [ "$has_cron" = yes ] || return 0
  make_folder "${CRON%/*}" 0755
  tick="root sh ${home%/}/var/lib/clusterc/undo/activator $home tick >/dev/null 2>&1"
  temporary=${CRON%/*}/.clusterc.clusterc # cron reads no file with a dot before its name
  [ ! -e "$temporary" ] || try "cannot remove what a killed run left next to ${CRON#.}" rm -f "$temporary"
  umask 022 # cheaper than chmod
  save "$temporary" "* * * * * $tick$NL@reboot $tick"
  umask 077
  try "cannot put ${CRON#.} in place" mv -f "$temporary" "$CRON"
}

leave_cron() {
  [ "$has_cron" = no ] || [ ! -e "$CRON" ] || try "cannot remove ${CRON#.}" rm -f "$CRON"
}

run() {
  need staged
  work_on
  read_intent
  part=all
  [ -z "$new_version" ] || part=unannounced
  [ -z "$kept" ] || part=former
  apply staged "$part"
  release
}

place() {
  need staged
  work_on
  read_intent
  if [ "$fuse" != 0 ] && [ -n "$new_version" ]; then # before the file, which must not stay without it
    now=$(date +%s)
    save "$STATE/undo/fuse" "$now.$$"
    [ "$(detach fuse "$now.$$")" = ready ] || fail 'the fuse cannot be started'
  fi
  apply staged announced
  release
}

hold() {
  work_on
  save "$STATE/undo/hold" "$id"
  try 'cannot clear the state folder' rm -f "$STATE/undo/fuse"
  release
}

probe() {
  need staged
  wrong=$(misplaced staged all) || exit
  for path in $wrong; do printf 'wrong %s\n' "$path"; done
  [ -z "$wrong" ] || fail "not in its staged state: $wrong"
}

confirm() {
  need undo
  waited=0 # a fuse may be checking; a process that has started to roll back does not stop
  while [ -f "$STATE/undo/armed" ] && is_acting; do
    [ "$waited" -lt "$OTHERS" ] || fail "another process is at work on $id"
    sleep 1
    waited=$((waited + 1))
  done
  if reason=$(mv "$STATE/undo/armed" "$STATE/undo/confirmed" 2>&1) || [ -f "$STATE/undo/confirmed" ]; then
    leave_cron
  else
    refuse_reverting
    is_id undo || fail "$id has been rolled back"
    fail "cannot disarm the undo: $reason"
  fi
}

# --- a trip ---

trip() { # STEP...
  on_trip=yes
  case $NL$*$NL in *"${NL}arm${NL}run$NL"*) runs_next=yes ;; esac
  for step in "$@"; do
    verb=${step%%"$TAB"*}
    case $verb in
      lock | compare | check | stage | arm | run | probe | commit | unlock) ;;
      *) misuse "no such step of a trip: $verb" ;;
    esac
    case $verb in stage | arm | run | commit) need_lock ;; esac
    case $verb in stage | arm | commit) clear_away "$gone" ;; esac # what a killed one has left
    find_uptime
    began=$uptime
    set +e # which "||" would do, too, and inside of the step
    (
      set -e
      "$verb"
    )
    code=$?
    set -e
    [ "$code" -eq 0 ] || {
      clear_away "$gone"
      exit "$code"
    }
    find_uptime
    printf 'done %s %s\n' "$verb" "$(((uptime - began) * 10))"
    [ "$verb" != lock ] || ! { IFS= read -r seconds <"$STATE/lock/lease"; } 2>/dev/null || hold_for "$seconds"
  done
  clear_away "$gone"
  flush ./etc
}

compare() {
  timeless=yes
  now=$(observe) || exit
  sum=$(printf '%s\n' "$now" | sha256sum)
  [ "${sum%% *}" = "${step#*"$TAB"}" ] || complain 5 'it is in another state now'
}

check() {
  words=${step#*"$TAB"}
  exits=${words%%"$TAB"*}
  words=${words#*"$TAB"}
  code=0
  said=$(with_words exec </dev/null) || code=$?
  case ,$exits, in *",$code,"*) return 0 ;; esac
  [ -z "$said" ] || printf '%s\n' "$said"
  [ "$code" -ne 0 ] || code=1
  exit "$code"
}

# --- commit, back and revert ---

commit() { # can be repeated until undo is gone, which goes last
  [ ! -e "$STATE/undo" ] || need undo
  { [ ! -f "$STATE/undo/armed" ] && [ ! -f "$STATE/undo/arming" ]; } || misuse "$id is armed, and not confirmed"
  refuse_reverting
  if [ -e "$STATE/staged" ]; then
    need staged
    make_folder "$STATE/generations" 0700
    drop "generations/$id"
    try 'cannot keep the generation' mv "$STATE/staged" "$STATE/generations/$id"
  elif [ ! -f "$STATE/undo/confirmed" ]; then
    misuse "staged is not that of $id"
  fi
  clear_away "generations/$id/patch"
  [ ! -f "$STATE/generations/$id/installed.json" ] ||
    try 'cannot write installed.json' mv -f "$STATE/generations/$id/installed.json" "$STATE/installed.json"
  leave_cron
  drop undo
  prune
  flush_last ./etc
}

prune() { # keeps the current generation and the two newest others
  set +f
  set -- "$STATE"/generations/*
  set -f
  [ $# -gt 3 ] || return 0
  kept=1
  newest_first=$(ls -t "$STATE/generations")
  for generation in $newest_first; do
    [ "$generation" != "$id" ] || continue
    kept=$((kept + 1))
    [ "$kept" -le 3 ] || drop "generations/$generation"
  done
}

begin_reverting() { # false if another process has done it; from here on it can only be rolled back
  held=no
  [ ! -f "$STATE/undo/confirmed" ] || held=yes
  act_in_turn || return 1
  if [ "$held" = no ] && [ -f "$STATE/undo/confirmed" ]; then
    release
    fail "$id was found to hold in the cluster, and is kept"
  fi
  for mark in arming armed confirmed; do
    [ ! -f "$STATE/undo/$mark" ] || mv "$STATE/undo/$mark" "$STATE/undo/reverting" 2>/dev/null || :
  done
  # confirm competes for the mark, and may have been faster.
  [ -f "$STATE/undo/reverting" ] ||
    try 'cannot mark the change as being rolled back' mv "$STATE/undo/confirmed" "$STATE/undo/reverting"
}

back() {
  need undo
  read_intent
  [ -n "$new_version$kept" ] || misuse "no cluster reads $id"
  begin_reverting || fail "$id has been rolled back"
  save "$STATE/undo/backed" "$id" # first: the exact file must not be restored any more
  part=exact
  [ -z "$kept" ] || part=former
  undone=$(apply undo "$part") || exit
  placed=''
  [ -z "$new_version" ] || placed=$(apply undo/back all) || exit
  printf '%s\n' "$undone" | sed -n -e 's/^wrote /restored /p' -e 's/^removed /restored /p'
  printf '%s\n' "$placed" | sed -n -e 's/^wrote /placed /p' -e '/^left /p'
  release
}

revert() {
  [ ! -d "$STATE/lock" ] || need_lock # without a lock, no other push is at work
  if is_id undo; then
    ! begin_reverting || {
      read_intent
      restore_document || [ $? -eq 2 ] || fail 'the document of the cluster is not as it was'
      restore
      forget
    }
  elif is_id staged; then
    drop staged
  elif [ -e "$STATE/staged" ] || [ -e "$STATE/undo" ]; then
    misuse "neither staged nor undo is that of $id"
  fi
  [ -z "$caller" ] || [ -d "$STATE/lock" ] || printf 'unlocked\n'
}

restore() { # restores the files, all as they were, or the announced one with another version
  part=all
  [ -n "$kept" ] || [ ! -f "$STATE/undo/backed" ] || part=exact
  undone=$(apply undo "$part") || exit
  wrong=$(misplaced undo "$part") || exit
  announced=
  [ "$part" = all ] || announced=$(sed -n 's/^[0-9a-f].* \(.*\)$/\1/p' "$STATE/undo/back/index")
  late=
  [ -z "$announced" ] || late=$(sed -n 's/^[0-9a-f].* \([^ ]*\) [0-7]* [^ ]*$/\1/p' "$STATE/undo/back/index")
  for path in $announced; do is_old_content || wrong=$wrong$NL$path; done
  [ -z "$wrong" ] || fail "not restored: $(printf '%s\n' "$wrong" | tr '\n' ' ')"
  for path in $announced; do follow_in_record; done
  deepest_first=$(sort -r "$STATE/undo/folders")
  for folder in $deepest_first; do
    [ ! -d ".$folder" ] || rmdir ".$folder" 2>/dev/null || : # another program may have put a file in it
  done
  printf '%s\n' "$undone" | sed -n -e 's/^wrote /restored /p' -e 's/^removed /restored /p'
}

is_old_content() { # of the file at path
  classify "$path"
  [ "$kind" = 'file' ] &&
    [ "$(any_version ".$path")" = "$(any_version "$STATE/undo/files$path")" ]
}

any_version() { # FILE: prints the digest that it has with the version 0
  if scan "$1" && [ "$value_at" -gt 0 ]; then with_version 0 "$1" | digest_of; else digest_of <"$1"; fi
}

version_of() { # FILE: prints its version; nothing if it has none or cannot be read
  [ -f "$1" ] || return 0
  scan "$1" || [ $? -eq 4 ] || fail "${1#.} may not be read"
  printf '%s\n' "$version"
}

# The old content has a new version, which must be recorded: otherwise it would look edited by hand.
# A file that was edited by hand before stays so. The index is written last: until then this can be repeated.
follow_in_record() { # of the file at path
  read_record
  generation=$STATE/generations/$installed/index
  [ -f "$generation" ] || return 0
  old=$(digest_of <"$STATE/undo/files$path")
  now=$(digest_of <".$path")
  version=$(version_of ".$path") || exit
  known=$(cat "$generation")
  followed=$(for entry in $known; do
    [ "${entry##* } ${entry%% *}" != "$path $old" ] || entry="$now ${entry#* }"
    printf '%s\n' "$entry"
  done)
  [ "$followed" != "$known" ] || return 0
  record=$(sed "s/\(\"config-version\": \)[0-9][0-9]*/\1$version/" "$STATE/installed.json")
  replace installed.json "$record"
  replace "generations/$installed/index" "$followed"
}

replace() { # NAME TEXT: of a file of the state folder, by rename
  save "$STATE/$1.new" "$2"
  try "cannot write $1" mv -f "$STATE/$1.new" "$STATE/$1"
}

forget() { # undo goes last, so that this can be repeated
  drop staged
  leave_cron
  drop undo
  flush ./etc
}

# --- a document that the cluster keeps ---

ask_document() { # FILE: writes it there, and sets document_version and updates; false if it cannot be had
  words=$query
  with_words in_time "$COMMAND" >"$1" || return 1
  IFS=' '
  set -- "$1" $kept
  IFS=$NL
  planned=$6 document_version=''
  for attribute in "$3" "$4" "$5"; do
    late=kept/$2/$attribute
    scan "$1" || return 1
    updates=$version
    [ "$attribute" = "$5" ] || document_version=${document_version:+$document_version.}$version
  done
  [ -n "$updates" ]
}

is_as_planned() { # PARTS: of the change that it has already
  planned=${planned%.*}.$((${planned##*.} + $1))
  [ "$document_version" = "$planned" ] ||
    complain 5 "the document of the cluster has version $document_version, and not $planned any more"
}

# What takes the change back is worked out before it is made: only here the old values of secrets are known. It holds what the change
# does and nothing else, so that what others write after it stays.
remember_document() {
  ask_document "$new/before" || fail 'the document of the cluster cannot be read'
  is_as_planned 0
  nth=0
  while [ "$nth" -lt "$parts" ]; do
    nth=$((nth + 1))
    fill_patch "$new/filled"
    one=$new/before other=$new/filled words=$patched
    as_words in_time "$COMMAND" >"$new/after" || fail 'the document of the cluster does not fit its change'
    one=$new/after other=$new/before words=$difference code=0
    as_words in_time "$COMMAND" >"$new/reverse.$nth" || code=$?
    [ "$code" -eq 1 ] || fail 'what takes the change of the document back cannot be worked out'
    try 'cannot write in the state folder' mv "$new/after" "$new/before"
  done
  clear_away new/before
  clear_away new/filled
}

fill_patch() { # FILE: of the part, with the number of updates that the document has
  sed "s/@updates@/$updates/" "$STATE/staged/patch.$nth" >"$1" || fail "cannot write ${1#.}"
}

# The parts of a change come one after the other, and the cluster is at rest between them. Which one is next the document says itself.
find_part() { # sets nth and trace: the first that the document lacks; 1: it has all; 2: that is unknown
  nth=0
  for trace in $traces; do
    nth=$((nth + 1)) code=0
    is_changed || code=$?
    case $code in
      1) return 0 ;;
      2) return 2 ;;
    esac
  done
  return 1
}

patch() { # the next part; while the cluster writes other things, the number of updates may be another one a moment later
  need staged
  work_on
  read_intent
  [ -n "$kept" ] || misuse "no document changes with $id"
  find_part || fail 'the document of the cluster cannot be read, or has the whole change'
  tries=0 code=103
  while [ "$code" -ne 0 ]; do
    ask_document "$STATE/undo/live" || fail 'the document of the cluster cannot be read'
    is_as_planned $((nth - 1))
    fill_patch "$STATE/undo/filled"
    feed=$STATE/undo/filled
    send_patch
    [ "$code" -eq 0 ] || { [ "$code" = "${amend%%"$TAB"*}" ] && [ "$tries" -lt 20 ]; } ||
      fail "the cluster does not take the change of its document: exit code $code"
    tries=$((tries + 1))
  done
  clear_away undo/live
  clear_away undo/filled
  release
}

send_patch() { # the file feed; sets code. What the program prints may hold every secret of the document
  code=0 words=${amend#*"$TAB"}
  with_words in_time "$COMMAND" >/dev/null || code=$?
  feed=/dev/null
}

is_changed() { # has the document the part of the trace? 1: no; 2: unknown
  [ "$has_cluster" = yes ] || return 1
  words=${trace#* } answered=0
  absent=${words%%"$TAB"*} words=${words#*"$TAB"} there=no
  with_words in_time "$ANSWER" >/dev/null || answered=$?
  case $answered in
    0) there=yes ;;
    "$absent") ;;
    *) return 2 ;;
  esac
  [ "$there" = "${trace%% *}" ]
}

is_unchanged() { # has the document no part of the change? 1: it has one; 2: that is unknown
  for trace in $traces; do
    code=0
    is_changed || code=$?
    case $code in
      0) return 1 ;;
      2) return 2 ;;
    esac
  done
}

verify() {
  need undo
  read_intent
  left=$ANSWER
  for trace in $traces; do :; done # the last part
  until is_changed; do
    [ "$left" -gt 0 ] || fail 'the document of the cluster does not have the change'
    sleep "$SECOND"
    left=$((left - 1))
  done
}

rest() {
  need undo
  read_intent
  settle_down || fail "the cluster is not at rest after ${settle%%"$TAB"*} s"
}

settle_down() {
  words=${settle#*"$TAB"}
  with_words in_time "$((${settle%%"$TAB"*} + ANSWER))" >/dev/null
}

clear() {
  need staged
  work_on
  apply staged gone
  release
}

# Puts back what the change did to the document: once, and on the member with the lowest id. What runs needs its files until then, so
# those that were there come first, and the new ones go last. 1: the document still has the change; 2: that is unknown.
restore_document() {
  [ -n "$kept" ] || return 0
  code=0
  is_unchanged || code=$?
  case $code in 0) return 0 ;; 2) return 2 ;; esac
  apply undo former >/dev/null
  if is_lowest_member && { [ "$verb" = revert ] || ! is_too_late; }; then
    [ -f "$STATE/undo/backed" ] || sleep "$PAUSE" # until the other nodes have their files
    take_back_parts
  fi
  left=$((PATIENCE + (parts - 1) * ${settle%%"$TAB"*}))
  until is_unchanged; do
    [ "$left" -gt 0 ] || return 1
    sleep "$SECOND"
    left=$((left - 1))
  done
  settle_down || fail 'the cluster is not at rest'
}

take_back_parts() { # the last one first; the cluster is at rest between them, as on the way there
  nth=$parts
  while [ "$nth" -gt 0 ]; do
    trace=$(printf '%s' "$traces" | sed -n "${nth}p") code=0
    is_changed || code=$?
    if [ "$code" -eq 0 ]; then
      feed=$STATE/undo/reverse.$nth
      send_patch
      [ "$code" -eq 0 ] || ! is_changed || fail "the cluster does not take its document back: exit code $code"
      [ "$nth" -eq 1 ] || settle_down || fail 'the cluster is not at rest'
    fi
    nth=$((nth - 1))
  done
}

# --- the node alone ---

is_stamped() { # NAME: is the undo still armed, and that of the stamp with which this process was started?
  [ -f "$STATE/undo/armed" ] && { IFS= read -r found <"$STATE/undo/$1"; } 2>/dev/null && [ "$found" = "$stamp" ]
}

wait_while_stamped() { # NAME SECONDS
  left=$2
  while is_stamped "$1"; do
    [ "$left" -gt 0 ] || return 0
    sleep "$SECOND" # counted, as the clock may be set
    left=$((left - 1))
  done
  return 1
}

timer() {
  is_detached
  read_intent
  while ! is_stamped stamp && is_acting; do sleep "$SECOND"; done # "arm", mostly
  wait_while_stamped stamp "$deadline" || return 0
  while is_stamped stamp && ! expire; do sleep "$SECOND"; done
}

fuse() { # an unannounced file must not stay: a node that boots would announce it
  is_detached
  read_intent
  while is_stamped fuse && is_acting; do sleep "$SECOND"; done # "place", mostly
  wait_while_stamped fuse "$fuse" || return 0
  while is_stamped fuse; do
    if act; then
      runs_at_least "$new_version" || ! is_stamped fuse || apply undo announced
      release
      return 0
    fi
    sleep "$SECOND"
  done
}

tick() {
  if [ -f "$STATE/undo/reverting" ]; then
    id=$(cat "$STATE/undo/id")
    expire || : # another process is at work
  elif [ -f "$STATE/undo/armed" ]; then
    id=$(cat "$STATE/undo/id")
    ! is_overdue || expire || :
  elif ! is_acting; then # "arm" puts the line there before the node is armed
    leave_cron
  fi
}

# After a crash there is nothing to wait for, unless the cluster may run the new file. Where every node had left it, one that is
# alone runs the file that it found when it booted, and the others go back without it.
is_overdue() {
  read_intent
  until=0
  { IFS= read -r until <"$STATE/undo/deadline"; } 2>/dev/null || :
  [ "$until" != 0 ] || return 1
  now=$(date +%s)
  [ "$now" -lt $((until + LATE)) ] || return 0
  ! is_same_boot || return 1
  [ -z "$kept" ] || is_unchanged || return 1
  [ -z "$new_version" ] || ! runs_at_least "$new_version" || { [ "$whole" = yes ] && is_alone; }
}

expire() { # the node rolls back by itself; false while another process is at work
  act || return 1
  if [ ! -f "$STATE/undo/reverting" ] && ! mv "$STATE/undo/armed" "$STATE/undo/reverting" 2>/dev/null; then
    [ ! -d "$STATE/undo" ] || release # it was confirmed
    return 0
  fi
  read_intent
  note "no word from ${by:-the controller} in time: rolling back what bundle $id changed"
  leads=no
  ! is_lowest_member || leads=yes
  goes=exact
  if has_back && { runs_at_least "$new_version" || runs_as_well; }; then
    if announce_back; then
      goes=back
    elif runs_at_least "$new_version"; then
      keep
      return 0
    fi
  elif has_back && is_between; then
    save "$STATE/undo/backed" "$id"
    apply undo/back all
    sleep "$PAUSE"
    sleep "$PAUSE" # until the other nodes have it, and know of each other
    goes=back
  fi
  [ "$goes" = back ] || try 'cannot clear the state folder' rm -f "$STATE/undo/backed"
  restored=0
  restore_document || restored=$?
  [ "$restored" -ne 2 ] || fail 'the cluster that keeps the document does not run here'
  if [ "$restored" -ne 0 ]; then
    keep
    return 0
  fi
  find_passed
  undo_all "$firsts"
  restore
  undo_all "$reloads"
  find_holder
  [ -z "$by" ] || [ "$holder" != "$by" ] || drop lock
  forget
  write_down_alone put-back
  note "what bundle $id changed is rolled back"
}

has_back() { # a node that had no such file before leaves the cluster, and announces nothing
  [ -n "$new_version" ] && [ -s "$STATE/undo/back/index" ]
}

# Where every node leaves the cluster some may not have come to it: then all of them go to the version of the rollback, if
# the one that leads says so.
runs_as_well() { [ "$whole" = yes ] && runs_at_least 1 && is_same_boot; }

is_same_boot() {
  find_boot
  [ "$boot" = "$(cat "$STATE/undo/boot")" ]
}

# Has the cluster read it, and is this node out of the cluster for a moment, as the change wants it? Then it joins again
# with what the others go back to. After a crash their state is unknown.
is_between() {
  [ -f "$STATE/undo/hold" ] && find_running in_time "$ANSWER" && [ "$running" = - ] && is_same_boot
}

runs_at_least() { # VERSION
  find_running in_time "$ANSWER"
  [ "$running" != - ] && [ "$running" -ge "$1" ]
}

is_lowest_member() { # does this node have the lowest id of the members?
  find_members || return 1
  for member in $members; do [ "$member" -ge "$own" ] || return 1; done
}

is_alone() { # does this node know of no other member?
  find_members || return 1
  for member in $members; do [ "$member" -eq "$own" ] || return 1; done
}

find_members() { # sets own and members to ids, and line and words; 0 is none of a node
  members=
  find_number "$own_question" in_time "$ANSWER"
  own=$number
  [ -n "$own" ] && [ -n "$members_question" ] || return 1
  sign=${members_question%%"$TAB"*} words=${members_question#*"$TAB"}
  listed=$(with_words in_time "$ANSWER") || :
  for line in $listed; do
    IFS=' '
    set -- $line
    IFS=$NL
    case ${1-} in [1-9]*) ;; *) continue ;; esac
    case $1 in *[!0-9]*) continue ;; esac
    [ "$sign" = - ] || [ "${2-}" = "$sign" ] || continue
    members=$members$NL$1
  done
}

announce_back() { # true when the cluster runs the old content
  save "$STATE/undo/backed" "$id"
  apply undo/back all
  ! runs_at_least "$back_version" || return 0
  sleep "$PAUSE"
  ! is_too_late || leads=no
  # If every node leaves the cluster, the controller sends "hold" before the first one does.
  [ -f "$STATE/undo/hold" ] || runs_at_least "$new_version" || leads=no
  words=$announcement
  [ "$leads" = no ] || [ -z "$words" ] || as_words in_time "$COMMAND" || : # the cluster is asked for the result
  left=$PATIENCE
  while ! runs_at_least "$back_version"; do
    [ "$left" -gt 0 ] || return 1
    sleep "$SECOND"
    left=$((left - 1))
  done
}

# Those that were in time have waited for this node, if it was to lead, and have kept the change then.
is_too_late() {
  until=0
  { IFS= read -r until <"$STATE/undo/deadline"; } 2>/dev/null || :
  now=$(date +%s)
  [ "$until" != 0 ] && [ "$now" -gt $((until + LATEST)) ]
}

# The first to be confirmed is the one that would have announced the old content, so where it did not the change holds.
keep() {
  apply staged all
  try 'cannot clear the state folder' rm -f "$STATE/undo/backed"
  try 'cannot mark the change as confirmed' mv "$STATE/undo/reverting" "$STATE/undo/confirmed"
  leave_cron
  release
  write_down_alone kept
  note "bundle $id was found to hold in the cluster, and is kept"
}

find_passed() { # sets passed to how many commands of the intent this boot has run; position counts them
  position=0 passed=0
  ! is_same_boot || { IFS= read -r passed <"$STATE/undo/passed"; } 2>/dev/null || passed=0
}

# One that fails leaves a change that is being rolled back: the next tick goes on with it. What came before it is not done again, as
# it stops and starts the daemons of the cluster, and those need some time before they answer.
undo_all() { # COMMANDS: of an intent
  for line in $1; do
    position=$((position + 1))
    [ "$position" -gt "$passed" ] || continue
    entry=$line
    # Asked here: where every node leaves the cluster, none of them leads before it is back. It sets line and words.
    case $entry in
      'once '*) is_lowest_member || continue ;;
      'shared '*) # all nodes read their files by it: until the others have theirs; daemons that have started since have read the file
        { is_same_boot && is_lowest_member; } || continue
        sleep "$PAUSE"
        ;;
    esac
    exits=${entry#* }
    words=${exits#*"$TAB"}
    exits=${exits%%"$TAB"*}
    code=0
    (exec >/dev/null && as_words in_time "$COMMAND") || code=$?
    # Daemons that have started since have read the current file; a failing announcement after a crash is no error.
    case ,$exits, in *",$code,"*) ;; *) ! is_same_boot || fail "$(printf '%s' "$words" | tr '\t' ' ') ended with $code" ;; esac
    save "$STATE/undo/passed" "$position"
  done
}

# === the call ===

[ $# -ge 2 ] || misuse 'the call is ROOT VERB [ID]'
root=$1 verb=$2 id=${3-}
case $root in /*) ;; *) misuse "ROOT has to be absolute: $root" ;; esac
cd -P "$root" 2>/dev/null || fail "cannot enter the folder $root"
home=$PWD
on_node=no
case $home in
  / | //) # bash keeps two slashes
    home=/ on_node=yes has_cluster=yes has_cron=yes
    PATH=$PATH:/usr/sbin:/sbin # for restorecon and cluster programs
    ;;
  *) # a test may simulate both with shorter times; on a node variables are ignored
    has_cluster=${CLUSTERC_TEST_CLUSTER:-no} has_cron=${CLUSTERC_TEST_CRON:-no} BOOT=${CLUSTERC_TEST_BOOT:-$BOOT}
    PAUSE=${CLUSTERC_TEST_PAUSE:-$PAUSE} PATIENCE=${CLUSTERC_TEST_PATIENCE:-$PATIENCE}
    SECOND=${CLUSTERC_TEST_SECOND:-$SECOND}
    ! led_out "${STATE#.}" || fail "${STATE#.} leads out of $home"
    for entry in installed.json lock staged undo generations; do
      [ ! -L "$STATE/$entry" ] || fail "${STATE#.}/$entry is a link"
    done
    ;;
esac
gone=gone
case $verb in timer | fuse | tick) gone=cleared ;; esac # a controller may be at work on something else
stamp=${4-} caller='' given=$#
case "$verb $#" in
  'timer 4' | 'fuse 4') ;;
  'trip '*) caller=${4-} given=any ;;
  *' 4') caller=$4 given=3 ;;
esac
if [ $# -ge 3 ]; then
  case $id in *[!0-9a-f]*) misuse "an ID has hex digits only: $id" ;; esac
  [ ${#id} -eq 64 ] || misuse "an ID has 64 digits: $id"
fi
case $verb in stage | arm | run | place | patch | clear | hold | confirm | commit | back) need_lock ;; esac
case "$verb $given" in
  'observe 2') observe ;;
  'lock 2') lock ;;
  'unlock 2') unlock ;;
  'stage 3') stage ;;
  'arm 3') arm ;;
  'run 3') run ;;
  'place 3') place ;;
  'patch 3') patch ;;
  'verify 3') verify ;;
  'rest 3') rest ;;
  'clear 3') clear ;;
  'hold 3') hold ;;
  'probe 3') probe ;;
  'confirm 3') confirm ;;
  'commit 3') commit ;;
  'back 3') back ;;
  'revert 3') revert ;;
  'timer 4') timer ;;
  'fuse 4') fuse ;;
  'tick 2') tick ;;
  'trip any')
    [ $# -ge 5 ] || misuse 'a trip has an ID, an OWNER and a STEP'
    shift 4
    trip "$@"
    ;;
  *) misuse "no such verb, or not with these arguments: $verb" ;;
esac
