#!/bin/bash
# Dumps every database, and the roles, into a bucket:
#
#   <DESTINATION>/<run>/<database>.dump  pg_dump's custom format; odd characters of the name are percent-encoded
#   <DESTINATION>/<run>/globals.sql      roles, memberships, tablespaces; no passwords, those are in the Secret
#   <DESTINATION>/<run>/manifest.json    sizes and SHA-256; written last, so a run without it is not whole
#   <DESTINATION>/<run>/incomplete.json  the same, instead, where a database failed
#
# A file is uploaded under <DESTINATION>/.partial and then renamed in the bucket: what a run's folder holds is whole.
# The credentials may list DESTINATION, read and write objects, and delete those under .partial; no more is needed.
#
# To restore: fetch a run's files, compare them with the manifest, then as a superuser of an empty server
#   psql --file globals.sql postgres                    an error about a role that exists already does no harm
#   pg_restore --exit-on-error --create --dbname postgres --jobs 4 <database>.dump
# (the database `postgres` exists already: without --create, into it). To restore beside the original, create an empty
# database and leave --create out. Give the roles their passwords: the reconcile job does it.
#
# Environment: DESTINATION (<bucket>/<path>); DESTINATION_HINT (what to check when it refuses); STAGING (an empty folder
# with room for the largest dump); DEADLINE (seconds a run may take); LOCK_WAIT (how long pg_dump waits for a table);
# RCLONE_CONFIG_STORE_*; PG* of a role with BYPASSRLS and pg_read_all_data, which may connect to every database.
set -euo pipefail

# Taken once: all files of a run stand under one name.
run="$(date --utc +%Y%m%dT%H%M%SZ)"
readonly run
readonly folder="store:$DESTINATION/$run"
readonly partial="store:$DESTINATION/.partial"
readonly staged="$STAGING/file"
export PGOPTIONS="-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c idle_session_timeout=0"

files='[]'
failed=()
gone=()
child=''

main() {
  trap stop TERM INT HUP
  open_destination
  if ! list_databases; then
    say "$PGHOST does not list its databases; nothing was dumped."
    exit 1
  fi

  say "run $run: ${#databases[@]} databases of $PGHOST to $DESTINATION/$run"
  dump_globals || failed+=(globals.sql)
  local database
  for database in "${databases[@]}"; do
    dump_database "$database" || settle_failure "$database"
    rm -f -- "$staged"
  done
  write_manifest || failed+=(manifest.json)
  summarize
}

say() { echo "dump: $*" >&2; }

# In the background and waited for: a shell runs its traps only when no foreground child is left.
attend() {
  local status=0
  "$@" &
  child=$!
  wait "$child" || status=$?
  child=''
  return "$status"
}

stop() {
  trap '' TERM INT HUP
  say "run $run was told to stop; the file under way is dropped, and the run stays without a manifest."
  [ -z "$child" ] || { kill "$child" 2>/dev/null && wait "$child"; } || true
  rm -f -- "$staged"
  timeout --signal KILL 20 rclone delete --retries 1 "$partial/$run" || true
  exit 143
}

# Drops what killed runs left behind, and so proves that the bucket answers before hours of work are spent.
open_destination() {
  if ! attend rclone delete --retries 1 --low-level-retries 3 --contimeout 15s --min-age "${DEADLINE}s" "$partial"; then
    say "the destination $DESTINATION refuses, so nothing was dumped. $DESTINATION_HINT"
    exit 1
  fi
  # Parts of uploads that never ended are in no listing, but they cost.
  attend rclone backend cleanup -o "max-age=${DEADLINE}s" "$partial" 2>/dev/null ||
    say "unfinished uploads under $DESTINATION/.partial cannot be removed; a lifecycle rule of the bucket can do it."
}

# Names are separated by zero bytes: they may hold anything else. A database whose DROP was interrupted has limit -2.
list_databases() {
  local sql="select datname from pg_catalog.pg_database
             where datallowconn and not datistemplate and datconnlimit <> -2 order by datname"
  attend psql --no-psqlrc --no-password --no-align --tuples-only --record-separator-zero --set ON_ERROR_STOP=1 \
    --command "$sql" >"$STAGING/databases" || return 1
  mapfile -d '' -t databases <"$STAGING/databases"
  rm -f -- "$STAGING/databases"
}

dump_globals() {
  attend pg_dumpall --no-password --globals-only --no-role-passwords --no-sync --file "$staged" || return 1
  grep -q '^CREATE ROLE ' "$staged" || {
    say 'globals.sql holds no role; it is not stored.'
    return 1
  }
  if ! store globals.sql; then
    say "the destination $DESTINATION takes no file. $DESTINATION_HINT"
    exit 1
  fi
  rm -f -- "$staged"
}

