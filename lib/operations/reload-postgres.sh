#!/bin/sh
# Reloads PostgreSQL when a mounted file changed: configuration or certificate.
# Environment: WATCHED (folders, separated by spaces); PG* of the superuser, over the socket; POSTGRES_BIN; INTERVAL
# (seconds).
set -eu

# A mounted ConfigMap or Secret is swapped as a whole by a symbolic link, so a sum never sees half of a change.
fingerprint() {
  # shellcheck disable=SC2086 # WATCHED is a list of folders
  find -L $WATCHED -type f ! -path '*/..*' -exec sha256sum {} + | sort | sha256sum
}

reload() {
  "$POSTGRES_BIN/psql" --no-psqlrc --no-align --tuples-only --quiet --set ON_ERROR_STOP=1 \
    --command 'select pg_catalog.pg_reload_conf()'
}

stop=''
trap 'stop=yes' TERM INT

# Nothing is known at first: a file may have changed after the server read it and before this loop began.
known=''
while [ -z "$stop" ]; do
  sleep "$INTERVAL" &
  wait $! || true
  current="$(fingerprint)"
  [ "$current" != "$known" ] || continue
  # Not remembered before the server took it: it may be starting.
  if answer="$(reload 2>&1)" && [ "$answer" = t ]; then
    echo 'reload-postgres: PostgreSQL reads the mounted files.' >&2
    known="$current"
  else
    echo "reload-postgres: PostgreSQL does not take a reload of the mounted files: $answer. Trying again." >&2
  fi
done
