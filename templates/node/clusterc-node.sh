#!/bin/sh
# clusterc-node: the hand of clusterc on one cluster node.
#
# clusterc passes this text over ssh and the input of the verb on stdin:
#
#     sh -c "$SCRIPT" clusterc-node ROOT VERB [ID]
#
# ROOT is / on a node, or a folder that plays a node. ID is the bundle, 64 hex digits. An index has one line a file,
# "DIGEST MODE OWNER GROUP LATE FOLDERMODE PATH"; the digest "-" says that the file must not exist. LATE is "-", or
# "config_version" for a file that is compared without that number, or "carried" for one that besides is only staged
# here where there is one already: a daemon of the cluster brings the new one to its place (ccsd, of RHEL 5).
#
#     observe      index      tells what stands on the node and changes nothing
#     lock         owner      takes the lock, or prints "held OWNER"
#     unlock       owner      gives back a lock of that owner
#     stage ID     tar        unpacks index, installed.json and files/... beside the live files, checks each digest
#     arm ID                  keeps a copy of what the change will touch
#     run ID                  brings each file to its staged state: "kept", "wrote", "left" or "removed PATH"
#     probe ID                prints "wrong PATH" for each file that is not in its staged state
#     confirm ID              the change holds on this node; once it holds on all, it only goes forward
#     commit ID               the staged state becomes the installed generation; by renames, as the disk may be full
#     revert ID               puts the copy back ("restored PATH"), or drops what was only staged; twice is safe
#
# Exit: 0 done, 1 failed, 2 wrong use of this protocol, 3 the lock is somebody else's, 4 a digest is wrong, none staged.
#
# It writes in ROOT/var/lib/clusterc, at the paths of an index and in their folders, and nowhere else. A file appears
# by rename, with owner and mode already set, so nobody ever meets half of one. It restarts no service.
#
# It has to run in dash, busybox and bash 3.2, with the tools of RHEL 5. Hence: no "local", no "[[", no here-document
# (bash makes a file of it, and observe must make none), and no "case" inside "$(...)", which bash 3.2 cannot parse.
# A list is a variable with one entry a line, IFS is a newline, and "$list" without quotes walks through it.
# "|| exit" after "$(...)" hands on the exit code of the function that failed in there and has told why.
#
# Splitting lists and rows is the meaning of each expansion without quotes, and "set -f" keeps globs out:
# shellcheck disable=SC2086
# Generations are sought by age, which find cannot sort by, and their names are hex digits, so ls is safe:
# shellcheck disable=SC2012
set -euf
umask 077
LC_ALL=C
export LC_ALL
NL='
'
IFS=$NL
STATE=./var/lib/clusterc # relative: all work is done from within ROOT, so paths hold no blank and xargs may split them
LARGEST=1048576          # bytes of a file that observe still prints

# --- saying what went wrong ---

complain() { # CODE SENTENCE: of what a tool or a list adds to the sentence, the first line is enough
  printf 'clusterc-node: %s\n' "${2%%"$NL"*}" >&2 || :
  exit "$1"
}
fail() { complain 1 "$1"; }
misuse() { complain 2 "$1"; }

try() { # SENTENCE COMMAND...: runs the command; if it fails, so does the script, with the sentence and the reason
  sentence=$1
  shift
  reason=$("$@" 2>&1) || fail "$sentence: $reason"
}

save() { # FILE TEXT: writes the text and a newline
  { printf '%s\n' "$2" >"$1"; } 2>/dev/null || fail "cannot write ${1#.}"
}

# --- reading an index ---

read_index() { # stdin: an index; prints it, and refuses a line that is out of form
  index=$(cat)
  for entry in $index; do
    IFS=' '
    set -- $entry
    IFS=$NL
    is_line "$@" || misuse "this line of an index is out of form: $entry"
  done
  printf '%s\n' "$index"
}

