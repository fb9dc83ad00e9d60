#!/bin/bash
# Brings every instance to the rendered parameters, and says so only when each of them reports it.
#
# 1. Waits until every instance has loaded the rendered configuration files, without a bad line.
# 2. Writes Patroni's store (/config): parameters that Patroni takes from nowhere else.
# 3. Restarts the instances that need it, as their servers say: standbys first and the primary by switchover; the primary
#    first where a value is lowered that a standby may not have below its primary's.
#
# Environment: MEMBERS (DNS names of all instances, separated by spaces); CONFIG_HASHES (for each of them, the hash that
# its file carries); STORE_FILE (the store's content as JSON); RESTAPI_USERNAME and RESTAPI_PASSWORD; CA_FILE; PG* of the
# superuser; TIMEOUT (seconds, for each wait).
set -euo pipefail
# shellcheck source=lib/operations/instance-files.sh
. "${0%/*}/instance-files.sh"

# Parameters that a standby may not have lower than its primary.
readonly NOT_LOWER_ON_STANDBY='["max_connections", "max_locks_per_transaction", "max_prepared_transactions", "max_wal_senders", "max_worker_processes"]'

# shellcheck disable=SC2153 # both come from the environment
read -r -a members <<<"$MEMBERS"
read -r -a hashes <<<"$CONFIG_HASHES"

# The password goes through standard input: an argument can be read by every process of the pod.
api() {
  local member="$1" path="$2"
  shift 2
  local name="${RESTAPI_USERNAME}:${RESTAPI_PASSWORD}"
  name="${name//\\/\\\\}"
  printf 'user = "%s"\n' "${name//\"/\\\"}" |
    curl --config - --silent --show-error --fail-with-body --max-time 30 --cacert "$CA_FILE" "$@" "https://$member:8008$path"
}

cluster() {
  local member
  for member in "${members[@]}"; do
    api "$member" /cluster 2>/dev/null && return
  done
  echo 'no instance answers on port 8008' >&2
  return 1
}

host_of() {
  local member
  for member in "${members[@]}"; do
    [ "${member%%.*}" = "$1" ] && echo "$member" && return
  done
  fail "Patroni names an instance $1 that the profile does not have. Was it renamed? Remove its pod."
}

# The hash that an instance's file carries.
hash_of() {
  local i
  for i in "${!members[@]}"; do
    [ "${members[i]%%.*}" = "$1" ] && echo "${hashes[i]}" && return
  done
}

