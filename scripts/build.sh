#!/bin/sh
# Makes build/: what the package holds of lib/, imports/ and sql/lib, laid out as in the checkout, so that files which are
# read at synth are found by the same relative path.
set -eu
cd "$(dirname "$0")/.."

rm -rf build
node_modules/.bin/tsc --project tsconfig.build.json

# What tsc leaves behind: shell, SQL, and the generated JavaScript with its types.
find lib imports sql/lib -type f \( ! -name '*.ts' -o -name '*.d.ts' \) | while read -r file; do
  mkdir -p "build/$(dirname "$file")"
  cp -p "$file" "build/$file"
done
chmod +x build/lib/cli/main.js
