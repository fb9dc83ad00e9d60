#!/bin/sh
# Has PgBouncer reload its configuration when a mounted file changed: pgbouncer.ini, a certificate, the lookup password.
# PgBouncer reads a copy of pgbouncer.ini: from a file that it refuses it would take the lines before the bad one, and
# its own defaults for those after it, so the copy goes back to what it was.
# Environment: WATCHED (folders, separated by spaces); CONFIG_FILE (pgbouncer.ini as mounted); ACTIVE_FILE (the copy);
# WRITE_USERLIST (the script beside this one, with its own environment); PGHOST (folder of the socket); PGPORT; INTERVAL
# (seconds).
set -eu

say() { echo "reload-pgbouncer: $*" >&2; }

# A mounted ConfigMap or Secret is swapped as a whole by a symbolic link, so a sum never sees half of a change.
fingerprint() {
  # shellcheck disable=SC2086 # WATCHED is a list of folders
  find -L $WATCHED -type f ! -path '*/..*' -exec sha256sum {} + | sort | sha256sum
}

# Over the socket, PgBouncer lets the user "pgbouncer" in without a password if it is its own system user.
console() {
  psql --no-psqlrc --no-password --no-align --tuples-only --quiet --username pgbouncer --dbname pgbouncer --command "$1"
}

loaded_hash() { console 'SHOW CONFIG' | sed -n 's/^syslog_ident|\([^|]*\).*/\1/p'; }

rendered_hash() { sed -n 's/^syslog_ident = //p' "$CONFIG_FILE"; }

# Prints what PgBouncer has against the files. Releases before 1.25 answer RELOAD even where they refuse a file, so the
# hash tells.
reload() {
  console RELOAD 2>&1 || return 1
  [ "$(loaded_hash)" = "$(rendered_hash)" ] || return 1
}

# Succeeds once PgBouncer has answered, whether or not it liked the files: repeating a bad reload mends nothing.
apply() {
  console 'SHOW VERSION' >/dev/null 2>&1 || {
    say "a mounted file changed, and PgBouncer does not answer on $PGHOST yet. Trying again."
    return 1
  }
  sh "$WRITE_USERLIST" || say "the lookup role's password stays as it was."
  cp "$ACTIVE_FILE" "$ACTIVE_FILE.old"
  cp "$CONFIG_FILE" "$ACTIVE_FILE.new"
  mv "$ACTIVE_FILE.new" "$ACTIVE_FILE"
  if answer="$(reload)"; then
    say "PgBouncer has loaded $(rendered_hash)."
  else
    mv "$ACTIVE_FILE.old" "$ACTIVE_FILE"
    console RELOAD >/dev/null 2>&1 || true
    say "PgBouncer refused $(rendered_hash) or a certificate, and stays with $(loaded_hash). $answer" \
      "The log of container pgbouncer says why: correct it and sync."
  fi
}

stop=''
trap 'stop=yes' TERM INT

# Nothing is known at first: a file may have changed after PgBouncer read it and before this loop began.
known=''
while [ -z "$stop" ]; do
  current="$(fingerprint)"
  if [ "$current" != "$known" ] && apply; then known="$current"; fi
  sleep "$INTERVAL" &
  wait $! || true
done
