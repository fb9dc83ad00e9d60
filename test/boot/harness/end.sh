#!/bin/sh
# Waits until its input closes, which the kernel does when the test ends, however it ends; then removes every pod, the
# network, mounts and files of that run.
# Usage: end.sh <folder>, with podman's settings in the environment
set -u

folder=$1
name=${folder##*/}
cat >/dev/null

# A command of podman that was under way may bring one more.
while podman pod ls --quiet | grep -q .; do
  podman pod rm --all --force --time 0 >/dev/null
  sleep 1
done
podman network rm --force "$name" >/dev/null
grep -oE " $folder/[^ ]+" /proc/self/mounts | sort -r | xargs -r umount --lazy
find /sys/fs/cgroup -depth -type d -path "*/$name*" -exec rmdir {} +
rm -rf "$folder"
