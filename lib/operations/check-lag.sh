#!/bin/sh
# Whether this standby is at most so many seconds behind: it has replayed all that its source told it of, or had so a
# moment ago, or what it replayed last is young enough. An idle primary writes nothing, so the age of the last transaction
# alone would say that its standbys fall behind.
# Arguments: the seconds that are tolerated; the URL by which Patroni says whether this one has all that the primary wrote,
# where there is Patroni: a source may itself be behind, or cut off without a word. Environment: psql's, for a superuser.
# Keeps a file in TMPDIR, by default /tmp.
set -eu

tolerated="$1"
has_all="${2-}"
in_step="${TMPDIR:-/tmp}/in-step"

# latest_end_lsn is the end of the source's WAL, as the source has told it last.
state="$(psql --no-psqlrc --no-align --tuples-only --quiet --set ON_ERROR_STOP=1 --command "
  select exists (
           select from pg_stat_wal_receiver
           where status = 'streaming' and pg_last_wal_replay_lsn() >= latest_end_lsn
         ),
         coalesce(extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::bigint::text, 'unknown')")"
age="${state#*|}"

# On the loopback interface nobody but this pod's own Patroni listens.
with_primary() {
  [ -z "$has_all" ] || curl --silent --fail --insecure --max-time 2 --output /dev/null "$has_all"
}

if [ "${state%%|*}" = t ] && with_primary; then
  touch "$in_step"
elif [ -n "$(find "$in_step" -newermt "$tolerated seconds ago" 2>/dev/null)" ]; then
  :
elif [ "$age" = unknown ] || [ "$age" -gt "$tolerated" ]; then
  echo "more than $tolerated s behind: not in step since then, last transaction replayed $age s ago"
  exit 1
fi
