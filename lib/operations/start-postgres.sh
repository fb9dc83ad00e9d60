#!/bin/sh
# Starts PostgreSQL without Patroni, after what must be true before it. Initializes an empty volume, but never once the
# platform has been initialized: an empty volume is then a lost one.
# Environment: CONFIG_FOLDER (with PostgreSQL's files); VOLUME and PGDATA (a folder in it); CLAIM (the volume's name, for
# messages); POSTGRES_BIN; MAJOR; LOCALE; MARKER, NAMESPACE and MARKER_FOLDER (the ConfigMap that tells of an
# initialization, and where it is mounted if there is one); EXPECTED_SUPERUSER; SUPERUSER_USERNAME and SUPERUSER_PASSWORD.
set -eu

say() { echo "start-postgres: $*" >&2; }

fail() {
  say "$*"
  exit 1
}

# Asked to stop by SIGTERM, the server would wait for every session to end. SIGINT ends them: a fast shutdown.
server=''
stopping=''
trap 'stopping=yes; [ -z "$server" ] || kill -INT "$server" || true' TERM INT

for file in postgresql.conf pg_hba.conf pg_ident.conf; do
  [ -r "$CONFIG_FOLDER/$file" ] || fail "$CONFIG_FOLDER has no $file: the ConfigMap that is mounted there lacks this key." \
    'Apply what was rendered; this container starts again by itself.'
done
[ "$SUPERUSER_USERNAME" = "$EXPECTED_SUPERUSER" ] || fail "the Secret names the superuser \"$SUPERUSER_USERNAME\", the" \
  "profile \"$EXPECTED_SUPERUSER\". Change the Secret's key, or systemRoles.superuser.name in the profile."

# The rename to PGDATA ends an initialization, so what still has the other name was never started.
unfinished="$VOLUME/initializing"
if [ -e "$unfinished" ]; then
  say "an interrupted initialization is removed from $unfinished; it is done anew."
  rm -rf -- "$unfinished"
fi

marked=''
[ ! -r "$MARKER_FOLDER/system-identifier" ] || marked="$(cat "$MARKER_FOLDER/system-identifier")"

# Data that nobody here made is never touched, and never started.
check_data() {
  if [ ! -e "$PGDATA/PG_VERSION" ] || [ ! -e "$PGDATA/global/pg_control" ]; then
    fail "$PGDATA holds files, and is no data directory of PostgreSQL. Bring back the volume of claim $CLAIM, or move the" \
      'files away.'
  fi
  version="$(cat "$PGDATA/PG_VERSION")"
  [ "$version" = "$MAJOR" ] || fail "$PGDATA is of PostgreSQL $version, this is $MAJOR, which cannot read it. Set the major" \
    'back in the profile; for the new one dump the data, and restore it into a new platform.'
  if [ -e "$PGDATA/patroni.dynamic.json" ] || [ -e "$PGDATA/standby.signal" ]; then
    fail "$PGDATA is of an instance under Patroni, and another of them may have newer data. Set Topology.replicated back" \
      'in the profile; for one instance dump the data, and restore it into a new platform.'
  fi
  [ -n "$marked" ] || return 0
  found="$(LC_ALL=C "$POSTGRES_BIN/pg_controldata" "$PGDATA" | sed -n 's/^Database system identifier: *//p')"
  [ "$found" = "$marked" ] || fail "$PGDATA has the system identifier $found; the platform was initialized as $marked, says" \
    "ConfigMap $MARKER. Bring back the volume of claim $CLAIM that it was initialized with. If this one is right:" \
    "kubectl delete configmap $MARKER --namespace $NAMESPACE"
}

check_empty() {
  [ -z "$marked" ] || fail "the volume of claim $CLAIM is empty, and the platform was initialized (system identifier" \
    "$marked, says ConfigMap $MARKER). Nothing is initialized over a loss. Bring the volume back, or a snapshot of it." \
    "To begin anew on purpose, without data or to restore a dump: kubectl delete configmap $MARKER --namespace $NAMESPACE"
  for entry in "$VOLUME"/*; do
    case $entry in
      "$PGDATA" | "$VOLUME/lost+found" | "$VOLUME/*") ;;
      *) fail "the volume of claim $CLAIM holds $entry, and no $PGDATA: it is not this platform's. Bring back the one that" \
        'was here, or move the files away.' ;;
    esac
  done
}

# The password goes through a pipe: an argument can be read by every process of the pod.
initialize() {
  # On a node that has huge pages initdb's own server would die of a bus error. Version 15 cannot be told.
  [ "$MAJOR" -lt 16 ] || set -- --set=huge_pages=off
  [ -n "$SUPERUSER_PASSWORD" ] || fail "the superuser's password in the Secret is empty. Put one there."
  say "the volume of claim $CLAIM is empty: it is initialized for PostgreSQL $MAJOR."
  printf '%s\n' "$SUPERUSER_PASSWORD" | "$POSTGRES_BIN/initdb" --pgdata="$unfinished" --username="$EXPECTED_SUPERUSER" \
    --pwfile=/dev/stdin --encoding=UTF8 --locale="$LOCALE" --data-checksums --auth-local=peer \
    --auth-host=scram-sha-256 "$@" >&2 || fail "initdb failed, as it says above. This container tries again by itself."
  [ ! -e "$PGDATA" ] || rmdir -- "$PGDATA"
  mv -T -- "$unfinished" "$PGDATA"
  sync -- "$VOLUME"
}

if [ -e "$PGDATA" ] && [ -n "$(ls -A -- "$PGDATA")" ]; then
  check_data
else
  check_empty
  initialize
fi
unset SUPERUSER_PASSWORD
[ -z "$stopping" ] || exit 0

# Not with exec. What a probe leaves behind becomes a child of process 1, and a server takes the end of a child that it
# does not know for a crash of its own.
"$POSTGRES_BIN/postgres" -D "$PGDATA" -c config_file="$CONFIG_FOLDER/postgresql.conf" &
server=$!
[ -z "$stopping" ] || kill -INT "$server"
status=0
wait "$server" || status=$?
# A signal ends `wait` long before the server has ended.
while kill -0 "$server" 2>/dev/null; do
  status=0
  wait "$server" || status=$?
done
exit "$status"
