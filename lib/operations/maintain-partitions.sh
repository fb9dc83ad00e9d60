#!/bin/bash
# Maintains the partitions of each database, by pg_partman (4.7 or 5), by the functions that the reconcile job installs
# (schema partitions), or by both: partitions are created ahead, old ones retired. Then tells which default partitions
# hold rows, and fails where partitions do not reach as far ahead as is declared.
#
# Usage: maintain-partitions.sh <database>...
# Environment: for the n-th database, counted from 0, ROLE_<n>, PASSWORD_<n>, PARTMAN_<n> (no, where pg_partman has no
# part in it), LIBRARY_<n> (yes, where it declares partitions); PG* of the primary; LOCK_TIMEOUT (how long a table is
# waited for).
set -euo pipefail

# With row_security off, a table that row-level security would hide rows of is an error. A role that sees no rows would
# make pg_partman believe that the table is empty, and stop creating partitions without a word.
export PGOPTIONS="-c statement_timeout=0 -c lock_timeout=$LOCK_TIMEOUT -c row_security=off"

say() { echo "maintain-partitions: $*" >&2; }

# One statement in a session of its own; run_maintenance_proc commits, so it cannot be in a transaction.
query() {
  psql --no-psqlrc --no-password --quiet --no-align --tuples-only --field-separator '|' --set ON_ERROR_STOP=1 "$@"
}

check_primary() {
  local recovery
  recovery="$(query --command 'select pg_catalog.pg_is_in_recovery()')" || return 1
  [ "$recovery" = t ] || return 0
  say "$PGDATABASE: $PGHOST is a standby, where partitions cannot be created. Connect to the primary's Service."
  return 1
}

maintain_partman() {
  local found version tables status=0
  found="$(query --command "
    select quote_ident(n.nspname), e.extversion
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'pg_partman'")" || return 1
  if [ -z "$found" ]; then
    say "$PGDATABASE: pg_partman is not installed. Add it to the database's extensions in the profile, and sync."
    return 1
  fi
  IFS='|' read -r schema version <<<"$found"

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
  attempt "call $schema.run_maintenance_proc()" || return 1
  [ -z "$output" ] || say "$PGDATABASE: $output"
}