is_line() { # FIELD...
  [ $# -eq 7 ] && is_digest "$1" && is_mode "$2" && is_name "$3" && is_name "$4" && is_late "$5" && is_mode "$6" &&
    is_path "$7"
}

is_digest() { # "-": the file must not exist; "unknown": a secret in it is not at hand
  case $1 in - | unknown) return 0 ;; *[!0-9a-f]*) return 1 ;; esac
  [ ${#1} -eq 64 ]
}

is_mode() { case $1 in [0-7][0-7][0-7][0-7]) ;; *) return 1 ;; esac }

is_name() { # of an owner or a group
  case $1 in [!A-Za-z0-9_]* | *[!A-Za-z0-9_.-]*) return 1 ;; esac
}

is_late() { case $1 in - | config_version | carried) ;; *) return 1 ;; esac }

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
    above=${1%/*} # a folder that may not be searched makes what is in it look absent
    while [ -n "$above" ] && [ ! -e ".$above" ]; do above=${above%/*}; done
    [ ! -d "./$above" ] || [ -x "./$above" ] || fail "$1 may not be read"
  fi
}

led_out() { # FOLDER: does a link on the way to it lead out of ROOT? On a node there is no outside
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

# Joins an index with what stands on disk, and with the digests of a second index, for the paths of both. One
# sha256sum and one stat serve all files; "sort" brings the lines about one path together, tagged 0 to 3. Rows come
# in the order of their paths. A process costs more than a line of shell, and observe runs on every node at once:
# what the shell can do by itself, it does.
survey() { # INDEX RECORDED
  files=$(for entry in $1 $2; do list_file "${entry##* }"; done) || exit
  digests=$(of_files sha256sum 2>/dev/null) || fail 'a file went away while it was read'
  stats=$(of_files stat -c '%n 3 %a %U %G %u %g %s' 2>/dev/null) ||
    fail 'a file went away while it was looked at'
  merged=$({
    for entry in $2; do printf '%s 0 %s\n' "${entry##* }" "${entry%% *}"; done
    for entry in $1; do printf '%s 1 %s\n' "${entry##* }" "${entry% *}"; done
    for line in $digests; do printf '%s 2 %s\n' "${line#*  .}" "${line%% *}"; done
    for line in $stats; do printf '%s\n' "${line#.}"; done
  } | sort)
  path=
  for line in $merged; do
    IFS=' '
    set -- $line
    IFS=$NL
    [ "$1" = "$path" ] || next_row "$1"
    case $2 in
      0) recorded=$3 ;;
      1) [ "$wanted" = 'extra - - - - -' ] || misuse "an index names twice: $path" ;;
    esac
    case $2 in
      1) wanted="$3 $4 $5 $6 $7 $8" ;;
      2) found=$3 ;;
      3) four_digits "$3" && facts="$mode $4 $5 $6 $7 $8" ;;
    esac
  done
  next_row ''
}

of_files() { # COMMAND...: with all files as its arguments; xargs for more than the kernel of RHEL 5 takes at once
  if [ ${#files} -gt 65536 ]; then
    printf '%s\n' "$files" | xargs "$@"
  elif [ -n "$files" ]; then
    "$@" $files
  fi
}

list_file() { # PATH: prints it with a dot before it, if it is a file
  classify "$1"
  [ "$kind" != 'file' ] || printf '.%s\n' "$1"
}

four_digits() { # MODE: sets mode to it, as stat leaves out zeros: 640 is 0640
  mode=000$1
  mode=${mode#"${mode%????}"}
}

next_row() { # PATH: prints the row of the path so far, and begins that of PATH
  if [ -n "$path" ]; then
    classify "$path"
    printf '%s\n' "$kind $found $facts $recorded $wanted $path"
  fi
  path=$1 found='-' facts='- - - - - -' recorded='-' wanted='extra - - - - -'
}

take_row() { # ROW of survey: sets a variable for each of its fields
  IFS=' '
  set -- $1
  IFS=$NL
  kind=$1 found_digest=$2 found_mode=$3 found_owner=$4 found_group=$5
  shift 5
  found_uid=$1 found_gid=$2 size=$3 recorded=$4 digest=$5 mode=$6
  [ "$found_owner" != UNKNOWN ] || found_owner=$found_uid # so says stat of a number without a name
  [ "$found_group" != UNKNOWN ] || found_group=$found_gid
  shift 6
  owner=$1 group=$2 late=$3 folder_mode=$4 path=$5
}

in_place() { # is the file of the row in the state that the row asks for?
  if [ "$digest" = - ]; then
    [ "$kind" = absent ]
  else
    [ "$kind $found_digest $found_mode" = "file $digest $mode" ] && owned
  fi
}

owned() { # a folder that plays a node belongs to whoever runs it, so owners count on a real node only
  [ "$on_node" = no ] || {
    { [ "$owner" = "$found_owner" ] || [ "$owner" = "$found_uid" ]; } &&
      { [ "$group" = "$found_group" ] || [ "$group" = "$found_gid" ]; }
  }
}

# --- changing files and folders ---

make_folder() { # FOLDER MODE: creates it with MODE, and what is missing above it with 0755
  if [ -d "$1" ]; then
    stay_inside "$1"
  else
    make_folder "${1%/*}" 0755
    # "|| [ -d": of two that take the lock at once, the other may have made the folder in between
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

write_file() { # SOURCE: brings the file of the row to its state by way of a temporary file in the same folder
  make_folder ".${path%/*}" "$folder_mode"
  [ ! -d "$temporary" ] || fail "cannot write $path: ${temporary#.} is a folder"
  try "cannot write $path" cp "$1" "$temporary"
  [ "$on_node" = no ] || try "cannot set the owner of $path" chown "$owner:$group" "$temporary"
  try "cannot set the mode of $path" chmod "$mode" "$temporary" # after chown, which drops the setuid bit
  try "cannot put $path in place" mv -f "$temporary" ".$path"
}

apply() { # staged|undo: brings each file of that index to its state, and tells what was done to it
  index=$(read_index <"$STATE/$1/index") || exit
  rows=$(survey "$index" '') || exit
  written=
  for row in $rows; do
    take_row "$row"
    temporary=".${path%/*}/.${path##*/}.clusterc"
    [ ! -f "$temporary" ] || try "cannot remove what a killed run left beside $path" rm -f "$temporary"
    if in_place; then
      printf 'kept %s\n' "$path"
    elif [ "$late $kind" = 'carried file' ]; then
      printf 'left %s\n' "$path"
    elif [ "$kind" = other ]; then
      fail "$path is no regular file"
    elif [ "$digest" = - ]; then
      stay_inside ".${path%/*}"
      try "cannot remove $path" rm -f ".$path"
      printf 'removed %s\n' "$path"
    else
      write_file "$STATE/$1/files$path"
      written=$written$NL$path
      printf 'wrote %s\n' "$path"
    fi
  done
  if [ "$on_node" = yes ] && command -v restorecon >/dev/null; then
    printf '%s\n' "$written" | xargs -r restorecon >/dev/null || fail 'cannot set the SELinux labels of what was written'
  fi
  sync
}

