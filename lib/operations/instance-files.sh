#!/bin/bash
# What jobs ask instances about the files that they read: for other scripts, which lie beside it and begin with
# `. "${0%/*}/instance-files.sh"`.
# Environment: PG* of the superuser; TIMEOUT (seconds, for each wait).

say() {
  local name="${0##*/}"
  echo "${name%.sh}: $*" >&2
}

fail() {
  say "$*"
  exit 1
}

# Runs a command until it succeeds; its last output is shown when time is up.
eventually() {
  local what="$1" output deadline=$((SECONDS + TIMEOUT))
  shift
  until output="$("$@" 2>&1)"; do
    ((SECONDS < deadline)) || fail "$what: not within $TIMEOUT seconds. Last answer: ${output:-none}"
    sleep 3
  done
  [ -z "$output" ] || say "$output"
}

# Asks one instance: query HOST SQL
query() { PGHOST="$1" psql --no-psqlrc --no-align --tuples-only --quiet --set ON_ERROR_STOP=1 --command "$2"; }

# Prints what keeps an instance from having loaded its files; prints nothing when it has: loaded HOST HASH
loaded() {
  local host="$1" hash="$2" answer
  answer="$(query "$host" "select coalesce(current_setting('cdk8s_postgres.config_hash', true), 'none')")" || {
    echo "$answer"
    return 1
  }
  [ "$answer" = "$hash" ] && return
  # The kubelet brings a changed ConfigMap within about 90 seconds; the instance's reload container does the rest.
  echo "$host has loaded $answer, not $hash yet"
  return 1
}

# A valid new value that only waits for a restart looks like a bad one here, but for pending_restart.
bad_lines() {
  query "$1" "select format('%s line %s: %s = %s: %s', file.sourcefile, file.sourceline, file.name, file.setting, file.error)
              from pg_catalog.pg_file_settings as file left join pg_catalog.pg_settings as current using (name)
              where file.error is not null
                and not (file.error = 'setting could not be applied' and coalesce(current.pending_restart, false))
              union all
              select format('pg_hba.conf line %s: %s', line_number, error) from pg_catalog.pg_hba_file_rules
              where error is not null
              union all
              select format('pg_ident.conf line %s: %s', line_number, error) from pg_catalog.pg_ident_file_mappings
              where error is not null"
}

# Ends the job where an instance refuses lines of its files, once it has loaded them: has_files HOST HASH
has_files() {
  local lines
  eventually "configuration of $1" loaded "$1" "$2"
  lines="$(bad_lines "$1")"
  [ -z "$lines" ] || fail "$1 refuses lines of its configuration, and keeps the values it had: $lines"
}

# Prints which parameters an instance would take at a restart: waiting_for_restart HOST
waiting_for_restart() {
  query "$1" "select coalesce(string_agg(name, ', ' order by name), '') from pg_catalog.pg_settings where pending_restart"
}
