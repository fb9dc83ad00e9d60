#!/bin/bash
# Fails unless this image really holds what contents.json declares. The last step of the build, and of a test.
#
# Usage: verify-contents.sh <contents.json> <major>
set -euo pipefail

contents="$1"
major="$2"
readonly bin="/usr/lib/postgresql/$major/bin"
readonly share="/usr/share/postgresql/$major/extension"
readonly lib="/usr/lib/postgresql/$major/lib"
missing=0

main() {
  each '.programs[]' program
  each ".majors[\"$major\"].extensions[]" extension
  each '.preloadLibraries[]' library
  each '.locales[]' locale
  identity
  if [ "$missing" -gt 0 ]; then
    echo "verify-contents: $missing things of contents.json are not in this image." >&2
    exit 1
  fi
}

# An empty list would prove nothing: `jq --exit-status` fails on it.
each() {
  local list item
  list="$(jq --exit-status --raw-output "$1" "$contents")" || {
    lacks "list $1 in contents.json"
    return 0
  }
  while read -r item; do
    "$2" "$item" || lacks "$2 $item"
  done <<<"$list"
}

lacks() {
  echo "verify-contents: no $*" >&2
  missing=$((missing + 1))
}

program() { PATH="$bin:$PATH" command -v -- "$1" >/dev/null; }

extension() { [ -e "$share/$1.control" ]; }

library() { [ -e "$lib/$1.so" ]; }

# `locale --all-locales` writes en_US.utf8.
locale() { command locale --all-locales | grep -qix -- "${1/UTF-8/utf8}"; }

identity() {
  local user expected real
  user="$(jq --raw-output .user "$contents")"
  expected="$(jq --raw-output '"\(.uid):\(.gid)"' "$contents")"
  real="$(id -u "$user" || true):$(id -g "$user" || true)"
  [ "$real" = "$expected" ] || lacks "user $user with $expected: it is $real"
}

main