misplaced() { # staged|undo: prints the path of each file that is not in the state of that index
  index=$(read_index <"$STATE/$1/index") || exit
  rows=$(survey "$index" '') || exit
  for row in $rows; do
    take_row "$row"
    in_place || printf '%s\n' "$path"
  done
}

# --- the state folder ---

is_id() { # staged|undo: is it there, and that of ID?
  [ -f "$STATE/$1/id" ] && [ "$(cat "$STATE/$1/id")" = "$id" ]
}

need() { is_id "$1" || misuse "$1 is not that of $id"; } # staged|undo

drop() { # NAME: removes a folder of the state; by rename first, so that a kill leaves no half of it under its name
  try 'cannot clear the state folder' rm -rf "$STATE/gone"
  [ ! -e "$STATE/$1" ] || try "cannot remove $1" mv "$STATE/$1" "$STATE/gone"
  try 'cannot clear the state folder' rm -rf "$STATE/gone"
}

begin() { # makes an empty folder to be filled; it goes at exit, unless "finish" has put it in place
  new=$STATE/new
  trap 'rm -rf "$new"' EXIT
  make_folder "$STATE" 0700
  try 'cannot clear the state folder' rm -rf "$new"
  try 'cannot write in the state folder' mkdir "$new" "$new/files"
}

