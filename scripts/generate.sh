#!/bin/sh
# Runs every generator. With --check nothing is written, every stale file is named, and the exit code is 1.
set -eu
cd "$(dirname "$0")/.."

status=0
for script in scripts/generate-*.ts; do
  node_modules/.bin/ts-node "$script" "$@" || status=1
done
exit "$status"
