#!/bin/sh
# pg_basebackup as Patroni calls it, with a marker that stays behind when it is killed half-way. start-patroni.sh looks
# for it. On an ordinary failure Patroni removes the directory itself.
# Environment: CLONE_MARKER; POSTGRES_BIN (the folder of the server's programs).
set -eu

: >"$CLONE_MARKER"
status=0
"$POSTGRES_BIN/pg_basebackup" "$@" || status=$?
rm -f -- "$CLONE_MARKER"
exit "$status"
