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

say() { echo "confirm-instance: $*" >&2; }

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
}

query() { psql --no-psqlrc --no-align --tuples-only --quiet --set ON_ERROR_STOP=1 --command "$1"; }

answers() { query 'select 1'; }

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
      apiVersion: "v1", kind: "ConfigMap", immutable: true,
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

# Prints what keeps the instance from having loaded its files; prints nothing when it has.
loaded() {
  local answer
  answer="$(query "select coalesce(current_setting('cdk8s_postgres.config_hash', true), 'none')")" || {
    echo "$answer"
    return 1
  }
  [ "$answer" = "$CONFIG_HASH" ] && return
  # The kubelet brings a changed ConfigMap within about 90 seconds; the instance's reload container does the rest.
  echo "the instance has loaded $answer, not $CONFIG_HASH yet"
  return 1
}

# A valid new value that only waits for a restart looks like a bad one here, but for pending_restart.
bad_lines() {
  query "select format('%s line %s: %s = %s: %s', file.sourcefile, file.sourceline, file.name, file.setting, file.error)
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

waiting_for_restart() {
  query "select coalesce(string_agg(name, ', ' order by name), '') from pg_catalog.pg_settings where pending_restart"
}

found="$(mktemp)"
eventually 'waiting for the instance' answers

identifier="$(query 'select system_identifier from pg_catalog.pg_control_system()')"
echo "$identifier" >"$found"
eventually "writing ConfigMap $MARKER" is_marked "$identifier"
[ "$(cat "$found")" = "$identifier" ] || fail "ConfigMap $MARKER is of the system identifier $(cat "$found"), the instance" \
  "has $identifier: it will not start again. Is it the right volume? If so: kubectl delete configmap $MARKER --namespace" \
  "$NAMESPACE, and sync again."

say "ConfigMap $MARKER says that the platform is initialized as $identifier."

eventually 'configuration of the instance' loaded
lines="$(bad_lines)"
[ -z "$lines" ] || fail "the instance refuses lines of its configuration, and keeps the values it had: $lines"
waiting="$(waiting_for_restart)"
[ -z "$waiting" ] || fail "the instance waits for a restart to take $waiting. Restart it: $RESTART_COMMAND"
say 'done: the instance runs with the rendered parameters.'
