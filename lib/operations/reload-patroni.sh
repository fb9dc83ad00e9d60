#!/bin/sh
# Has Patroni, and through it PostgreSQL, reload when a mounted file changed: configuration, certificate or password.
# Passwords are taken over once the primary takes them: the reconcile job may set them there an hour after they are
# mounted here, and whoever must connect anew meanwhile needs the former ones.
# Environment: WATCHED (folders, separated by spaces); ACTIVE_FOLDER (Patroni's configuration, with its passwords);
# PASSWORD_FOLDER (mounted from the Secret); PRIMARY_HOST, PRIMARY_PORT, SERVER_CA, REPLICATION_ROLE, REWIND_ROLE and
# REWIND_DATABASE (where and as whom new passwords are tried); PATRONI_URL (on the loopback interface);
# RESTAPI_USERNAME; INTERVAL (seconds).
set -eu
umask 077

# Rounds in which a reload is put off while the server does not run. Not for ever: it may need what is new to come up.
PATIENCE=6

active="$ACTIVE_FOLDER/passwords.yml"
former="$ACTIVE_FOLDER/passwords.former"
new="$ACTIVE_FOLDER/passwords.new"

say() { echo "reload-patroni: $*" >&2; }

# A mounted ConfigMap or Secret is swapped as a whole by a symbolic link, so a sum never sees half of a change.
fingerprint() {
  # shellcheck disable=SC2086 # WATCHED is a list of folders
  find -L $WATCHED "$active" -type f ! -path '*/..*' -exec sha256sum {} + | sort | sha256sum
}

# The certificate is not verified: Patroni shows the former one until this very reload, and a new authority would refuse
# it for ever. Nobody but this pod's own Patroni listens on its loopback interface.
reload_by() {
  # Both JSON and curl write \" and \\ in quotes.
  jq --raw-output --arg user "$RESTAPI_USERNAME" \
    '"user = \("\($user):\(.restapi.authentication.password)" | tojson)"' "$1" |
    curl --config - --silent --show-error --fail --max-time 10 --insecure --request POST "$PATRONI_URL/reload"
}

# Patroni goes by the former password of its REST API until it has reloaded.
reload() {
  said="$(reload_by "$active" 2>&1)" || {
    [ -f "$former" ] && reload_by "$former" 2>/dev/null && return
    echo "$said"
    return 1
  }
  echo "$said"
}

# Patroni empties postgresql.conf and writes it anew, while another of its threads may start the server: which then runs
# with defaults, hba_file among them, until somebody restarts it.
is_running() {
  state="$(curl --silent --max-time 10 --insecure "$PATRONI_URL/patroni" | jq --raw-output .state 2>/dev/null)" || return 1
  [ "$state" = running ]
}

password_of() { jq --raw-output ".postgresql.authentication.$1.password" "$2"; }

# Whether the primary takes the new password of superuser, replication or rewind, where it is another one:
# taken WHICH ROLE CONNECTION
taken() {
  password="$(password_of "$1" "$new")"
  [ "$password" != "$(password_of "$1" "$active")" ] || return 0
  PGPASSWORD="$password" PGSSLMODE=verify-full PGSSLROOTCERT="$SERVER_CA" PGCONNECT_TIMEOUT=5 \
    psql --no-psqlrc --no-password --quiet --host "$PRIMARY_HOST" --port "$PRIMARY_PORT" --username "$2" --dbname "$3" \
    --command '\q' 2>&1
}

both_taken() { taken replication "$REPLICATION_ROLE" replication=1 && taken rewind "$REWIND_ROLE" "$REWIND_DATABASE"; }

follow_passwords() {
  if ! problem="$("${0%/*}/patroni-passwords.sh" "$new" 2>&1)"; then
    mend='Correct the Secret.'
  elif cmp -s "$new" "$active"; then
    rm -f "$new"
    waiting=''
    return
  elif ! problem="$(both_taken)"; then
    rm -f "$new"
    mend='The reconcile job sets new passwords in the server: run it now, or wait for it.'
  else
    cp "$active" "$former"
    mv "$new" "$active"
    waiting=''
    say 'Patroni gets the new passwords of the Secret.'
    return
  fi
  [ -n "$waiting" ] ||
    say "Patroni keeps its former passwords, since the new ones do not work yet. $mend Trying again." \
      "($(printf '%s' "$problem" | tr '\n' ' '))"
  waiting=yes
}

stop=''
waiting=''
deferred=0
trap 'stop=yes' TERM INT

# Nothing is known at first: a file may have changed after Patroni read it and before this loop began.
known=''
while [ -z "$stop" ]; do
  sleep "$INTERVAL" &
  wait $! || true
  # start-patroni.sh writes it.
  [ -f "$active" ] || continue
  follow_passwords
  current="$(fingerprint)"
  [ "$current" != "$known" ] || continue
  if [ "$deferred" -lt "$PATIENCE" ] && ! is_running; then
    deferred=$((deferred + 1))
    continue
  fi
  deferred=0
  # Not remembered before Patroni took it: it may be starting.
  if answer="$(reload 2>&1)"; then
    say "Patroni reads the mounted files ($answer)."
    known="$current"
  else
    say "Patroni does not take a reload of the mounted files: $answer. Trying again."
  fi
done
