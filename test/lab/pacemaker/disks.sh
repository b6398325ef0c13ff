#!/bin/sh
# Commands of iSCSI and LVM in the lab, by the name that this file has. Hosts share physical volumes, groups and volumes; sessions, locks and
# what is active are a host's own. Each change is one line in the log that all hosts share: "vgcreate host1 --shared vg_vms DEVICE".
lvm=/lab/shared/lvm active=/run/lvm-active
mkdir -p "$lvm" "$active"
name=${0##*/}
log() { echo "$name $(hostname) $*" >> /lab/shared/log/lvm; }
fail() { echo "  $1" >&2 && exit 5; }
locks() { [ -e /run/lvmlockd ] || fail 'Global lock failed: check that lvmlockd is running.'; }
rows() { cat "$lvm/$1" 2>/dev/null; }
for last; do :; done
case $name in
  iscsiadm)
    portal=${IQN_PORTAL:-$(cat /lab/shared/portal)} iqn=iqn.2010-02.com.example:lab
    device=/dev/disk/by-path/ip-$portal-iscsi-$iqn-lun-1
    case "$*" in
      '-m session') [ -e /run/session ] || exit 21; echo "tcp: [1] $portal,1 $iqn (non-flash)" ;;
      '-m node') [ -e /run/record ] || exit 21; echo "$portal,1 $iqn" ;;
      '-m discovery'*) touch /run/record ;;
      *--login) touch /run/session && mkdir -p "${device%/*}" && touch "$device" ;;
      *--logout) rm -f /run/session "$device" ;;
    esac
    ;;
  lvmlockctl) [ -e /run/lvmlockd ] || exit 255 ;;
  blkid) rows pvs | grep -qx "$last" || exit 2 ;;
  pvcreate) locks && log "$*" && echo "$last" >> "$lvm/pvs" ;;
  pvs) rows pvs | grep -qx "$last" || fail "Failed to find physical volume \"$last\"." ;;
  vgcreate) locks && log "$*" && [ "$1" = --shared ] && echo "$2" >> "$lvm/vgs" && touch "/run/lock.$2" ;;
  vgs) rows vgs | sed 's/^/  /' ;;
  lvcreate)
    locks && [ -e "/run/lock.$last" ] || fail "Cannot access VG $last due to failed lock."
    log "$*" && echo "$last $6" >> "$lvm/lvs"
    ;;
  lvchange)
    group=${last%/*}
    [ -e "/run/lock.$group" ] || fail "Cannot access VG $group due to failed lock."
    log "$*" && touch "$active/${last%/*}.${last#*/}"
    ;;
  lvs)
    rows lvs | while read -r group volume; do
      state=$([ ! -e "$active/$group.$volume" ] || echo active)
      case $3 in
        vg_name,lv_name) echo "  $group $volume" ;;
        vg_name,lv_active) echo "  $group $state" ;;
        *) echo "  $group $volume $state" ;;
      esac
    done
    ;;
esac
