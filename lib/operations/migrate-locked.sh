#!/bin/sh
# Applies the migrations of one database with dbmate, file by file, unless a file that was applied has changed. What was
# applied stays applied when a later file fails. migrate.sh runs it, and says what its environment is; OPTIONS are those
# of a session.
set -eu

folder=$(cd "$(dirname -- "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
tab=$(printf '\t')
where="$PGDATABASE on $PGHOST:$PGPORT"

say() { printf 'migrate: %s\n' "$*" >&2; }

fail() {
  say "FAILED: $*"
  exit 1
}

migrate() {
  list_mounted
  read_state
  check_applied
  applied=$(wc -l <"$scratch/applied")
  mkdir "$scratch/files"
  done_now=0
  while IFS=$tab read -r version file sum; do
    cp -- "$folder/$file" "$scratch/files/"
    grep -qx -- "$version" "$scratch/applied" && continue
    apply "$version" "$file" "$sum" </dev/null
    done_now=$((done_now + 1))
  done <"$scratch/mounted"
  maintain_partitions
  say "done: $where has all $((applied + done_now)) migrations, $done_now of them applied now."
}

# sql ARGUMENTS...: runs standard input as the owner; rows come with tabs.
sql() {
  { printf 'set role :"owner";\n' && cat; } |
    PGOPTIONS=$OPTIONS psql -X -q -w -A -t -F "$tab" -v ON_ERROR_STOP=1 -v VERBOSITY=terse \
      -v SHOW_CONTEXT=never -v owner="$OWNER" "$@" -f - 2>"$scratch/said"
}

# What the server said last, without the file and line that psql puts before it.
said() { sed -e 's/^psql:[^:]*:[0-9]*: //' -e 's/^ERROR:  //' "$scratch/said" | tail -n 1; }

# mounted: version, file, checksum, in order.
list_mounted() {
  awk -v OFS='\t' '{ print substr($2, 1, 14), $2, $1 }' "$folder/migrations.lock" | sort >"$scratch/mounted"
}

# applied: versions. recorded: version, file, checksum. What is recorded before it is applied is right even when this
# run is killed in between.
read_state() {
  sql <<'SQL' || fail "$where: $(said). Schema migrations belongs to $OWNER; is it another role's?"
set client_min_messages = warning;
create schema if not exists migrations;
select to_regclass('migrations.checksums') is null as absent \gset
\if :absent
  create table migrations.checksums (
    version text primary key,
    file text not null,
    sha256 text not null,
    recorded_at timestamptz not null default now()
  );
  comment on schema migrations is 'Which migrations were applied. Written by the migrate job.';
  comment on table migrations.checksums is 'The file of each migration as it was when it was applied, or tried last.';
\endif
SQL
  list_applied >"$scratch/applied" || fail "$where: $(said)."
  sql >"$scratch/recorded" <<'SQL' || fail "$where: $(said)."
select version, file, sha256 from migrations.checksums order by version;
SQL
}

# dbmate makes its table in its first run.
list_applied() {
  sql <<'SQL'
select to_regclass('migrations.schema_migrations') is not null as known \gset
\if :known
  select version from migrations.schema_migrations order by version;
\endif
SQL
}

# Nothing runs while the files are not those that were applied, or one would come before one that was applied.
check_applied() {
  awk -F '\t' -v OFS='\t' '
    FILENAME ~ /mounted$/ { file[$1] = $2; sum[$1] = $3; mounted[++files] = $1; next }
    FILENAME ~ /recorded$/ { known[$1] = $3; name[$1] = $2; next }
    {
      applied[$1] = last = $1
      if (!($1 in file)) print "gone", ($1 in name ? name[$1] : $1), "-"
      else if (!($1 in known)) print "unrecorded", file[$1], sum[$1]
      else if (known[$1] != sum[$1]) print "changed", file[$1], known[$1]
    }
    END {
      for (i = 1; i <= files; i++) {
        if (!(mounted[i] in applied) && mounted[i] < last) print "late", file[mounted[i]], last
      }
    }
  ' "$scratch/mounted" "$scratch/recorded" "$scratch/applied" >"$scratch/faults"
  refused=''
  while IFS=$tab read -r fault file fact; do
    case $fault in
      gone) say "$file was applied to $where and is not among the files. Put it back." ;;
      changed)
        say "$file was applied to $where with sha256 $fact, and is another file now. Put it back as it was and write" \
          'a new migration.' ;;
      late)
        say "$file was never applied to $where, and $fact, which comes after it, was. Give it a later version." ;;
      unrecorded)
        say "$file was applied without a checksum; that of the file as it is now is recorded."
        record "$(printf %.14s "$file")" "$file" "$fact"
        continue ;;
    esac
    refused=yes
  done <"$scratch/faults"
  [ -z "$refused" ] || fail 'see the lines above; nothing was applied.'
}

record() {
  sql -v version="$1" -v file="$2" -v sum="$3" <<'SQL' || fail "$2: its checksum was not recorded: $(said)."
insert into migrations.checksums (version, file, sha256) values (:'version', :'file', :'sum')
  on conflict (version) do update set file = excluded.file, sha256 = excluded.sha256, recorded_at = now();
SQL
}

