#!/bin/sh
# Every shell script of the project by shellcheck, where that is installed.
set -eu
cd "$(dirname "$0")/.."

if ! command -v shellcheck >/dev/null; then
  echo 'skipped: shellcheck is not on this machine (Debian: shellcheck).' >&2
  exit 0
fi
git ls-files -z --cached --others --exclude-standard -- '*.sh' .ci/run | xargs -0 shellcheck --external-sources
