#!/bin/sh
# virsh of the lab: `virsh -r list --all` shows the guests of guest.sh.
printf ' Id   Name   State\n----------------------\n'
n=0
for guest in /run/guests/*; do
  [ ! -f "$guest" ] || { n=$((n + 1)); printf ' %s    %s    running\n' "$n" "${guest##*/}"; }
done
