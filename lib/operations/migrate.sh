#!/bin/sh
# Applies the migrations of one database: checks the files, waits for the server, and holds a lock while
# migrate-locked.sh does the work.
#
# Beside it lie that script, the files (<14 digits>_<name>.sql) with their checksums (migrations.lock), ready.sql (what
# must be there first) and indexes.tsv (file, index, table: indexes that are built concurrently).
# Environment: PG* of the role that logs in; OWNER (the role that it works as); PASSWORD_SOURCE (where PGPASSWORD comes
# from); WAIT_SECONDS (for the primary, and for another run to end); LOCK_TIMEOUT, STATEMENT_TIMEOUT (seconds); ATTEMPTS
# (for a file whose lock was not to be had); RETRY_SECONDS (between them); MAINTAIN_PARTITIONS (yes: makes partitions
# ahead at the end).
set -eu

# Messages are told apart by their words.
export LC_ALL=C PGCLIENTENCODING=UTF8

folder=$(cd "$(dirname -- "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
wait_seconds=${WAIT_SECONDS:-300}
where="${PGDATABASE:?} on ${PGHOST:?}:${PGPORT:-5432}"

# A server ends the work of a pod that is gone, so that the next run does not wait for it.
export LOCK_TIMEOUT="${LOCK_TIMEOUT:-5}" STATEMENT_TIMEOUT="${STATEMENT_TIMEOUT:-3000}" PGPORT="${PGPORT:-5432}"
session_options="-c search_path=pg_catalog -c lock_timeout=${LOCK_TIMEOUT}s -c idle_session_timeout=0
  -c statement_timeout=${STATEMENT_TIMEOUT}s -c client_connection_check_interval=5s"

say() { printf 'migrate: %s\n' "$*" >&2; }

fail() {
  say "FAILED: $*"
  exit 1
}

main() {
  [ -n "${PGPASSWORD-}" ] || fail "the password of ${PGUSER:?} is empty. Put one under ${PASSWORD_SOURCE:-PGPASSWORD}."
  check_mounted
  wait_until_ready
  with_lock
}

# A ConfigMap that somebody edited by hand is none that was reviewed.
check_mounted() {
  (cd "$folder" && sha256sum -- [0-9]*.sql) >"$scratch/sums"
  sort -k 2 "$folder/migrations.lock" | cmp -s - "$scratch/sums" && return
  other=$(sort -k 2 "$folder/migrations.lock" | cat - "$scratch/sums" | sort | uniq -u | sed 's/^[^ ]*  //' | sort -u |
    tr '\n' ' ')
  fail "not as migrations.lock says: ${other% }. Sync the files as they are in git; nothing was applied."
}

wait_until_ready() {
  deadline=$(($(date +%s) + wait_seconds))
  waiting=''
  until answer=$(ask) && [ "$answer" = ready ]; do
    [ "$(date +%s)" -lt "$deadline" ] || fail "$where was not ready within $wait_seconds seconds: $(explain "$answer")"
    [ "$answer" = "$waiting" ] || say "waiting for $where: $answer"
    waiting=$answer
    sleep 2
  done
}

# Prints `ready`, what is missing, or what the server said.
ask() {
  if reply=$(PGOPTIONS="$session_options" psql -X -q -w -A -t -v ON_ERROR_STOP=1 \
    -c "select current_setting('transaction_read_only') = 'on' or pg_is_in_recovery()" -f "$folder/ready.sql" \
    2>&1 </dev/null); then
    case $reply in
      t*) echo 'it is read-only: a standby, or a primary that is being promoted' ;;
      *"
ready") echo ready ;;
      *) printf 'not there yet: %s\n' "$(printf '%s\n' "$reply" | tail -n 1)" ;;
    esac
  else
    printf '%s' "$reply" | tr -s '\n\t' ' ' |
      sed -e 's/^.*FATAL:  //' -e 's/^.*ERROR:  //' -e 's/ Is the server running .*//'
  fi
}

explain() {
  case $1 in
    *'password authentication failed'*)
      echo "it refuses the password of $PGUSER (${PASSWORD_SOURCE:-PGPASSWORD}), or has no such role yet. The" \
        'reconcile job makes the role and sets the password: see its log.' ;;
    *'pg_hba.conf'*) echo "$1. Let $PGUSER in by hostssl and scram-sha-256 in pg_hba.conf." ;;
    *certificate*) echo "$1. Compare ${PGSSLROOTCERT:-the CA} with the server's issuer." ;;
    'not there yet'* | *'does not exist'* | *'permission denied for database'*)
      echo "$1. The reconcile job makes it: see its log." ;;
    *) echo "$1. See the primary's log." ;;
  esac
}

# A session that waits for the lock would hold a snapshot, which the other run's CREATE INDEX CONCURRENTLY waits for: so
# it is asked for again and again.
with_lock() {
  exec 3>&2
  deadline=$(($(date +%s) + wait_seconds))
  waiting=''
  while work_locked; [ "$status" = busy ]; do
    [ "$(date +%s)" -lt "$deadline" ] ||
      fail "another run has held the lock for more than $wait_seconds seconds. See its log; delete its Job if it hangs."
    [ -n "$waiting" ] || say 'another run is at work; waiting for it to end.'
    waiting=yes
    sleep 2
  done
  case $status in
    0) ;;
    [1-9]*) exit 1 ;;
    *) fail "the session that holds the lock was lost: $(tail -n 1 "$scratch/said"). The next run goes on from here." ;;
  esac
}

# Sets status: busy, how the work ended, or `lost`. The lock lasts as long as the session, so the work is done inside of
# psql. Each database has locks of its own.
work_locked() {
  status=$(
    SCRIPT="$folder/migrate-locked.sh" OPTIONS=$session_options PGOPTIONS=$session_options psql -X -q -w -A -t \
      -v ON_ERROR_STOP=1 -v VERBOSITY=terse 2>"$scratch/said" <<'SQL'
select pg_try_advisory_lock(hashtextextended('cdk8s-postgres migrate', 0)) as free \gset
\if :free
  \set status `sh "$SCRIPT" </dev/null >&3 2>&3; echo $?`
  select 1 as alive \gset
\else
  \set status busy
\endif
\echo :status
SQL
  ) || status=lost
}

main