# The name goes through the environment: as an argument, one with `=` in it would be read as a connection string.
dump_database() {
  local database="$1" object
  object="$(jq --null-input --raw-output --arg name "$database" '$name | @uri').dump" || return 1
  PGDATABASE="$database" attend pg_dump --no-password --format custom --no-sync --lock-wait-timeout "$LOCK_WAIT" \
    --file "$staged" || return 1
  whole_archive || {
    say "the dump of $database cannot be read back; it is not stored."
    return 1
  }
  store "$object" "$database"
}

# The list stands at the head of an archive, which one cut short has too; so all of it is read once.
whole_archive() {
  local list
  list="$(pg_restore --list --create "$staged")" || return 1
  grep -q '^[0-9].* DATABASE ' <<<"$list" || return 1
  attend pg_restore --file /dev/null "$staged"
}

# Uploads the staged file, renames it in the bucket, and compares what the bucket says with what is here.
store() {
  local object="$1" database="${2-}" size sha256 md5
  size="$(stat --format %s "$staged")" || return 1
  attend sha256sum "$staged" >"$STAGING/sum" || return 1
  read -r sha256 _ <"$STAGING/sum"
  attend md5sum "$staged" >"$STAGING/sum" || return 1
  read -r md5 _ <"$STAGING/sum"
  rm -f -- "$STAGING/sum"
  attend rclone copyto "$staged" "$partial/$run/$object" || return 1
  attend rclone moveto "$partial/$run/$object" "$folder/$object" || return 1
  stored "$object" "$size" "$md5" || return 1
  files="$(jq --compact-output --arg name "$object" --arg database "$database" --argjson size "$size" \
    --arg sha256 "$sha256" \
    '. + [{name: $name, size: $size, sha256: $sha256} + if $database == "" then {} else {database: $database} end]' \
    <<<"$files")" || return 1
  say "$object: $size bytes"
}

# A bucket with keys of its own (KMS) knows no MD5 of what is in it; then the size has to do.
stored() {
  local object="$1" size="$2" md5="$3" facts
  facts="$(rclone lsjson --stat --hash --hash-type md5 "$folder/$object")" || return 1
  jq --exit-status --argjson size "$size" --arg md5 "$md5" '.Size == $size and (.Hashes.md5 // $md5) == $md5' \
    <<<"$facts" >/dev/null && return
  facts="$(jq --compact-output '{Size, Hashes}' <<<"$facts")"
  say "$object arrived damaged: $size bytes with MD5 $md5 left here, the bucket has $facts. It is left out."
  return 1
}

# A database that somebody dropped since the list was made is no failure.
settle_failure() {
  local database="$1" left
  left="$(psql --no-psqlrc --no-password --no-align --tuples-only --set ON_ERROR_STOP=1 --set "name=$database" \
    <<<"select 1 from pg_catalog.pg_database where datname = :'name'" || echo unknown)"
  if [ -z "$left" ]; then
    say "$database was dropped meanwhile."
    gone+=("$database")
    return
  fi
  say "$database failed, see the message above; the other databases go on.$(room)"
  failed+=("$database")
}

# Prints a hint where the volume is nearly full; the file that filled it still stands.
room() {
  local used
  used="$(df --output=pcent "$STAGING" | tail -n 1 | tr -dc '0-9')"
  [ "$used" -lt 99 ] || echo " The staging volume is full: raise stagingSize."
}

write_manifest() {
  local name=manifest.json list='[]'
  if [ ${#failed[@]} -gt 0 ]; then
    name=incomplete.json
    list="$(jq --null-input '$ARGS.positional' --args -- "${failed[@]}")"
  fi
  jq --null-input --arg run "$run" --arg host "$PGHOST" --arg client "$(pg_dump --version)" \
    --arg finished "$(date --utc +%Y-%m-%dT%H:%M:%SZ)" --argjson files "$files" --argjson failed "$list" \
    '{run: $run, host: $host, client: $client, finished: $finished, files: $files, failed: $failed}' \
    >"$staged" || return 1
  store "$name" || return 1
  rm -f -- "$staged"
}

summarize() {
  local bytes count
  bytes="$(jq 'map(select(.database)) | map(.size) | add // 0' <<<"$files")"
  count="$(jq 'map(select(.database)) | length' <<<"$files")"
  local text="run $run: $count of ${#databases[@]} databases stored, $bytes bytes"
  [ ${#gone[@]} -eq 0 ] || text="$text; dropped meanwhile: ${gone[*]}"
  if [ ${#failed[@]} -gt 0 ]; then
    say "$text; FAILED: ${failed[*]}."
    exit 1
  fi
  say "$text."
}

main
