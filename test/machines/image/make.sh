#!/bin/sh
# make.sh FOLDER: what the machines boot from, in FOLDER: base.img, a Debian 12 with the packages of a cluster; linux, a
# kernel that runs as a process (user-mode-linux), with its C library in lib/; key, which opens all machines by ssh.
# The packages come from where apt of this machine gets them. A step that is done already is not done again.
set -eu
here=$(dirname "$(readlink -f "$0")")
mkdir -p "$1"
cd "$1"
suite=bookworm
# The kernel of sid handles system calls with seccomp: fork and exec are six times faster than with that of Debian 12.
kernel_suite=${KERNEL_SUITE:-sid}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
packages='systemd-sysv cron udev dbus openssh-server iproute2 iputils-ping kmod procps psmisc netbase xmlstarlet busybox-static
  open-iscsi tgt lvm2 lvm2-lockd dlm-controld multipath-tools corosync pacemaker pacemaker-cli-utils resource-agents
  fence-agents ipmitool libvirt-daemon-system libvirt-clients qemu-system-x86 qemu-utils python3-pyghmi'

say() { echo "$(date +%T) $*" >&2; }
# shellcheck disable=SC2016 # apt fills them in
format='$(ORIGIN) $(REPO_URI) $(RELEASE)'
debian() { apt-get indextargets --format "$format" 'Identifier: Packages' | sort -u | sed -n 's/^Debian //p'; }

sources() { # SUITE: with its updates; another suite than that of apt is in the same archive
  { debian | grep " $1" || debian | sed -n "s/ $suite\$/ $1/p" | head -n 1; } | sed "s,.*,deb [signed-by=$keyring] & main,"
}

# Only what packages hold is used, so nothing is installed here.
get() { # SUITE PACKAGE...: their files, in get/files
  rm -rf get && mkdir -p get/lists/partial get/cache/archives/partial get/none
  sources "$1" >get/sources
  shift
  options="-qq -o Dir::Etc::sourcelist=$PWD/get/sources -o Dir::Etc::sourceparts=$PWD/get/none
    -o Dir::State::lists=$PWD/get/lists -o Dir::Cache=$PWD/get/cache -o APT::Sandbox::User=root"
  # shellcheck disable=SC2086 # options without spaces
  apt-get $options update
  # shellcheck disable=SC2086
  (cd get && apt-get $options download "$@" >/dev/null)
  for package in get/*.deb; do dpkg-deb -x "$package" get/files; done
}

if [ ! -e linux ]; then
  say "kernel of $kernel_suite"
  get "$kernel_suite" user-mode-linux libc6
  rm -rf lib modules && mkdir lib
  cp -L get/files/usr/lib/x86_64-linux-gnu/libc.so.6 get/files/usr/lib*/x86_64-linux-gnu/ld-linux-x86-64.so.2 lib/
  mv get/files/usr/lib/uml/modules modules
  mv get/files/usr/bin/linux.uml linux
fi

if [ ! -e guest/initrd ]; then
  say 'guest of the cluster'
  kernel=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
  get "$suite" "$kernel" busybox-static
  rm -rf guest && mkdir -p guest/tree/bin guest/tree/dev guest/tree/proc guest/tree/sys guest/tree/lib
  cp get/files/boot/vmlinuz-* guest/kernel
  cp get/files/bin/busybox guest/tree/bin/
  install -m 755 "$here/guest-init.sh" guest/tree/init
  for module in virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci virtio_blk; do
    find get/files/lib/modules -name "$module.ko" -exec cp {} guest/tree/lib/ \;
  done
  (cd guest/tree && find . | cpio -o -H newc --quiet | gzip) >guest/initrd.new
  mv guest/initrd.new guest/initrd
fi
rm -rf get

[ -e key ] || ssh-keygen -q -t ed25519 -N '' -C machines -f key

if [ "$(cat root/.made 2>/dev/null)" != "$packages" ]; then
  say "packages of $suite"
  rm -rf --one-file-system root
  sources "$suite" >sources
  # shellcheck disable=SC2086 # a list of packages
  mmdebstrap --quiet --mode=root --variant=apt --include="$(echo $packages | tr ' ' ,)" \
    --aptopt='APT::Install-Recommends "false"' --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    "$suite" root sources >mmdebstrap.log 2>&1
  echo "$packages" >root/.made
  rm -f base.img
fi

if [ ! -e base.img ] || [ -n "$(find "$here" -newer base.img)" ]; then
  say 'image'
  mkdir -p root/lib/modules root/srv/guest
  cp -a modules/. root/lib/modules/
  cp guest/kernel guest/initrd root/srv/guest/
  for version in modules/*; do depmod -b root "${version#*/}"; done
  cp -R "$here/root/." root/
  mkdir -p root/root/.ssh
  chmod 700 root/root/.ssh
  cp key.pub root/root/.ssh/authorized_keys
  install -m 600 key root/root/.ssh/id_ed25519
  rm -f root/etc/ssh/ssh_host_* root/etc/hostname root/etc/resolv.conf root/etc/iscsi/initiatorname.iscsi
  : >root/etc/machine-id
  # What a person does before a first push (docs/plan-and-push.md): these units would run apart from the cluster.
  chroot root systemctl -q disable corosync pacemaker dlm lvmlockd lvmlocks tgt
  chroot root systemctl -q mask systemd-udev-settle systemd-remount-fs getty@ serial-getty@ console-getty
  chroot root systemctl -q enable identity ssh
  # With a journal: without it a power cut leaves folders in the place of the files of the CIB.
  mke2fs -q -t ext4 -J size=16 -E lazy_itable_init=1,root_owner=0:0 -m 0 -d root base.img.new 6G
  mv base.img.new base.img
  say "base.img: $(du -h base.img | cut -f 1)"
fi
