#!/bin/bash
# Brings every instance to the rendered parameters, and says so only when each of them reports it.
#
# 1. Waits until every instance has loaded the rendered configuration files, without a bad line.
# 2. Writes Patroni's store (/config): parameters that Patroni takes from nowhere else.
# 3. Restarts the instances that need it: standbys first and the primary by switchover; the primary first where a value
#    is lowered that a standby may not have below its primary's.
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
  jq --exit-status --argjson after "$after" '
    (.postgresql.parameters == ($after.postgresql.parameters // {})) and ((del(.postgresql) | to_entries) - ($after | to_entries) == [])' \
    "$STORE_FILE" >/dev/null && return
  echo "it holds $after"
  return 1
}

# Restarts an instance until it no longer waits for one. A standby may need a second restart after a value was lowered:
# Patroni starts it with the primary's old value until it has replayed the primary's new one.
restarted() {
  local waiting
  waiting="$(cluster | jq --raw-output --arg name "$1" '
    .members[] | select(.name == $name)
    | if .state != "running" and .state != "streaming" then "is \(.state)" elif .pending_restart then "restart" else "" end')" || return 1
  [ -n "$waiting" ] || return 0
  [ "$waiting" != restart ] || waiting="$(api "$(host_of "$1")" /restart --request POST \
    --header 'Content-Type: application/json' --data '{"restart_pending": true}' 2>&1 || true)"
  echo "$1: $waiting"
  return 1
}

restart() {
  say "$1 restarts."
  eventually "restart of $1" restarted "$1"
}

# Whether the primary waits to take a lower value of those. Asked of the primary, not of the store: a run that was ended
# between the two has left the store ahead.
lowers_on_primary() {
  cluster | jq --exit-status --argjson names "$NOT_LOWER_ON_STANDBY" '
    [.members[] | select(.role == "leader") | .pending_restart_reason // {} | to_entries[]
      | select(.key as $name | $names | index($name)) | .value
      | select((.new_value | tonumber) < (.old_value | tonumber))] | length > 0' >/dev/null
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

# The primary hands over to a standby that has restarted already, and restarts as a standby: seconds without writes.
restart_primary_by_switchover() {
  local primary candidate
  primary="$(role_members primary)"
  [ -n "$primary" ] || return 0
  candidate="$(cluster | jq --raw-output '
    [.members[] | select(.role != "leader" and .state == "streaming" and (.tags.nofailover // false | not)
      and (.pending_restart // false | not))] | sort_by(.lag) | .[0].name // ""')"
  if [ -z "$candidate" ]; then
    restart_primary_in_place
    return
  fi
  say "$primary hands over to $candidate: $(api "$(host_of "$primary")" /switchover --request POST \
    --header 'Content-Type: application/json' \
    --data "$(jq --null-input --arg leader "$primary" --arg candidate "$candidate" '{leader: $leader, candidate: $candidate}')")"
  eventually 'switchover' all_running
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
if lowers_on_primary; then
  restart_primary_in_place
  restart_standbys
else
  restart_standbys
  restart_primary_by_switchover
fi
eventually 'waiting for the instances' all_running
waiting="$(cluster | jq --raw-output '[.members[] | select(.pending_restart == true) | .name] | join(", ")')"
[ -z "$waiting" ] || fail "still waiting for a restart: $waiting"
say 'done: every instance runs with the rendered parameters.'
