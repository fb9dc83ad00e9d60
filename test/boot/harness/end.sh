#!/bin/sh
# Waits until its input closes, which the kernel does when the test ends, however it ends; then removes every pod, the
# network, mounts and files of that run. A second one for the same run waits for the first.
# Usage: end.sh <folder> <podman with the options of that run>...
set -eu

folder=$1
name=${folder##*/}
shift
cat >/dev/null
# Another one may have removed it already.
command exec 9<"$folder" || exit 0
flock 9
[ -d "$folder" ] || exit 0

# A command of podman that was under way may bring one more. Containers that are dead already are removed much faster.
while pods=$("$@" pod ls --quiet) && [ -n "$pods" ]; do
  "$@" kill --all >/dev/null 2>&1 || true
  "$@" pod rm --all --force --time 0 >/dev/null || true
  sleep 1
done
"$@" network rm --force "$name" >/dev/null
grep -oE " $folder/[^ ]+" /proc/self/mounts | sort -r | xargs -r umount --lazy
# What watched a container ends a moment after it, and groups of others come and go while they are looked through.
tries=30
while groups=$(find /sys/fs/cgroup -depth -type d -path "*/$name*" 2>/dev/null || true) && [ -n "$groups" ]; do
  [ "$tries" -gt 0 ] || { echo "end.sh: these control groups are still in use: $groups" >&2 && exit 1; }
  tries=$((tries - 1))
  echo "$groups" | xargs rmdir 2>/dev/null || sleep 1
done
rm -rf "$folder"