finish() { # NAME: puts the filled folder in the place of NAME
  drop "$1"
  try "cannot put $1 in place" mv "$new" "$STATE/$1"
}

bundle_of() { sed -n 's/^  "bundle": "\([0-9a-f]\{64\}\)",$/\1/p'; } # stdin: the text of an installed.json

verify_copies() { # FOLDER: are the digests of all its files those of its index? If not, wrong_copy names one
  sums=$(sed -n 's/^\([0-9a-f]\{64\}\) .* \(.*\)$/\1  files\2/p' "$1/index")
  [ -n "$sums" ] || return 0
  report=$(printf '%s\n' "$sums" | (cd "$1" && sha256sum -c 2>/dev/null)) && return 0
  wrong_copy=$(printf '%s\n' "$report" | sed -n 's/^files\(.*\): FAILED.*/\1/p')
  wrong_copy=${wrong_copy%%"$NL"*}
  return 1
}

# --- observe ---

observe() {
  [ ! -d "$STATE" ] || [ -x "$STATE" ] || fail "${STATE#.} may not be read"
  desired=$(read_index) || exit
  read_record
  generation=
  if [ -f "$STATE/generations/$installed/index" ]; then
    generation=$(read_index <"$STATE/generations/$installed/index") || exit
  fi
  rows=$(survey "$desired" "$generation") || exit
  judged=$(for row in $rows; do take_row "$row" && judge; done) || exit
  version=$(file_version) || exit
  printf '%s\n' 'clusterc-node 1' "lock $(lock_owner)" "installed ${installed:--}" "interrupted $(interrupted)"
  printf '%s\n' "version file ${version:--}" "version running $(running_version)" "version installed ${recorded_version:--}"
  nuls=0
  case $NL$judged in *"$NL"[deu][xin][tfk]*) nuls=$(count_nuls) ;; esac # differs, extra or unknown
  for line in $judged; do
    IFS=' '
    set -- $line
    IFS=$NL
    printf 'file %s %s %s %s %s %s %s\n' "$1" "$2" "$3" "$4" "$5" "$6" "$7"
    case $1 in differs | extra | unknown) print_content "$7" "$8" "$9" "$nuls" ;; esac
  done
  printf 'end\n'
}

