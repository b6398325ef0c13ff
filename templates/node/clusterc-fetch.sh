#!/bin/sh
# clusterc-fetch: prints the files of a node that an import reads. It only reads: no file is written, no program but virsh
# and the tools of POSIX runs.
#
#     sh -c "$SCRIPT" clusterc-fetch ROOT WORD...
#
#     file=PATH              one file below ROOT
#     folder=DEPTH:PATH      every file in a folder, DEPTH levels down
#     named=ATTRIBUTE:PATH   the folders and files that such attributes of an XML file name
#     guests                 the domains that run, as virsh prints them without secrets
#
# The first line is "clusterc-fetch 1", the last one "end": what has no end was cut off. In between, for each file
#
#     file PATH
#     |its bytes, in base64
#
LARGEST=4194304
ROOT=${1%/}
shift
LC_ALL=C
export LC_ALL

# print PATH: a regular file that is not too large.
print() {
	[ -f "$ROOT/$1" ] || return 0
	[ "$(wc -c <"$ROOT/$1" 2>/dev/null || echo 0)" -le "$LARGEST" ] || {
		echo "large $1"
		return 0
	}
	[ -r "$ROOT/$1" ] || {
		echo "unreadable $1"
		return 0
	}
	echo "file $1"
	base64 <"$ROOT/$1" | sed 's/^/|/'
}

# all DEPTH PATH: links to folders are not followed.
all() {
	[ -d "$ROOT/$2" ] || return 0
	find "$ROOT/$2" -maxdepth "$1" \( -type f -o -type l \) 2>/dev/null | sort | while IFS= read -r found; do
		print "${found#"$ROOT"/}"
	done
}

# named ATTRIBUTE PATH: values with colons between them, as a search path has.
named() {
	[ -r "$ROOT/$2" ] || return 0
	tr '\n' ' ' <"$ROOT/$2" | tr '>' '\n' | sed -n "s/.*[[:space:]]$1=[\"']\(\/[A-Za-z0-9._+@:\/-]*\)[\"'].*/\1/p" | tr ':' '\n' |
		grep -v '/\.\./' | sort -u | while IFS= read -r place; do
		place=${place#/}
		if [ -d "$ROOT/$place" ]; then
			all 1 "$place"
		else
			print "$place"
		fi
	done
}

guests() {
	command -v virsh >/dev/null 2>&1 || return 0
	virsh -r list 2>/dev/null | sed -n '1,2d;s/^ *[0-9][0-9]* *\([^ ][^ ]*\) .*/\1/p' | while IFS= read -r guest; do
		echo "file run/guests/$guest.xml"
		virsh -r dumpxml "$guest" 2>/dev/null | base64 | sed 's/^/|/'
	done
}

echo 'clusterc-fetch 1'
for word; do
	rest=${word#*=}
	case $word in
	file=*) print "$rest" ;;
	folder=*) all "${rest%%:*}" "${rest#*:}" ;;
	named=*) named "${rest%%:*}" "${rest#*:}" ;;
	guests) guests ;;
	esac
done
echo end
