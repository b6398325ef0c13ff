#!/bin/sh
# systemctl of the lab, which starts and stops real corosync and pacemaker. corosync does not start on a host that the file
# /lab/shared/broken names, if there is a text behind the name only with a file that has it; and does not stop on one that
# /lab/shared/stays names.
pid() { cat "/run/$1.pid" 2>/dev/null; }
case ${1:-} in start) ! kill -0 "$(pid "$2")" 2>/dev/null || exit 0 ;; esac
case "$1 ${2:-}" in
  'start corosync')
    { read -r host text </lab/shared/broken; } 2>/dev/null
    [ "${host:-}" != "$(hostname)" ] || ! grep -q "${text:-}" /etc/corosync/corosync.conf || exit 1
    exec corosync
    ;;
  'start pacemaker')
    setsid pacemakerd >/var/log/pacemaker/start.log 2>&1 </dev/null &
    echo $! >/run/pacemaker.pid
    ;;
  stop*)
    [ "$2 $(cat /lab/shared/stays 2>/dev/null)" != "corosync $(hostname)" ] || exit 1
    kill "$(pid "$2")" 2>/dev/null || exit 0
    while kill -0 "$(pid "$2")" 2>/dev/null; do sleep 0.1; done
    ;;
  'disable --now') shift 2 && rm -f /run/enabled && for one; do "$0" stop "$one"; done ;;
  disable*) rm -f /run/enabled ;;
  enable*) shift && echo "$*" >/run/enabled ;;
  show*) echo NeedDaemonReload=no ;;
esac
