#!/bin/bash
# Runs pg_partman's maintenance (4.7 or 5) in each database: partitions are created ahead, old ones retired. Then tells
# which default partitions hold rows: those rows block the partition that they belong to.
#
# Usage: maintain-partitions.sh <database>...
# Environment: for the n-th database, counted from 0, ROLE_<n> and PASSWORD_<n>; PG* of the primary; LOCK_TIMEOUT (how
# long a table is waited for).
set -euo pipefail

# With row_security off, a table that row-level security would hide rows of is an error. A role that sees no rows would
# make pg_partman believe that the table is empty, and stop creating partitions without a word.
export PGOPTIONS="-c statement_timeout=0 -c lock_timeout=$LOCK_TIMEOUT -c row_security=off"

say() { echo "maintain-partitions: $*" >&2; }

# One statement in a session of its own; run_maintenance_proc commits, so it cannot be in a transaction.
query() {
  psql --no-psqlrc --no-password --quiet --no-align --tuples-only --field-separator '|' --set ON_ERROR_STOP=1 "$@"
}

maintain() {
  local found version recovery tables status=0
  found="$(query --command "
    select quote_ident(n.nspname), e.extversion, pg_catalog.pg_is_in_recovery()
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'pg_partman'")" || return 1
  if [ -z "$found" ]; then
    say "$PGDATABASE: pg_partman is not installed. Add it to the database's extensions in the profile, and sync."
    return 1
  fi
  IFS='|' read -r schema version recovery <<<"$found"
  if [ "$recovery" = t ]; then
    say "$PGDATABASE: $PGHOST is a standby, where partitions cannot be created. Connect to the primary's Service."
    return 1
  fi

  tables="$(query --command "
    select parent_table from $schema.part_config
    where automatic_maintenance = 'on' and not undo_in_progress order by parent_table")" || return 1
  if [ -z "$tables" ]; then
    say "$PGDATABASE: no table is under pg_partman's automatic maintenance; nothing to do."
    return
  fi
  run_all || run_each "$tables" || status=1
  hand_over || status=1
  [ "$status" -eq 0 ] || return 1
  say "$PGDATABASE: pg_partman $version has maintained ${tables//$'\n'/, }."
}

run_all() {
  attempt --command "call $schema.run_maintenance_proc()" || return 1
  [ -z "$output" ] || say "$PGDATABASE: $output"
}

# Before pg_partman 5.5 the procedure stops at the first table that fails; those after it must not wait for its mend.
run_each() {
  local table failed=''
  say "$PGDATABASE: pg_partman's procedure did not get through; each table is maintained on its own."
  while read -r table; do
    attempt --set "table=$table" <<<"select from $schema.run_maintenance(:'table')" && continue
    say "$PGDATABASE: $table was NOT maintained: $output"
    failed=yes
  done <<<"$1"
  [ -z "$failed" ]
}

# A partition is the role's that makes it: it goes to its table's owner, with the table's privileges. What is partitioned
# once more is handed over level by level.
hand_over() {
  local handed
  while :; do
    handed="$(query --command "
      select child.oid::pg_catalog.regclass,
        $schema.apply_privileges(parents.nspname, parent.relname, children.nspname, child.relname)
      from pg_catalog.pg_inherits i
      join pg_catalog.pg_class parent on parent.oid = i.inhparent
      join pg_catalog.pg_namespace parents on parents.oid = parent.relnamespace
      join pg_catalog.pg_class child on child.oid = i.inhrelid
      join pg_catalog.pg_namespace children on children.oid = child.relnamespace
      where child.relkind in ('r', 'p') and pg_catalog.pg_get_userbyid(child.relowner) = current_user
        and parent.relowner <> child.relowner
        and parents.nspname || '.' || parent.relname in (select parent_table from $schema.part_config)")" || {
      say "$PGDATABASE: new partitions did not get the owner and the privileges of their table, see the message above."
      return 1
    }
    [ -n "$handed" ] || return 0
  done
}

# Sets `output`. Where another session holds its lock, and since 5.5 where a table fails, pg_partman says so and
# returns as if all were well.
attempt() {
  local status=0
  output="$(query "$@" 2>&1)" || status=$?
  case "$output" in
    *'already running'* | *'maintenance skipped'*) return 1 ;;
  esac
  return "$status"
}

# Rows in a default partition are no failure of the run: they came late or early, and a person has to move them.
report_default_rows() {
  [ -n "$schema" ] || return 0
  local rows table count
  rows="$(query --command "select default_table, count from $schema.check_default(true) where count > 0")" || {
    say "$PGDATABASE: nobody knows whether default partitions hold rows, see the message above."
    return 1
  }
  while IFS='|' read -r table count; do
    [ -n "$table" ] || continue
    say "WARNING: $PGDATABASE: the default partition $table holds $count rows. They block the partition that they" \
      "belong to; move them with: call $schema.partition_data_proc('<parent table>')"
  done <<<"$rows"
}

failed=()
index=0
for PGDATABASE in "$@"; do
  role="ROLE_$index"
  password="PASSWORD_$index"
  export PGDATABASE PGUSER="${!role}" PGPASSWORD="${!password}"
  index=$((index + 1))
  schema=''
  status=0
  maintain || status=1
  report_default_rows || status=1
  [ "$status" -eq 0 ] || failed+=("$PGDATABASE")
done

if [ ${#failed[@]} -gt 0 ]; then
  say "FAILED in ${#failed[@]} of $# databases: ${failed[*]}."
  exit 1
fi
say "done in $# databases."