# Before pg_partman 5.5 the procedure stops at the first table that fails; those after it must not wait for its mend.
run_each() {
  local table failed='' until=$((SECONDS + 5))
  say "$PGDATABASE: pg_partman's procedure did not get through; each table is maintained on its own."
  while read -r table; do
    attempt "select from $schema.run_maintenance(:'table')" --set "table=$table" && continue
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

# Runs a statement and sets `output`. Where another session holds its lock, and since 5.5 where a table fails, pg_partman
# says so and returns as if all were well. A session that has failed gives its lock back a moment after its client is gone.
attempt() {
  local statement=$1 status
  shift
  while :; do
    status=0
    output="$(query "$@" 2>&1 <<<"$statement")" || status=$?
    [[ $output == *'already running'* && $SECONDS -lt ${until:-0} ]] || break
    sleep 0.5
  done
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

# By the library, table by table and step by step: each step is a transaction of its own, so that a table is locked for
# as long as one partition takes, and what fails keeps nothing else from being done.
maintain_library() {
  local installed tables oid table status=0
  installed="$(query --command "select pg_catalog.to_regproc('partitions.plan')")" || return 1
  if [ -z "$installed" ]; then
    say "$PGDATABASE: the schema partitions has no functions. The reconcile job installs them: see its log."
    return 1
  fi
  tables="$(query --command "
    select parent::pg_catalog.oid, pg_catalog.format('%I.%I', table_schema, table_name)
    from partitions.tables()")" || return 1
  while IFS='|' read -r oid table; do
    if [ -z "$oid" ]; then
      say "WARNING: $PGDATABASE: $table does not exist yet. A migration makes it; or correct its name in the profile."
      continue
    fi
    maintain_table "$oid" "$table" || status=1
  done <<<"$tables"
  report_library || status=1
  return "$status"
}

maintain_table() {
  local oid=$1 table=$2 steps step day partition changed='' status=0
  steps="$(query --set "table=$oid" 2>&1 <<<"
    select 'sync', null, null union all
    select action, day, partition::pg_catalog.oid
    from partitions.plan(:table::pg_catalog.oid::pg_catalog.regclass)")" || {
    say "$PGDATABASE: $table was NOT maintained: $steps"
    return 1
  }
  while IFS='|' read -r step day partition; do
    take_step || { status=1; continue; }
    [ -z "$output" ] || { changed=yes; say "$PGDATABASE: $table: ${output//$'\n'/; }"; }
  done <<<"$steps"
  [ "$status" -ne 0 ] || [ -n "$changed" ] || say "$PGDATABASE: $table: nothing to do."
  return "$status"
}

# Sets `output` to what was done.
take_step() {
  local statement="select action, partition_name, details from partitions.take_step(
    :table::pg_catalog.oid::pg_catalog.regclass, :'step', nullif(:'day', '')::pg_catalog.date,
    nullif(:'partition', '')::pg_catalog.oid::pg_catalog.regclass)"
  if [ "$step" = sync ]; then
    statement="select action, partition_name, 'by hand'
      from partitions.sync_metadata(:table::pg_catalog.oid::pg_catalog.regclass)"
  fi
  output="$(query --field-separator ' ' --set SHOW_CONTEXT=never --set "table=$oid" --set "step=$step" \
    --set "day=$day" --set "partition=$partition" <<<"$statement" 2>&1)" && return
  say "$PGDATABASE: $table: FAILED to $step ${day:-a partition}: $output"
  return 1
}

report_library() {
  local rows table default count from to horizon ahead premake status=0
  rows="$(query --command "
    select pg_catalog.format('%I.%I', table_schema, table_name), default_partition, row_count, oldest, newest
    from partitions.default_rows() where row_count > 0")" || {
    say "$PGDATABASE: nobody knows whether default partitions hold rows, see the message above."
    status=1
  }
  while IFS='|' read -r table default count from to; do
    [ -n "$table" ] || continue
    say "WARNING: $PGDATABASE: the default partition $default of $table holds $count rows, from $from to $to: they" \
      "came too late or too early. Delete them, or keep them in a partition: select partitions.create_partition('$table'," \
      "'<day>')"
  done <<<"$rows"
  rows="$(query --command "
    select pg_catalog.format('%I.%I', table_schema, table_name), coalesce(horizon::text, 'now'), ahead, premake
    from partitions.horizon() where short")" || return 1
  while IFS='|' read -r table horizon ahead premake; do
    [ -n "$table" ] || continue
    say "$PGDATABASE: $table has partitions until $horizon, $ahead ahead of the $premake that are declared. Rows" \
      "after that go to the default partition. See the lines above for why."
    status=1
  done <<<"$rows"
  return "$status"
}

failed=()
index=0
for PGDATABASE in "$@"; do
  role="ROLE_$index" password="PASSWORD_$index" partman="PARTMAN_$index" library="LIBRARY_$index"
  export PGDATABASE PGUSER="${!role}" PGPASSWORD="${!password}"
  index=$((index + 1))
  schema=''
  status=0
  if ! check_primary; then
    status=1
  else
    if [ "${!partman-}" != no ]; then
      maintain_partman || status=1
      report_default_rows || status=1
    fi
    [ "${!library-}" != yes ] || maintain_library || status=1
  fi
  [ "$status" -eq 0 ] || failed+=("$PGDATABASE")
done

if [ ${#failed[@]} -gt 0 ]; then
  say "FAILED in ${#failed[@]} of $# databases: ${failed[*]}."
  exit 1
fi
say "done in $# databases."
