#!/bin/sh
# systemctl of the lab, which starts and stops real corosync, pacemaker and corosync-qdevice. corosync and corosync-qdevice do not start
# on a host that the file /lab/shared/broken names, if there is a text behind the name only with a corosync.conf that has it; corosync does
# not stop on one that /lab/shared/stays names. A command that /lab/shared/held names, as in "host1 stop corosync", does not end until that
# file is gone; /lab/shared/holds is there when it waits.
pid() { cat "/run/$1.pid" 2>/dev/null; }
runs() { kill -0 "$(pid "$1")" 2>/dev/null; }
answers() { corosync-quorumtool -s >/dev/null 2>&1 || [ $? = 2 ]; } # 1: it does not
starts() {
  { read -r host text </lab/shared/broken; } 2>/dev/null
  [ "${host:-}" != "$(hostname)" ] || ! grep -q "${text:-}" /etc/corosync/corosync.conf
}
hold() {
  while [ "$(cat /lab/shared/held 2>/dev/null)" = "$(hostname) $1 $2" ]; do : >/lab/shared/holds && sleep 0.1; done
}
case ${1:-} in start) ! runs "$2" || exit 0 ;; esac
case "$1 ${2:-}" in
  'start corosync') # as systemd, it returns when the daemon answers or has ended
    { starts && corosync; } || exit 1
    until answers; do { pgrep -x corosync >/dev/null && sleep 0.1; } || exit 1; done
    ;;
  'start pacemaker')
    setsid pacemakerd >/var/log/pacemaker/start.log 2>&1 </dev/null &
    echo $! >/run/pacemaker.pid
    ;;
  'start corosync-qdevice')
    starts || exit 1
    mkdir -p /run/corosync-qdevice
    setsid corosync-qdevice -f >/var/log/corosync/qdevice.log 2>&1 </dev/null &
    echo $! >/run/corosync-qdevice.pid
    until corosync-qdevice-tool -s >/dev/null 2>&1; do runs "$2" && sleep 0.1 || exit 1; done
    ;;
  stop*)
    [ "$2 $(cat /lab/shared/stays 2>/dev/null)" != "corosync $(hostname)" ] || exit 1
    kill "$(pid "$2")" 2>/dev/null || exit 0
    while runs "$2"; do sleep 0.1; done
    ;;
  'disable --now') shift 2 && for one; do rm -f "/run/enabled/$one" && "$0" stop "$one"; done ;;
  'enable --now') shift 2 && for one; do "$0" enable "$one" && "$0" start "$one" || exit 1; done ;;
  disable*) shift && for one; do rm -f "/run/enabled/$one"; done ;;
  enable*) shift && mkdir -p /run/enabled && for one; do : >"/run/enabled/$one"; done ;;
  show*) echo NeedDaemonReload=no ;;
esac
hold "$1" "${2:-}"
