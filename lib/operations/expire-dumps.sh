#!/bin/bash
# Deletes the runs of dump.sh that nobody has to keep any more, and moves those that are kept for long to a cheaper
# storage class. plan-dump-expiry.sh, beside this file, says which.
#
# Usage: expire-dumps.sh [--dry-run]     with --dry-run it says what it would do with each run, and changes nothing
#
# It touches only objects below DESTINATION/<run>/ that have a name which dump.sh gives, and old ones below .partial/.
# A run's manifest is deleted first: a run without it is not whole, for whoever restores and for the next expiry, which
# deletes what an interrupted one left. Were it deleted last, an interrupted expiry would leave a manifest of dumps that
# are gone. Manifests stay in the bucket's own class, where they can be read at once.
#
# Two at once, or one after the other, do no harm: what is done already is left out. Where the listing fails, or a clock
# is wrong, nothing is deleted.
#
# Environment: DESTINATION (<bucket>/<path>); DESTINATION_HINT (what to check when it refuses); what plan-dump-expiry.sh
# takes, but NOW; RCLONE_CONFIG_STORE_*, whose credentials may list, read, write and delete objects below DESTINATION.
set -euo pipefail

folder="$(cd "$(dirname "$0")" && pwd)"
scratch="$(mktemp -d)"
readonly folder scratch
readonly bucket="store:$DESTINATION"
# Times come from the listing: rclone would ask for the metadata of each object. Who does not answer soon has failed.
readonly list=(rclone lsjson --recursive --files-only --no-mimetype --use-server-modtime --fast-list
  --retries 1 --low-level-retries 3 --contimeout 15s)

dry=''
deleted=0
moved=0
failed=()

main() {
  trap 'rm -rf -- "$scratch"' EXIT
  trap 'say "told to stop; the next run goes on."; exit 143' TERM INT HUP
  case "${1-}" in
    '') ;;
    --dry-run) dry=yes ;;
    *) say "what is $1? The only argument is --dry-run."; exit 2 ;;
  esac

  list_runs
  make_plan
  local run action why class
  while read -r run action why class <&3; do
    case "$action" in
      delete) delete_run "$run" "$why" || failed+=("$run") ;;
      keep) keep_run "$run" "$why" "$class" || failed+=("$run") ;;
    esac
  done 3<"$scratch/plan"
  clear_partial || failed+=(.partial)
  summarize
}

say() { echo "expire-dumps: $*" >&2; }