# Prints what is missing until every instance runs and one of them is primary.
all_running() {
  local missing
  missing="$(cluster | jq --raw-output --argjson count "${#members[@]}" '
    if (.members | length) < $count then "only \(.members | length) of \($count) instances are known"
    elif any(.members[]; .state != "running" and .state != "streaming") then [.members[] | "\(.name) is \(.state)"] | join(", ")
    elif any(.members[]; .role == "leader") | not then "there is no primary"
    else "" end')" || return 1
  [ -n "$missing" ] || return 0
  echo "$missing"
  return 1
}

role_members() { cluster | jq --raw-output --arg filter "$1" '
  .members[] | select((.role == "leader") == ($filter == "primary")) | select(.pending_restart == true) | .name'; }

# Writes the store, and prints what keeps it from holding what was rendered. A parameter that the profile no longer sets is
# removed by null; whatever else stands in the store stays. What counts is the answer to the writing: to a GET, Patroni
# answers with what it read in its last loop.
store() {
  local before patch after
  before="$(api "${members[0]}" /config)" || {
    echo "$before"
    return 1
  }
  patch="$(jq --argjson before "$before" '
    . * {postgresql: {parameters: ((($before.postgresql.parameters // {}) | map_values(null)) + .postgresql.parameters)}}' "$STORE_FILE")"
  after="$(api "${members[0]}" /config --request PATCH --header 'Content-Type: application/json' --data "$patch")" || {
    echo "$after"
    return 1
  }
  # Patroni leaves a number that somebody has set, where the same is written as text.
  jq --exit-status --argjson after "$after" 'def texts: map_values(tostring);
    ((.postgresql.parameters | texts) == ($after.postgresql.parameters // {} | texts))
      and ((del(.postgresql) | texts | to_entries) - ($after | texts | to_entries) == [])' "$STORE_FILE" >/dev/null && return
  echo "it holds $after"
  return 1
}

# Prints what keeps Patroni from knowing whether an instance waits for a restart. It looks a second after it had the server
# reload, and not again: where the server took longer, only another reload makes it look.
is_marked() {
  local host="$1" waiting marked
  waiting="$(waiting_for_restart "$host")" || return 1
  [ -n "$waiting" ] || return 0
  marked="$(cluster | jq --raw-output --arg name "${host%%.*}" '.members[] | select(.name == $name) | .pending_restart // false')" || return 1
  [ "$marked" != true ] || return 0
  echo "$host waits for a restart to take $waiting, and Patroni does not know: $(api "$host" /reload --request POST 2>&1)"
  return 1
}

# Restarts an instance until it no longer waits for one, and a standby streams: it is to take over next. A standby may
# need a second restart after a value was lowered: Patroni starts it with the primary's old value until it has replayed
# the primary's new one.
restarted() {
  local waiting
  waiting="$(cluster | jq --raw-output --arg name "$1" '
    .members[] | select(.name == $name)
    | if .state != "streaming" and (.role != "leader" or .state != "running") then "is \(.state)"
      elif .pending_restart then "restart" else "" end')" || return 1
  [ -n "$waiting" ] || return 0
  [ "$waiting" != restart ] || waiting="$(api "$(host_of "$1")" /restart --request POST \
    --header 'Content-Type: application/json' --data '{"restart_pending": true}' 2>&1 || true)"
  echo "$1: $waiting"
  return 1
}

# No other instance is touched before this one has the rendered files: Patroni empties its own for a moment at a reload,
# and a server that starts just then has defaults.
restart() {
  say "$1 restarts."
  eventually "restart of $1" restarted "$1"
  eventually "configuration of $1" loaded "$(host_of "$1")" "$(hash_of "$1")"
}

# Prints who restarts first: the primary where it waits to take a lower value of those. Asked of the primary, not of the
# store: a run that was ended between the two has left the store ahead.
restarts_first() {
  cluster | jq --raw-output --argjson names "$NOT_LOWER_ON_STANDBY" '
    [.members[] | select(.role == "leader") | .pending_restart_reason // {} | to_entries[]
      | select(.key as $name | $names | index($name)) | .value
      | select((.new_value | tonumber) < (.old_value | tonumber))] | if length > 0 then "primary" else "standbys" end'
}

restart_standbys() {
  local name names
  names="$(role_members standby)"
  for name in $names; do restart "$name"; done
}

restart_primary_in_place() {
  local name
  name="$(role_members primary)"
  [ -z "$name" ] || restart "$name"
}

# Has the primary hand over to a standby that has restarted already, a synchronous one where there is one. Succeeds once
# another one leads, whatever the answers were: Patroni may refuse for a moment, and go on after it has said that it does
# not know.
handed_over() {
  local leader candidate
  leader="$(cluster | jq --raw-output '[.members[] | select(.role == "leader") | .name] | .[0] // ""')" || return 1
  if [ -n "$leader" ] && [ "$leader" != "$1" ]; then
    echo "$1 hands over to $leader."
    return
  fi
  candidate="$(cluster | jq --raw-output '
    [.members[] | select(.role != "leader" and .state == "streaming" and (.tags.nofailover // false | not)
      and (.pending_restart // false | not))] | sort_by(.role == "replica", .lag) | .[0].name // ""')" || return 1
  if [ -z "$leader" ] || [ -z "$candidate" ]; then
    echo "the primary is ${leader:-away}, and ${candidate:-no standby} could take over"
    return 1
  fi
  echo "$candidate is to take over: $(api "$(host_of "$1")" /switchover --request POST --header 'Content-Type: application/json' \
    --data "$(jq --null-input --arg leader "$1" --arg candidate "$candidate" '{leader: $leader, candidate: $candidate}')" 2>&1)"
  return 1
}

# By switchover, where there is a standby for it: the primary restarts as a standby, after seconds without writes.
restart_primary() {
  local primary standbys
  primary="$(role_members primary)"
  [ -n "$primary" ] || return 0
  standbys="$(cluster | jq '[.members[] | select(.role != "leader" and (.tags.nofailover // false | not))] | length')"
  if [ "$standbys" = 0 ]; then
    restart_primary_in_place
    return
  fi
  eventually "switchover from $primary" handed_over "$primary"
  eventually 'waiting for the instances' all_running
  restart_standbys
}

[ -r "$STORE_FILE" ] || fail "$STORE_FILE is missing: the ConfigMap lacks this key. Apply what was rendered."
eventually 'waiting for the instances' all_running

for i in "${!members[@]}"; do
  has_files "${members[i]}" "${hashes[i]}"
done
say 'every instance has loaded its configuration.'

eventually "Patroni's store" store
say 'the store holds the rendered parameters.'

# Patroni takes a change of its store in one loop, after it has told its state, and marks an instance in the next.
sleep "$(jq '2 * .loop_wait + 2' "$STORE_FILE")"
eventually 'waiting for the instances' all_running
for member in "${members[@]}"; do
  eventually "restart mark of $member" is_marked "$member"
done
first="$(restarts_first)"
if [ "$first" = primary ]; then
  restart_primary_in_place
  restart_standbys
else
  restart_standbys
  restart_primary
fi
eventually 'waiting for the instances' all_running
for i in "${!members[@]}"; do
  eventually "configuration of ${members[i]}" loaded "${members[i]}" "${hashes[i]}"
  waiting="$(waiting_for_restart "${members[i]}")"
  [ -z "$waiting" ] || fail "${members[i]} still waits for a restart to take $waiting"
done
waiting="$(cluster | jq --raw-output '[.members[] | select(.pending_restart == true) | .name] | join(", ")')"
[ -z "$waiting" ] || fail "still waiting for a restart: $waiting"
say 'done: every instance runs with the rendered parameters.'