read_record() { # sets installed and recorded_version from installed.json, to nothing where there is none
  installed='' recorded_version=''
  [ -f "$STATE/installed.json" ] || return 0
  record=$(cat "$STATE/installed.json")
  installed=$(between '"bundle": "' '"')
  { is_digest "$installed" && [ ${#installed} -eq 64 ]; } || fail "${STATE#.}/installed.json does not name one bundle"
  recorded_version=$(between '"config-version": ' ',')
  recorded_version=${recorded_version%%[!0-9]*}
}

between() { # MARK END: prints what the record has between the mark and the end; nothing without the mark
  rest=${record#*"$1"}
  [ "$rest" = "$record" ] || printf '%s\n' "${rest%%"$2"*}"
}

count_nuls() { # in the files to print; asked once for all of them: mostly none has any
  printf '%s\n' "$judged" | sed -n -e '/^[deu][xin][tfk]/s/^[^/]*\([^ ]*\) file .*/.\1/p' | xargs -r cat | tr -cd '\000' | wc -c
}

lock_owner() { # prints it, "-" without a lock, "unknown" if the owner was killed before it signed
  if [ ! -d "$STATE/lock" ]; then
    printf -- '-\n'
  else
    holder=$(cat "$STATE/lock/owner" 2>/dev/null) || :
    printf '%s\n' "${holder:-unknown}"
  fi
}

interrupted() {
  if [ -f "$STATE/undo/armed" ]; then
    printf '%s armed\n' "$(cat "$STATE/undo/id")"
  elif [ -f "$STATE/undo/confirmed" ]; then
    printf '%s confirmed\n' "$(cat "$STATE/undo/id")"
  elif [ -f "$STATE/staged/id" ]; then
    printf '%s staged\n' "$(cat "$STATE/staged/id")"
  else
    printf -- '-\n'
  fi
}

file_version() { # prints the first config_version of cluster.conf
  [ -f ./etc/cluster/cluster.conf ] || return 0
  while IFS= read -r text || [ -n "$text" ]; do
    number=${text#*config_version=?}
    [ "$number" != "$text" ] || continue
    printf '%s\n' "${number%%[!0-9]*}"
    return 0
  done 2>/dev/null <./etc/cluster/cluster.conf || fail '/etc/cluster/cluster.conf may not be read'
}

running_version() { # cman_tool says "6.2.0 config 12", and fails when the cluster does not run
  running=
  if [ "$on_node" = yes ] && command -v cman_tool >/dev/null; then
    running=$(cman_tool version 2>/dev/null | sed -n 's/.* config \([0-9][0-9]*\).*/\1/p')
  fi
  printf '%s\n' "${running:--}"
}

judge() { # prints "RELATION ORIGIN MODE OWNER GROUP DIGEST PATH KIND SIZE" for the row; nothing where nobody wants the file any more
  [ "$digest $recorded" != 'extra -' ] || return 0
  compared=$found_digest
  if [ "$late" != - ] && [ "$kind" = file ]; then
    compared=$(sed 's/config_version="[0-9][0-9]*"/config_version="0"/' ".$path" | sha256sum)
    compared=${compared%% *}
  fi
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
  printf '%s\n' "$relation $origin $found_mode $found_owner $found_group $found_digest $path $kind $size"
}

# Prints each line after a "|", or one line with a "!" that tells why not, and closes with ".". A line "\" before the
# closing one tells that the last line has no newline. What has gone has no lines at all.
print_content() { # PATH KIND SIZE NULS
  if [ "$2" = other ]; then
    printf '!other\n'
  elif [ "$2" = file ] && [ "$3" -gt "$LARGEST" ]; then
    printf '!large\n'
  elif [ "$2" = file ] && [ "$4" -gt 0 ] && [ "$(tr -cd '\000' <".$1" | wc -c)" -gt 0 ]; then
    printf '!binary\n'
  elif [ "$2" = file ]; then
    # The shell reads by itself: a thousand sed would take seconds. At the end, text is what follows the last newline.
    { while IFS= read -r text; do printf '|%s\n' "$text"; done <".$1"; } 2>/dev/null || fail "$1 may not be read"
    [ -z "$text" ] || printf '|%s\n\\\n' "$text"
  fi
  printf '.\n'
}

# --- lock and unlock ---

read_owner() {
  IFS= read -r signature || :
  case $signature in '' | - | unknown) misuse 'an owner line is needed, and neither "-" nor "unknown"' ;; esac
}

lock() {
  read_owner
  make_folder "$STATE" 0700
  if reason=$(mkdir "$STATE/lock" 2>&1); then # mkdir either makes the folder or fails: only one of two can win
    save "$STATE/lock/owner" "$signature"
  else
    [ -d "$STATE/lock" ] || fail "cannot take the lock: $reason"
    [ -s "$STATE/lock/owner" ] || sleep 1 # the winner has the folder, and is about to sign
    printf 'held %s\n' "$(lock_owner)"
    exit 3
  fi
}

unlock() {
  IFS= read -r signature || :
  [ -d "$STATE/lock" ] || return 0
  [ "$signature" = "$(lock_owner)" ] || exit 3
  drop lock
}

# --- stage ---

stage() {
  [ ! -f "$STATE/undo/confirmed" ] || fail "the change $(cat "$STATE/undo/id") is confirmed; commit it first"
  begin
  drop staged
  archive=$new/archive
  reason=$( (cat >"$archive") 2>&1) || fail "cannot write the archive to the state folder: $reason"
  refuse_links
  names=$(tar -t -f "$archive" 2>/dev/null | sed '/\/$/d' | sort) # folders are made as files need them
  unpack index
  index=$(read_index <"$new/index") || exit
  wanted=$(printf '%s\n' '0 index' '0 installed.json' "$index" | sed -n -e 's/^0 //p' -e 's/^[0-9a-f].* \(.*\)$/files\1/p' | sort)
  twice=$(printf '%s\n' "$wanted" | uniq -d)
  [ -z "$twice" ] || misuse "an index names twice: ${twice#files}"
  [ "$names" = "$wanted" ] || misuse 'the files of the archive are not those of its index'
  unpack "$wanted"
  [ "$(bundle_of <"$new/installed.json")" = "$id" ] || misuse "the archive holds no installed.json of $id"
  verify_copies "$new" || complain 4 "the digest of $wrong_copy is not the one in the index; nothing is staged"
  try 'cannot clear the state folder' rm -f "$archive"
  make_folder "$STATE/generations" 0700 # now, as a commit must not need space
  save "$new/id" "$id"
  finish staged
}

refuse_links() { # only names that the index knows are unpacked, and none of them may be a link to somewhere else
  listing=$(tar -t -v -f "$archive" 2>/dev/null) || misuse 'the input is no tar archive'
  links=$(printf '%s\n' "$listing" | sed -e '/ -> /b' -e '/ link to /b' -e '/^[-d]/d')
  [ -z "$links" ] || misuse "the archive holds something else than files and folders: $links"
}

unpack() { # NAMES: from the archive; -o leaves out the owners of the machine where it was made
  reason=$(printf '%s\n' "$1" | xargs tar -x -o -f "$archive" -C "$new" 2>&1) ||
    misuse "the archive cannot be unpacked: $reason"
  try 'cannot set modes in the state folder' chmod -R u=rwX,go= "$new"
}

# --- arm, run, probe, confirm ---

arm() {
  need staged
  [ ! -f "$STATE/undo/armed" ] || fail "the change $(cat "$STATE/undo/id") is still armed; revert it first"
  index=$(read_index <"$STATE/staged/index") || exit
  rows=$(survey "$index" '') || exit
  before=$(for row in $rows; do take_row "$row" && remember; done) || exit
  begin
  save "$new/index" "$before"
  missing_folders >"$new/folders"
  # Names go to tar as arguments, as busybox has no -T; each batch of xargs needs both ends of the pipe, so a sh.
  # shellcheck disable=SC2016 # that inner sh is the one to expand "$@" and "$0", which is the folder
  printf '%s\n' "$before" | sed -n 's/^[0-9a-f].* \(.*\)$/.\1/p' |
    xargs -r sh -c 'tar -c -f - "$@" | tar -x -o -f - -C "$0"' "$new/files" 2>/dev/null || fail 'cannot copy the files'
  try 'cannot set modes in the state folder' chmod -R u=rwX,go= "$new"
  verify_copies "$new" || fail "the copy of $wrong_copy is not what it was copied from"
  save "$new/id" "$id"
  save "$new/armed" "$id"
  sync # the copies must outlive a fence, which cuts the power
  finish undo
}

remember() { # prints the index line that brings back what the row has found; numbers, as not each has a name
  case $kind in
    file) printf '%s\n' "$found_digest $found_mode $found_uid $found_gid - 0755 $path" ;;
    absent) printf '%s\n' "- 0000 0 0 - 0755 $path" ;;
    *) fail "$path is no regular file" ;;
  esac
}

missing_folders() { # prints the folders that the change will create, for a revert to remove
  for entry in $index; do
    above=${entry##* }
    above=${above%/*}
    while [ -n "$above" ] && [ ! -d ".$above" ]; do
      printf '%s\n' "$above"
      above=${above%/*}
    done
  done | sort -u
}

run() {
  need staged
  need undo
  [ -f "$STATE/undo/armed" ] || misuse "$id is not armed"
  apply staged
}

probe() {
  need staged
  wrong=$(misplaced staged) || exit
  for path in $wrong; do printf 'wrong %s\n' "$path"; done
  [ -z "$wrong" ] || fail "not in its staged state: $wrong"
}

confirm() {
  need undo
  [ ! -f "$STATE/undo/armed" ] || try 'cannot disarm the undo' mv "$STATE/undo/armed" "$STATE/undo/confirmed"
}

# --- commit and revert ---

commit() { # can be repeated until undo is gone, which goes last
  [ ! -e "$STATE/undo" ] || need undo
  [ ! -f "$STATE/undo/armed" ] || misuse "$id is armed, and not confirmed"
  if [ -e "$STATE/staged" ]; then
    need staged
    make_folder "$STATE/generations" 0700
    drop "generations/$id"
    try 'cannot keep the generation' mv "$STATE/staged" "$STATE/generations/$id"
  elif [ ! -f "$STATE/undo/confirmed" ]; then
    misuse "staged is not that of $id"
  fi
  [ ! -f "$STATE/generations/$id/installed.json" ] ||
    try 'cannot write installed.json' mv -f "$STATE/generations/$id/installed.json" "$STATE/installed.json"
  drop undo
  prune
  sync
}

prune() { # keeps the current generation and the two newest others
  kept=1
  newest_first=$(ls -t "$STATE/generations")
  for generation in $newest_first; do
    [ "$generation" != "$id" ] || continue
    kept=$((kept + 1))
    [ "$kept" -le 3 ] || drop "generations/$generation"
  done
}

revert() {
  if is_id undo; then
    # From here on there is no way forward, also if this is killed.
    [ ! -f "$STATE/undo/confirmed" ] || try 'cannot arm the undo' mv "$STATE/undo/confirmed" "$STATE/undo/armed"
    undone=$(apply undo) || exit
    wrong=$(misplaced undo) || exit
    [ -z "$wrong" ] || fail "not restored: $(printf '%s\n' "$wrong" | tr '\n' ' ')"
    deepest_first=$(sort -r "$STATE/undo/folders")
    for folder in $deepest_first; do
      [ ! -d ".$folder" ] || rmdir ".$folder" 2>/dev/null || : # somebody else may have put something in it
    done
    printf '%s\n' "$undone" | sed -n -e 's/^wrote /restored /p' -e 's/^removed /restored /p'
    drop staged
    drop undo
    sync
  elif is_id staged; then
    drop staged
  elif [ -e "$STATE/staged" ] || [ -e "$STATE/undo" ]; then
    misuse "neither staged nor undo is that of $id"
  fi
}

# --- the call ---

[ $# -ge 2 ] || misuse 'the call is ROOT VERB [ID]'
root=$1 verb=$2 id=${3-}
case $root in /*) ;; *) misuse "ROOT has to be absolute: $root" ;; esac
cd -P "$root" 2>/dev/null || fail "cannot enter the folder $root"
home=$(pwd -P)
on_node=no
case $home in
  / | //) # bash keeps two slashes
    on_node=yes
    PATH=$PATH:/usr/sbin:/sbin # of restorecon and cman_tool
    ;;
esac
if [ $# -eq 3 ]; then
  case $id in *[!0-9a-f]*) misuse "an ID has hex digits only: $id" ;; esac
  [ ${#id} -eq 64 ] || misuse "an ID has 64 digits: $id"
fi
case "$verb $#" in
  'observe 2') observe ;;
  'lock 2') lock ;;
  'unlock 2') unlock ;;
  'stage 3') stage ;;
  'arm 3') arm ;;
  'run 3') run ;;
  'probe 3') probe ;;
  'confirm 3') confirm ;;
  'commit 3') commit ;;
  'revert 3') revert ;;
  *) misuse "no such verb, or not with these arguments: $verb" ;;
esac