list_runs() {
  if ! "${list[@]}" --exclude '/.partial/**' "$bucket" >"$scratch/listing"; then
    say "$DESTINATION cannot be listed, so nothing was deleted. $DESTINATION_HINT"
    exit 1
  fi
  # Whatever is not named as dump.sh names it is somebody else's.
  jq --raw-output '
    .[] | select(.Path | test(
      "^[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])([0-5][0-9]){2}Z" +
      "/([!-.0-\\[\\]-~]+[.]dump|globals[.]sql|manifest[.]json|incomplete[.]json)\\z"))
    | [.Path, .Tier // "STANDARD", (.ModTime | gsub("[.].*|Z|[-:]"; "") + "Z")] | @tsv' \
    "$scratch/listing" | LC_ALL=C sort >"$scratch/objects"
}

make_plan() {
  local status=0
  awk -F '[/\t]' '
    !($1 in state) { runs[++count] = $1; state[$1] = "incomplete -" }
    $2 == "manifest.json" { state[$1] = "complete " $4 }
    END { for (n = 1; n <= count; n++) print runs[n], state[runs[n]] }' "$scratch/objects" >"$scratch/runs"
  NOW="$(date --utc +%Y%m%dT%H%M%SZ)" "$folder/plan-dump-expiry.sh" <"$scratch/runs" >"$scratch/plan" || status=$?
  [ "$status" -eq 0 ] && return
  [ "$status" -ne 3 ] ||
    say "a clock is wrong, or was, so nothing was deleted. Set the clocks of the nodes right, and delete by hand the" \
      "runs above that have a wrong name."
  [ "$status" -eq 3 ] || say 'there is no plan, so nothing was deleted. See the message above.'
  exit 1
}

# Prints the paths of a run's objects but its manifest's. Where a class is named, those that stand in another one and can
# be copied: what is archived would have to be restored first.
objects_of() {
  awk -F '\t' -v run="$1/" -v class="${2-}" '
    index($1, run) != 1 || $1 == run "manifest.json" { next }
    class == "" || ($2 != class && $2 !~ /^(GLACIER|DEEP_ARCHIVE)$/) { print $1 }' "$scratch/objects"
}

delete_run() {
  local run="$1" why="$2"
  if [ -n "$dry" ]; then
    say "$run: would be deleted ($why)"
  else
    awk -F '\t' -v path="$run/manifest.json" '$1 == path { print path }' "$scratch/objects" >"$scratch/manifest"
    objects_of "$run" >"$scratch/others"
    if ! delete_objects "$scratch/manifest" || ! delete_objects "$scratch/others"; then
      say "$run: NOT deleted, see the message above; the next run tries again."
      return 1
    fi
    say "$run: deleted ($why)"
  fi
  deleted=$((deleted + 1))
}

# One that is gone already is no failure.
delete_objects() { [ ! -s "$1" ] || rclone delete --retries 1 --files-from-raw "$1" "$bucket"; }

keep_run() {
  local run="$1" why="$2" class="$3"
  [ "$class" = - ] || objects_of "$run" "$class" >"$scratch/move"
  if [ "$class" = - ] || [ ! -s "$scratch/move" ]; then
    [ -z "$dry" ] || say "$run: stays ($why)"
    return 0
  fi
  if [ -n "$dry" ]; then
    say "$run: would be moved to $class ($why)"
  else
    # Its exit status is 0 even where the bucket refuses.
    rclone settier "$class" --files-from-raw "$scratch/move" "$bucket" || true
    if ! stands_in "$run" "$class"; then
      say "$run: NOT moved to $class, see the message above; it stays where it is, and the next run tries again."
      return 1
    fi
    say "$run: moved to $class ($why)"
  fi
  moved=$((moved + 1))
}

# Whether all that was to be moved is in that class now.
stands_in() {
  local run="$1" class="$2"
  "${list[@]}" "$bucket/$run" >"$scratch/after" || return 1
  jq --exit-status --arg run "$run/" --arg class "$class" --rawfile moved "$scratch/move" '
    ($moved | split("\n")) as $moved
    | all(.[]; .Tier == $class or ($run + .Path | IN($moved[]) | not))' "$scratch/after" >/dev/null
}

# What killed dumps left behind; no dump runs for longer than its deadline. So with copies to another class, in runs.
clear_partial() {
  rclone delete --retries 1 --use-server-modtime --min-age "${DUMP_DEADLINE}s" ${dry:+--dry-run} "$bucket/.partial" ||
    return 1
  [ -z "$dry" ] || return 0
  # Of unfinished uploads rclone takes all whose key begins so: DESTINATION alone would be that of <platform>-2 too, and
  # end an upload that its dump still needs. The names of runs begin with their century.
  local start
  for start in .partial 2; do
    rclone backend cleanup -o "max-age=${DUMP_DEADLINE}s" "$bucket/$start" 2>/dev/null ||
      say "unfinished uploads under $DESTINATION cannot be removed; a lifecycle rule of the bucket can do it."
  done
}

summarize() {
  local text kept
  kept="$(awk '
    $2 == "keep" { split($3, each, ","); for (n in each) count[each[n]]++; kept++ }
    END {
      printf "%d runs kept", kept
      words = split("daily monthly yearly newest incomplete none-complete", word, " ")
      for (n = 1; n <= words; n++) if (count[word[n]]) {
        printf "%s%d %s", separator ? ", " : " (", count[word[n]], word[n]
        separator = 1
      }
      if (separator) printf ")"
    }' "$scratch/plan")"
  text="$kept, $moved moved to another class, $deleted deleted"
  [ -z "$dry" ] || text="nothing was changed. It would be: $text"
  if [ ${#failed[@]} -gt 0 ]; then
    say "$text; FAILED: ${failed[*]}. $DESTINATION_HINT"
    exit 1
  fi
  say "$text."
}

main "$@"
