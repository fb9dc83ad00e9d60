#!/bin/sh
# Brings one server to what the profile says: roles, passwords, databases, and inside each database schemas, extensions
# and privileges. It changes only what differs, says each change in a line, and never drops anything.
#
# Beside it lie 10-roles.sql, 20-databases.sql, one 30-*.sql for each line of databases.tsv (file, database), and
# logins.tsv (role, variable, kind, where the password comes from, databases to try it in). Environment: PG* of the
# superuser, PASSWORD_SOURCE (where PGPASSWORD comes from), PASSWORD_* of the other roles, WAIT_SECONDS (for the
# primary, and for another run to end).
set -eu

# Messages of libpq are told apart by their words.
export LC_ALL=C PGCLIENTENCODING=UTF8

folder=$(dirname -- "$0")
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
tab=$(printf '\t')
wait_seconds=${WAIT_SECONDS:-240}

# synchronous_commit: a standby that is away does not hold the job up. search_path: no name that an owner could plant.
session_options='-c search_path=pg_catalog -c synchronous_commit=local -c lock_timeout=10s -c statement_timeout=300s
  -c idle_session_timeout=0 -c idle_in_transaction_session_timeout=0 -c standard_conforming_strings=on
  -c client_min_messages=notice'

# For the session that sets a password: no log, no statistics and no view shows its statement.
secret_options='-c password_encryption=scram-sha-256 -c log_statement=none -c log_min_duration_statement=-1
  -c log_min_duration_sample=-1 -c log_transaction_sample_rate=0 -c log_duration=off -c log_min_error_statement=panic
  -c debug_print_parse=off -c debug_print_rewritten=off -c debug_print_plan=off -c track_activities=off
  -c pg_stat_statements.track=none -c pg_stat_statements.track_utility=off'

say() { printf 'reconcile: %s\n' "$*" >&2; }

fail() {
  say "failed: $*"
  exit 1
}

# as_superuser DATABASE OPTIONS ARGUMENTS...
as_superuser() (
  connect_to=$1 options=$2
  shift 2
  PGDATABASE=$connect_to PGOPTIONS=$options psql -X -q -w -v ON_ERROR_STOP=1 -v VERBOSITY=terse \
    -v SHOW_CONTEXT=never "$@"
)

# What the server said, one line each, without the file and line that psql puts before it.
relay() {
  while IFS= read -r line; do
    case $line in
      *'NOTICE:  '*) say "$1: ${line#*NOTICE:  }" ;;
      *'ERROR:  '*) say "$1: failed: ${line#*ERROR:  }" ;;
      *) say "$1: $line" ;;
    esac
  done <"$scratch/said"
}

# apply WHAT DATABASE FILE
apply() {
  result=0
  as_superuser "$2" "$session_options" -f "$folder/$3" >/dev/null 2>"$scratch/said" || result=$?
  relay "$1"
  [ "$result" -eq 0 ] || say "$1: the rest of $3 was not applied."
  return "$result"
}

# Tries the password in one database after the other until pg_hba.conf lets the role in; prints accepted, refused, or
# what else the server said.
try_login() {
  if [ "$kind" = replication ]; then
    try_login_once
    return
  fi
  set -f
  IFS=$tab
  # shellcheck disable=SC2086 # split at tabs
  set -- $databases
  unset IFS
  for database in "$@"; do
    answer=$(try_login_once)
    case $answer in *'pg_hba.conf'*) ;; *) break ;; esac
  done
  printf '%s\n' "$answer"
}

# Several refusals come after the password was found right: limits, and databases that are not there yet.
try_login_once() {
  attempt=1
  while :; do
    if said=$(log_in 2>&1 </dev/null); then
      echo accepted
      return
    fi
    case $said in
      *'password authentication failed'*) echo refused; return ;;
      *'too many connections for '* | *'remaining connection slots are reserved'* | \
        *'permission denied for database'* | *'is not currently accepting connections'* | \
        *'number of requested standby connections exceeds'* | *' database "'*'" does not exist'*)
        echo accepted; return ;;
      *'pg_hba.conf'*) break ;;
    esac
    [ "$attempt" -lt 3 ] || break
    attempt=$((attempt + 1))
    sleep 2
  done
  printf '%s\n' "$said"
}

log_in() {
  case $kind in
    replication) PGUSER=$role PGPASSWORD=$password PGOPTIONS='' psql -X -w -d replication=1 -c '\q' ;;
    *) PGUSER=$role PGPASSWORD=$password PGOPTIONS='' PGDATABASE=$database psql -X -w -c '\q' ;;
  esac
}

# psql computes the SCRAM verifier, so that the server never sees the password. It asks for it on the terminal, and
# reads standard input where there is none: hence setsid.
set_password() {
  without_terminal=$(command -v setsid || :)
  printf '%s\n%s\n' "$password" "$password" |
    PGDATABASE=postgres PGOPTIONS="$session_options $secret_options" ${without_terminal:+"$without_terminal" -w} \
      psql -X -q -w -v ON_ERROR_STOP=1 -v VERBOSITY=terse -v role="$role" -c '\password :"role"' \
      >"$scratch/said" 2>&1
}

