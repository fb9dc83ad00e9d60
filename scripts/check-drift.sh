#!/bin/bash
# Fails while dist/ differs from what the committed profiles render. A new file counts too, which `git diff` would miss.
set -euo pipefail
cd "$(dirname "$0")/.."

npm run --silent synth
drift="$(git status --porcelain -- dist)"
if [ -n "$drift" ]; then
  printf 'dist/ is not what the profiles render:\n%s\nRead its diff, then commit it.\n' "$drift" >&2
  exit 1
fi
