#!/bin/bash
# Makes a folder that holds programs of another Debian release, for tests that need newer servers than this machine has.
# A second run adds what is missing and changes nothing else. Needs root and debootstrap.
#
# Usage: debian-root.sh <suite> <folder> <package>...
# Run a program of it by its own loader, without chroot: see test/debian/debian-root.ts.
set -euo pipefail

if [ $# -lt 3 ]; then
  echo 'usage: debian-root.sh <suite> <folder> <package>...' >&2
  exit 2
fi
suite="$1"
folder="$2"
shift 2

say() { echo "debian-root: $*" >&2; }

# Maintainer scripts must neither ask nor start servers, and manuals are of no use here.
configure() {
  printf '#!/bin/sh\nexit 101\n' >"$folder/usr/sbin/policy-rc.d"
  chmod 755 "$folder/usr/sbin/policy-rc.d"
  printf 'path-exclude=/usr/share/doc/*\npath-exclude=/usr/share/man/*\npath-exclude=/usr/share/locale/*\n' \
    >"$folder/etc/dpkg/dpkg.cfg.d/minimal"
  # A mirror that lags behind carries lists of testing that have run out.
  printf 'APT::Install-Recommends "false";\nAcquire::Check-Valid-Until "false";\n' >"$folder/etc/apt/apt.conf.d/90minimal"
  # What this machine knows of mirrors and proxies holds inside too.
  cp /etc/resolv.conf "$folder/etc/resolv.conf"
  apt-config dump | grep '^Acquire::http' >"$folder/etc/apt/apt.conf.d/91machine" || true
}

mirror() {
  local first
  first="$(grep -rhoE '(^|\s)(URIs: +)?https?://[^ ]+/debian/?(\s|$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null |
    grep -oE 'https?://[^ ]+' | head -n 1 || true)"
  echo "${first:-http://deb.debian.org/debian}"
}

# One run at a time for a folder: test programs may be started side by side.
mkdir -p "$(dirname "$folder")"
exec 9>"$folder.lock"
flock 9

if [ ! -e "$folder/.complete" ]; then
  say "$suite into $folder"
  rm -rf "$folder"
  # A debootstrap that is older than the suite has no script of that name; all suites have used one for years.
  script="/usr/share/debootstrap/scripts/$suite"
  [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
  debootstrap --variant=minbase "$suite" "$folder" "$(mirror)" "$script" >"$folder.log" 2>&1 || {
    tail -n 20 "$folder.log" >&2
    exit 1
  }
  configure
  touch "$folder/.complete"
fi

missing=()
for package in "$@"; do
  # shellcheck disable=SC2016 # dpkg-query fills this in, not the shell
  chroot "$folder" dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
    missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # Some maintainer scripts look into /proc; in a mount namespace of its own nothing stays mounted.
  # shellcheck disable=SC2016 # the inner shell fills them in
  unshare --mount bash -euc 'folder="$1"; shift; mount -t proc proc "$folder/proc"
    chroot "$folder" apt-get update && chroot "$folder" apt-get install -y "$@"' bash "$folder" "${missing[@]}" \
    >"$folder.log" 2>&1 || {
    tail -n 20 "$folder.log" >&2
    exit 1
  }
fi
say "$folder is ready"
