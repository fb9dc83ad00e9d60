#!/bin/sh
# Reloads Patroni, and through it PostgreSQL, when a mounted file changed: configuration or certificate.
# Environment: WATCHED (folders, separated by spaces); PATRONI_URL (on the loopback interface); RESTAPI_USERNAME and
# RESTAPI_PASSWORD; INTERVAL (seconds).
set -eu

# A mounted ConfigMap or Secret is swapped as a whole by a symbolic link, so a sum never sees half of a change.
fingerprint() {
  # shellcheck disable=SC2086 # WATCHED is a list of folders
  find -L $WATCHED -type f ! -path '*/..*' -exec sha256sum {} + | sort | sha256sum
}

# The certificate is not verified: Patroni shows the former one until this very reload, and a new authority would refuse
# it for ever. Nobody but this pod's own Patroni listens on its loopback interface.
reload() {
  printf 'user = "%s:%s"\n' "$RESTAPI_USERNAME" "$(printf '%s' "$RESTAPI_PASSWORD" | sed 's/[\\"]/\\&/g')" |
    curl --config - --silent --show-error --fail --max-time 10 --insecure --request POST "$PATRONI_URL/reload"
}

stop=''
trap 'stop=yes' TERM INT

# Nothing is known at first: a file may have changed after Patroni read it and before this loop began.
known=''
while [ -z "$stop" ]; do
  sleep "$INTERVAL" &
  wait $! || true
  current="$(fingerprint)"
  [ "$current" != "$known" ] || continue
  # Not remembered before Patroni took it: it may be starting.
  if answer="$(reload 2>&1)"; then
    echo "reload-patroni: Patroni reads the mounted files ($answer)." >&2
    known="$current"
  else
    echo "reload-patroni: Patroni does not take a reload of the mounted files: $answer. Trying again." >&2
  fi
done
