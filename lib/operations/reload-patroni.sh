#!/bin/sh
# Reloads Patroni, and through it PostgreSQL, when a mounted file changed: configuration or certificate.
# Environment: WATCHED (folders, separated by spaces); PATRONI_URL; RESTAPI_USERNAME and RESTAPI_PASSWORD; CA_FILE;
# INTERVAL (seconds).
set -eu

# A mounted ConfigMap or Secret is swapped as a whole by a symbolic link, so a sum never sees half of a change.
fingerprint() {
  # shellcheck disable=SC2086 # WATCHED is a list of folders
  find -L $WATCHED -type f ! -path '*/..*' -exec sha256sum {} + | sort | sha256sum
}

reload() {
  printf 'user = "%s:%s"\n' "$RESTAPI_USERNAME" "$(printf '%s' "$RESTAPI_PASSWORD" | sed 's/[\\"]/\\&/g')" |
    curl --config - --silent --show-error --fail --max-time 10 --cacert "$CA_FILE" --request POST "$PATRONI_URL/reload"
}

stop=''
trap 'stop=yes' TERM INT

known="$(fingerprint)"
while [ -z "$stop" ]; do
  sleep "$INTERVAL" &
  wait $! || true
  current="$(fingerprint)"
  [ "$current" != "$known" ] || continue
  # Not remembered before Patroni took it: it may be starting.
  if answer="$(reload 2>&1)"; then
    echo "reload-patroni: a mounted file changed; Patroni reloads ($answer)." >&2
    known="$current"
  else
    echo "reload-patroni: a mounted file changed, and Patroni did not take the reload: $answer. Trying again." >&2
  fi
done
