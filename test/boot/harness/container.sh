#!/bin/sh
# Turns itself into a container, as a runtime does: the image under a layer in memory, made read-only; devices; volumes;
# an unprivileged user. It is the first process of a process namespace, in the pod's other namespaces.
# Usage: container.sh <bundle> <image> <uid> <gid> <group> <command>...
# The bundle is a folder with: root (empty), layer (empty), mounts (lines of source, target, ro or rw; separated by tabs),
# hosts, hostname, resolv.conf. Writes there: pid. The environment is the container's.
set -eu

bundle=$1 image=$2 user=$3 group=$4 further=$5
shift 5
root=$bundle/root
tab=$(printf '\t')

mount -t tmpfs -o mode=755 tmpfs "$bundle/layer"
mkdir "$bundle/layer/upper" "$bundle/layer/work"
mount -t overlay -o "lowerdir=$image,upperdir=$bundle/layer/upper,workdir=$bundle/layer/work" overlay "$root"

mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom tty; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
ln -s fd/0 "$root/dev/stdin"
ln -s fd/1 "$root/dev/stdout"
ln -s fd/2 "$root/dev/stderr"
mkdir "$root/dev/shm"
mount -t tmpfs -o mode=1777,size=64m tmpfs "$root/dev/shm"

for file in hosts hostname resolv.conf; do
  [ -e "$root/etc/$file" ] || : >"$root/etc/$file"
  mount --bind "$bundle/$file" "$root/etc/$file"
done

# Links in the image are followed within it: its /var/run is /run.
while IFS=$tab read -r source target access; do
  chroot "$root" mkdir -p "$target"
  place=$root$(chroot "$root" readlink -f "$target")
  mount --bind "$source" "$place"
  [ "$access" = rw ] || mount -o remount,bind,ro "$place"
done <"$bundle/mounts"

# The number that the harness knows this process by: /proc is still its own.
read -r pid rest </proc/self/stat
echo "$pid" >"$bundle/pid.new"
mv "$bundle/pid.new" "$bundle/pid"

mount -t sysfs -o ro sysfs "$root/sys"
mount -t proc proc "$root/proc"
mount -o remount,ro "$root"
exec setpriv --no-new-privs chroot --userspec="$user:$group" --groups="$further" "$root" "$@"
