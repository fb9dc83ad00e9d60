#!/bin/bash
# Makes a folder that test/boot runs containers from: the platform's image for PostgreSQL 18, installed by
# images/postgres from Debian testing's packages, and beside it the programs of the other images and etcd.
# A second run changes nothing. Needs root and debootstrap.
#
# Usage: boot-image.sh <folder>
set -euo pipefail

if [ $# -ne 1 ]; then
  echo 'usage: boot-image.sh <folder>' >&2
  exit 2
fi
folder="$1"
project="$(cd "$(dirname "$0")/.." && pwd)"
others=(
  etcd-server python3-etcd pgbouncer prometheus-postgres-exporter prometheus-pgbouncer-exporter
  python3-moto python3-flask-cors python3-yaml
)

# The platform's image comes first: it takes UID 999 before a package does.
"$project/scripts/debian-root.sh" forky "$folder" ca-certificates
exec 9>"$folder.lock"
flock 9
if [ ! -e "$folder/opt/image/.installed" ]; then
  echo "boot-image: images/postgres into $folder" >&2
  mkdir -p "$folder/opt/image"
  cp "$project"/images/postgres/{install-packages.sh,verify-contents.sh,contents.json} "$folder/opt/image"
  # shellcheck disable=SC2016 # the inner shell fills it in
  unshare --mount bash -euc 'mount -t proc proc "$1/proc"; exec chroot "$1" env MAJOR=18 sh /opt/image/install-packages.sh' \
    bash "$folder" >"$folder.log" 2>&1 || {
    tail -n 20 "$folder.log" >&2
    exit 1
  }
  touch "$folder/opt/image/.installed"
fi
flock --unlock 9
exec "$project/scripts/debian-root.sh" forky "$folder" "${others[@]}"
