#!/bin/sh
# Writes PgBouncer's auth_file: the lookup role and its password, nobody else.
# Environment: LOOKUP_ROLE; PASSWORD_FILE (mounted from the Secret); AUTH_FILE (in memory).
set -eu
umask 077

fail() {
  echo "pgbouncer-userlist: $*" >&2
  exit 1
}

# Doubled quotes are the file's only escape.
quoted() { printf '%s' "$1" | sed 's/"/""/g'; }

[ -r "$PASSWORD_FILE" ] || fail "$PASSWORD_FILE is not there: the Secret lacks the password of role $LOOKUP_ROLE."
password="$(cat "$PASSWORD_FILE")"
[ -n "$password" ] || fail "the password of role $LOOKUP_ROLE is empty: set it in the Secret."
[ "$(printf '%s' "$password" | wc -l)" -eq 0 ] ||
  fail "the password of role $LOOKUP_ROLE has several lines, which an auth_file cannot hold: change it in the Secret."

# PgBouncer may read at any moment: the file changes as a whole.
printf '"%s" "%s"\n' "$(quoted "$LOOKUP_ROLE")" "$(quoted "$password")" >"$AUTH_FILE.new"
mv "$AUTH_FILE.new" "$AUTH_FILE"