# apply VERSION FILE CHECKSUM
apply() {
  record "$1" "$2" "$3"
  attempt=1
  until drop_invalid_indexes "$2" && run_dbmate "$2"; do
    # The connection may break after the commit.
    reason=$(reason_of "$2")
    ! list_applied | grep -qx -- "$1" || break
    case $reason in
      *'lock timeout'* | *'deadlock detected'* | *'tuple concurrently updated'*) ;;
      *) fail_file "$2" "$reason" ;;
    esac
    [ "$attempt" -lt "${ATTEMPTS:-10}" ] || fail_file "$2" "$reason (attempt $attempt, the last)"
    say "$2: $reason (attempt $attempt of ${ATTEMPTS:-10}). Again in ${RETRY_SECONDS:-15} seconds."
    attempt=$((attempt + 1))
    sleep "${RETRY_SECONDS:-15}"
  done
  say "applied $2"
}

# A build that fails leaves an index that is written and never read; `if not exists` would take it for the index.
drop_invalid_indexes() {
  awk -F '\t' -v file="$1" '$1 == file { print $2 "\t" $3 }' "$folder/indexes.tsv" >"$scratch/indexes"
  while IFS=$tab read -r index table; do
    found=$(sql -v name="$index" -v table="$table" <<'SQL'
set search_path to "$user", public;
select format('%s.%I', relnamespace::regnamespace, relname) from pg_index join pg_class on pg_class.oid = indexrelid
  where indrelid = to_regclass(:'table') and relname = :'name' and not indisvalid;
SQL
    ) || return 1
    [ -n "$found" ] || continue
    say "$1: drops $found, which an earlier build left invalid."
    printf 'set lock_timeout = 0;\ndrop index concurrently if exists %s;\n' "$found" | sql || return 1
  done <"$scratch/indexes"
}

# The password is PGPASSWORD, which dbmate's driver reads: it is in no URL and no argument. A concurrent build waits for
# older transactions and is in nobody's way meanwhile.
run_dbmate() {
  waits="${LOCK_TIMEOUT}s"
  ! grep -q "^$1$tab" "$folder/indexes.tsv" || waits=0
  url="postgres://$(encode "$PGUSER")@$PGHOST:$PGPORT/$(encode "$PGDATABASE")?role=$(encode "$OWNER")"
  url="$url&lock_timeout=$waits&statement_timeout=${STATEMENT_TIMEOUT}s"
  url="$url&client_connection_check_interval=5s&idle_in_transaction_session_timeout=0"
  (cd "$scratch" && PGOPTIONS="" DATABASE_URL=$url dbmate --env-file none --no-dump-schema --migrations-dir files \
    --migrations-table migrations.schema_migrations migrate --strict) >"$scratch/said" 2>&1
}

# For a URL; the value is no argument of a program.
encode() { printf '%s' "$1" | od -A n -v -t x1 | tr -d ' \n' | sed 's/../%&/g'; }

# The server's message and the line of the file that it is about. dbmate counts lines from `-- migrate:up` on.
reason_of() {
  reason=$(sed -n -e 's/^Error: //' -e '/^Applying: /d' -e '/^Applied: /d' -e p "$scratch/said" |
    tr '\n' ' ' | sed -e 's/^psql:[^:]*:[0-9]*: //' -e 's/^ERROR:  //' -e 's/ *$//')
  line=$(printf '%s' "$reason" | sed -n 's/^line: \([0-9]*\), column.*/\1/p')
  reason=$(printf '%s' "$reason" | sed -e 's/^line: [0-9]*, column: [0-9]*, position: [0-9]*: //' -e 's/^pq: //' \
    -e 's/ at position [0-9]*:[0-9]*\( ([0-9A-Z]*)\)$/\1/')
  if [ -n "$line" ]; then
    first=$(grep -n -m 1 -e '^--[[:space:]]*migrate:up' "$folder/$1" | cut -d : -f 1)
    reason="line $((line + first - 1)): $reason"
  fi
  printf '%s' "$reason"
}

# fail_file FILE REASON
fail_file() {
  rest=$(awk -F '\t' -v file="$1" 'found { printf "%s%s", (found++ > 1 ? ", " : ""), $2 } $2 == file { found = 1 }' \
    "$scratch/mounted")
  left='It was rolled back.'
  if grep -q -e '^--[[:space:]]*migrate:up.*transaction:false' "$folder/$1"; then
    left='It ran in no transaction; the next run drops an invalid index that it left.'
  fi
  say "FAILED: $1: $2. $left What was applied before stays applied: $((applied + done_now)).${rest:+ Not tried: $rest.}"
  say 'Mend what the message names, or correct the file (and lock it with --replace, if it was applied nowhere), and' \
    'run the job again.'
  exit 1
}

# Rows say what was done. A table that fails keeps none of the others from it; one may come with a later migration.
maintain_partitions() {
  [ "${MAINTAIN_PARTITIONS-}" = yes ] || return 0
  sql >"$scratch/partitions" <<'SQL' || fail "all migrations are applied, and partitions were not made ahead: $(said)."
set client_min_messages = error;
select action, concat_ws('.', table_schema, table_name) || concat(', ' || partition_name) || concat(': ' || details)
  from partitions.maintain_all();
SQL
  while IFS=$tab read -r action line; do
    say "partitions: $action $line"
  done <"$scratch/partitions"
  ! grep -q "^failed$tab" "$scratch/partitions" ||
    fail 'all migrations are applied, and partitions were not made ahead: see the lines above.'
  say 'partitions are made ahead.'
}

migrate
