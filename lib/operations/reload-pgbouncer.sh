#!/bin/sh
# Has PgBouncer reload its configuration when a mounted file changed: pgbouncer.ini, a certificate, the lookup password;
# and when the hosts that it leads to answer nobody any more, where it is to fall back.
# The password is taken over once a server takes it: the reconcile job may set it there an hour after it is mounted here.
# PgBouncer reads a copy of pgbouncer.ini: from a file that it refuses it would take the lines before the bad one, and
# its own defaults for those after it, so the copy goes back to what it was.
# Environment: WATCHED (folders, separated by spaces); CONFIG_FILE (pgbouncer.ini as mounted); ACTIVE_FILE (the copy);
# WRITE_USERLIST (the script beside this one, with its own environment); LOOKUP_HOST, LOOKUP_PORT, LOOKUP_DATABASE,
# SERVER_CA (where a new password is tried); PGHOST (folder of the socket); PGPORT; INTERVAL (seconds). Where there is a
# fallback: FALLBACK_HOST; FALLBACK_FROM (the hosts, separated by spaces, whose entries lead there while they are away).
set -eu

# Observations in a row: one that fails may be a pod that is being replaced, one that answers may be about to fail again.
AWAY_AFTER=2
BACK_AFTER=6

say() { echo "reload-pgbouncer: $*" >&2; }

# A mounted ConfigMap or Secret is swapped as a whole by a symbolic link, so a sum never sees half of a change.
fingerprint() {
  # shellcheck disable=SC2086 # WATCHED is a list of folders
  find -L $WATCHED "$AUTH_FILE" -type f ! -path '*/..*' -exec sha256sum {} + | sort | sha256sum
}

# Over the socket, PgBouncer lets the user "pgbouncer" in without a password if it is its own system user.
console() {
  psql --no-psqlrc --no-password --no-align --tuples-only --quiet --username pgbouncer --dbname pgbouncer --command "$1"
}

loaded_hash() { console 'SHOW CONFIG' | sed -n 's/^syslog_ident|\([^|]*\).*/\1/p'; }

# Of the file that PgBouncer reads: the mounted one may have changed since.
active_hash() { sed -n 's/^syslog_ident = //p' "$ACTIVE_FILE"; }

# Prints what PgBouncer has against the files. Releases before 1.25 answer RELOAD even where they refuse a file, so the
# hash tells. Gives 1 where it refuses them, and 2 where it does not answer, as psql does.
reload() {
  console RELOAD 2>&1 || return
  loaded="$(loaded_hash)"
  [ -n "$loaded" ] || return 2
  [ "$loaded" = "$(active_hash)" ]
}

# What sed makes of the hosts that are away.
substitutions() {
  for host in $away; do printf 's/ host=%s / host=%s /\n' "$host" "$FALLBACK_HOST"; done
}

answers() {
  pg_isready --quiet --timeout 3 --host "$1" --port "$LOOKUP_PORT" --username "$LOOKUP_ROLE" --dbname "$LOOKUP_DATABASE"
}

is_away() { case " $away " in *" $1 "*) return 0 ;; *) return 1 ;; esac }

# Keeps count, for each host, of the observations in a row that speak against what is believed of it.
follow_hosts() {
  for host in ${FALLBACK_FROM-}; do
    against="/tmp/against-$host"
    if is_away "$host"; then
      answers "$host" || { rm -f "$against"; continue; }
      needed="$BACK_AFTER"
    else
      ! answers "$host" || { rm -f "$against"; continue; }
      needed="$AWAY_AFTER"
    fi
    echo >>"$against"
    [ "$(wc -l <"$against")" -ge "$needed" ] || continue
    rm -f "$against"
    if is_away "$host"; then
      # shellcheck disable=SC2086 # a list of hosts
      away="$(printf '%s\n' $away | grep -vxF "$host" | tr '\n' ' ')"
      say "$host answers again: its entries lead there."
    else
      away="$away $host"
      say "$host answers nobody: its entries lead to $FALLBACK_HOST until it is back."
    fi
  done
}