reconcile_password() {
  case $variable in *[!A-Z0-9_]* | '') say "role $role: $variable is no variable's name."; return 1 ;; esac
  password=''
  eval "password=\${$variable-}"
  case $password in
    '') say "role $role: failed: its password ($variable) is empty. Put one under $source."; return 1 ;;
    *[[:cntrl:]]*)
      say "role $role: failed: its password ($variable) holds a line break or another control character, as echo" \
        "leaves one at the end. Write $source without it."
      return 1 ;;
  esac
  outcome=refused
  if ! grep -Fqx -e "$role" "$scratch/unset"; then
    outcome=$(try_login)
  fi
  case $outcome in
    accepted) return ;;
    refused) ;;
    *) say_login_fault "$outcome"; return 1 ;;
  esac
  if ! set_password; then
    say "role $role: failed: its password could not be set: $(sed 's/^.*ERROR:  //' "$scratch/said" | tail -n 1)"
    return 1
  fi
  say "role $role: password set from $source."
  outcome=$(try_login)
  case $outcome in
    accepted) ;;
    refused)
      say "role $role: failed: the server refuses the password that was just set. See its pg_hba.conf."
      return 1 ;;
    *) say_login_fault "$outcome"; return 1 ;;
  esac
}

say_login_fault() {
  reason=${1##*FATAL:  }
  case $1 in
    *'pg_hba.conf'*)
      say "role $role: failed: its password could not be tried: $reason. Let the role in from this job's pod, by" \
        'hostssl and scram-sha-256 in pg_hba.conf.' ;;
    *) say "role $role: failed: its password could not be tried: $reason. The next run tries again." ;;
  esac
}

# Every role is tried, so that one bad password does not keep the others from being rotated.
reconcile_passwords() {
  as_superuser postgres "$session_options" -A -t -o "$scratch/unset" -c "select rolname from pg_authid
    where rolpassword is null or rolpassword not like 'SCRAM-SHA-256\$%'" || return 1
  passwords_failed=0
  while IFS=$tab read -r role variable kind source databases; do
    reconcile_password || passwords_failed=1
  done <"$folder/logins.tsv"
  return "$passwords_failed"
}

reconcile() {
  failed=0
  apply roles postgres 10-roles.sql || exit 1
  reconcile_passwords || failed=1
  apply databases postgres 20-databases.sql || exit 1
  while IFS=$tab read -r file database; do
    apply "database $database" "$database" "$file" || failed=1
  done <"$folder/databases.tsv"
  [ "$failed" -eq 0 ] || exit 1
  say 'done: the server holds what the profile says.'
}

# Two runs at once (a sync and the CronJob) wait for each other: a session of its own holds the lock while this script
# runs once more inside it.
reconcile_locked() {
  result=0
  exec 3>&2
  status=$(
    RECONCILE_SCRIPT=$0 as_superuser postgres "$session_options" -A -t -v wait="${wait_seconds}s" \
      2>"$scratch/said" <<'SQL'
set statement_timeout = 0;
set lock_timeout = :'wait';
do $$ begin perform pg_advisory_lock(hashtextextended('cdk8s-postgres reconcile', 0)); end $$;
\set status `sh "$RECONCILE_SCRIPT" locked </dev/null >&3 2>&3; echo $?`
\echo :status
do $$ begin perform pg_advisory_unlock(hashtextextended('cdk8s-postgres reconcile', 0)); end $$;
SQL
  ) || result=$?
  if grep -q 'lock timeout' "$scratch/said"; then
    fail "another run has held the lock for more than $wait_seconds seconds. See its log; end it if it hangs."
  fi
  [ "$result" -eq 0 ] || { relay lock; fail 'the session that holds the lock was lost. The next run tries again.'; }
  [ "$status" = 0 ] || fail 'see the lines above.'
}

wait_for_primary() {
  where="${PGHOST:-the local socket}:${PGPORT:-5432}"
  deadline=$(($(date +%s) + wait_seconds))
  waiting=''
  until said=$(as_superuser postgres "$session_options" -A -t -c "select current_setting('transaction_read_only'),
    (select rolsuper from pg_roles where rolname = current_user)" 2>&1 </dev/null) && [ "$said" = 'off|t' ]; do
    said=$(printf '%s' "$said" | tr '\n' ' ')
    case $said in
      'off|f') fail "${PGUSER:-the role} is no superuser of $where. Name the superuser in systemRoles." ;;
      *'password authentication failed'*)
        fail "$where refuses the password of ${PGUSER:-the superuser}: the Secret was changed and the server has the" \
          "old one (${PASSWORD_SOURCE:-PGPASSWORD}). Put the old value back, or set the new one in the primary's pod" \
          "over its socket: psql -h /var/run/postgresql -U ${PGUSER:-postgres} -d postgres, then \\password." ;;
      *'pg_hba.conf'*)
        fail "$where does not let ${PGUSER:-the superuser} in: ${said##*FATAL:  }. Add a line for it to pg_hba.conf." ;;
      *'certificate verify failed'* | *'server certificate for'* | *'root certificate file'*)
        fail "the certificate of $where is not trusted: ${said##*: }. Compare ${PGSSLROOTCERT:-the CA} with the" \
          "server's issuer." ;;
      'on|'*) said='it is read-only: a standby, or a primary that is being promoted' ;;
    esac
    [ "$(date +%s)" -lt "$deadline" ] || fail "$where took no writes within $wait_seconds seconds. Last answer: $said"
    [ "$said" = "$waiting" ] || say "waiting for $where: $said"
    waiting=$said
    sleep 2
  done
}

# A list that is missing would look like an empty one: nothing to do.
require_files() {
  for file in 10-roles.sql 20-databases.sql databases.tsv logins.tsv; do
    [ -r "$folder/$file" ] ||
      fail "$folder/$file is missing: the ConfigMap lacks this key. Apply what was rendered, and run the job again."
  done
}

if [ "${1-}" = locked ]; then
  reconcile
else
  require_files
  [ -n "${PGPASSWORD-}" ] || fail "the superuser's password is empty. Put one under ${PASSWORD_SOURCE:-PGPASSWORD}."
  wait_for_primary
  reconcile_locked
fi
