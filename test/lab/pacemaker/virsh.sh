#!/bin/sh
# virsh of the lab, which knows the guests of guest.sh: list and dumpxml.
case " $* " in
  *" dumpxml "*) for name do :; done; exec cat "/run/guests/$name" ;;
esac
case " $* " in
  *" --name "*) exec ls /run/guests ;;
esac
printf ' Id   Name   State\n----------------------\n'
n=0
for guest in /run/guests/*; do
  [ ! -f "$guest" ] || { n=$((n + 1)); printf ' %s    %s    running\n' "$n" "${guest##*/}"; }
done