# The file that PgBouncer reads: one as it was mounted, with hosts in place of those that are away.
activate() {
  sed "$(substitutions)" "$1" >"$ACTIVE_FILE.new"
  mv "$ACTIVE_FILE.new" "$ACTIVE_FILE"
}

# Succeeds once PgBouncer has answered, whether or not it liked the files: repeating a bad reload mends nothing.
apply() {
  console 'SHOW VERSION' >/dev/null 2>&1 || {
    say "a mounted file changed, and PgBouncer does not answer on $PGHOST yet. Trying again."
    return 1
  }
  [ -f "$ACTIVE_FILE.accepted" ] || cp "$ACTIVE_FILE" "$ACTIVE_FILE.accepted"
  cp "$CONFIG_FILE" "$ACTIVE_FILE.mounted"
  activate "$ACTIVE_FILE.mounted"
  code=0
  answer="$(reload)" || code=$?
  if [ "$code" -eq 0 ]; then
    mv "$ACTIVE_FILE.mounted" "$ACTIVE_FILE.accepted"
    say "PgBouncer has loaded $(active_hash)."
    return
  fi
  refused="$(active_hash)"
  activate "$ACTIVE_FILE.accepted"
  back=0
  console RELOAD >/dev/null 2>&1 || back=$?
  if [ "$code" -eq 2 ] || [ "$back" -eq 2 ]; then
    say "a mounted file changed, and PgBouncer does not answer whether it takes it. Trying again. $answer"
    return 1
  fi
  say "PgBouncer refused $refused or a certificate, and stays with $(loaded_hash). $answer" \
    "The log of container pgbouncer says why: correct it and sync."
}

# Where secrets are looked up now: a host that is away takes no password.
log_in() {
  host="$LOOKUP_HOST"
  ! is_away "$host" || host="$FALLBACK_HOST"
  PGPASSWORD="$(cat "$PASSWORD_FILE")" PGSSLMODE=verify-full PGSSLROOTCERT="$SERVER_CA" PGDATABASE="$LOOKUP_DATABASE" \
    psql --no-psqlrc --no-password --quiet --host "$host" --port "$LOOKUP_PORT" --username "$LOOKUP_ROLE" \
    --output /dev/null --command 'select 1' 2>&1
}

# PgBouncer needs the password for every login of a client: one that no server takes yet would shut everybody out.
follow_password() {
  new="$AUTH_FILE.candidate"
  if ! problem="$(AUTH_FILE="$new" sh "$WRITE_USERLIST" 2>&1)"; then
    mend='Correct the Secret.'
  elif cmp -s "$new" "$AUTH_FILE"; then
    rm -f "$new"
    waiting=''
    return
  elif [ -f "$AUTH_FILE" ] && ! problem="$(log_in)"; then
    rm -f "$new"
    mend='The reconcile job sets a new password in the servers: run it now, or wait for it.'
  else
    mv "$new" "$AUTH_FILE"
    waiting=''
    say "the new password of role $LOOKUP_ROLE logs in: PgBouncer gets it."
    return
  fi
  [ -n "$waiting" ] ||
    say "PgBouncer keeps the former password of role $LOOKUP_ROLE, since the new one does not work yet. $mend" \
      "Trying again. ($(printf '%s' "$problem" | tr '\n' ' '))"
  waiting=yes
}

stop=''
waiting=''
away=''
trap 'stop=yes' TERM INT

# Nothing is known at first: a file may have changed after PgBouncer read it and before this loop began.
known=''
while [ -z "$stop" ]; do
  follow_password
  follow_hosts
  current="$(fingerprint) $away"
  if [ "$current" != "$known" ] && apply; then known="$current"; fi
  sleep "$INTERVAL" &
  wait $! || true
done
