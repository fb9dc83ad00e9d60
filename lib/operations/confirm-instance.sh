#!/bin/bash
# Confirms that the one instance runs as rendered, and records that it was initialized.
#
# 1. Waits until the instance answers.
# 2. Writes the marker, a ConfigMap with its system identifier: from then on an empty volume is a lost one.
# 3. Waits until the instance has loaded the rendered configuration files, without a bad line, and waits for no restart.
#
# Environment: PG* of the superuser; CONFIG_HASH (what the files carry); MARKER (the ConfigMap's name); CLAIM (of the
# volume); NAMESPACE; PLATFORM_LABEL and PLATFORM (the marker's label); SERVICE_ACCOUNT (the folder with the token);
# RESTART_COMMAND (for a message); TIMEOUT (seconds, for each wait).
set -euo pipefail
# shellcheck source=lib/operations/instance-files.sh
. "${0%/*}/instance-files.sh"

answers() { query "$PGHOST" 'select 1' >/dev/null; }

# The token goes through standard input: an argument can be read by every process of the pod.
api() {
  local method="$1" path="$2"
  shift 2
  printf 'header = "Authorization: Bearer %s"\n' "$(cat "$SERVICE_ACCOUNT/token")" |
    curl --config - --silent --show-error --max-time 30 --cacert "$SERVICE_ACCOUNT/ca.crt" --request "$method" "$@" \
      --write-out '\n%{http_code}' "https://${KUBERNETES_SERVICE_HOST}:${KUBERNETES_SERVICE_PORT}/api/v1/namespaces/${NAMESPACE}/configmaps$path"
}

marker() {
  jq --null-input --arg name "$MARKER" --arg key "$PLATFORM_LABEL" --arg platform "$PLATFORM" --arg claim "$CLAIM" \
    --arg identifier "$1" '{
      apiVersion: "v1", kind: "ConfigMap",
      metadata: {name: $name, labels: {($key): $platform}},
      data: {"system-identifier": $identifier, claim: $claim}}'
}

# Prints what keeps the marker from being there.
is_marked() {
  local identifier="$1" answer status
  answer="$(api GET "/$MARKER")" || {
    echo "the Kubernetes API does not answer. $answer"
    return 1
  }
  status="${answer##*$'\n'}"
  if [ "$status" = 404 ]; then
    answer="$(api POST '' --header 'Content-Type: application/json' --data "$(marker "$identifier")")" || return 1
    status="${answer##*$'\n'}"
    [ "$status" != 201 ] || return 0
  elif [ "$status" = 200 ]; then
    jq --raw-output '.data["system-identifier"] // ""' <<<"${answer%$'\n'*}" >"$found"
    return
  fi
  echo "the Kubernetes API says $status of ConfigMap $MARKER: ${answer%$'\n'*}"
  return 1
}

found="$(mktemp)"
eventually 'waiting for the instance' answers

identifier="$(query "$PGHOST" 'select system_identifier from pg_catalog.pg_control_system()')"
echo "$identifier" >"$found"
eventually "writing ConfigMap $MARKER" is_marked "$identifier"
[ "$(cat "$found")" = "$identifier" ] || fail "ConfigMap $MARKER is of the system identifier $(cat "$found"), the instance" \
  "has $identifier: it will not start again. Is it the right volume? If so: kubectl delete configmap $MARKER --namespace" \
  "$NAMESPACE, and sync again."

say "ConfigMap $MARKER says that the platform is initialized as $identifier."

has_files "$PGHOST" "$CONFIG_HASH"
waiting="$(waiting_for_restart "$PGHOST")"
[ -z "$waiting" ] || fail "the instance waits for a restart to take $waiting. Restart it: $RESTART_COMMAND"
say 'done: the instance runs with the rendered parameters.'
