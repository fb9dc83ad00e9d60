#!/bin/sh
# Patroni's callback: <action> <role> <scope>. On promotion, takes the role label from every other member. The pod of a
# node that died keeps its label until somebody removes it, and would stay an endpoint of the primary's Service.
# Environment: POD_NAME; NAMESPACE; CLUSTER_LABEL; ROLE_LABEL.
set -eu

role="$2"
scope="$3"
[ "$role" = primary ] || exit 0

credentials=/var/run/secrets/kubernetes.io/serviceaccount
pods="https://${KUBERNETES_SERVICE_HOST}:${KUBERNETES_SERVICE_PORT}/api/v1/namespaces/${NAMESPACE}/pods"

# The token goes through standard input: an argument can be read by every process of the pod.
request() {
  printf 'header = "Authorization: Bearer %s"\n' "$(cat "$credentials/token")" |
    curl --config - --silent --show-error --fail --max-time 5 --retry 3 --retry-all-errors \
      --cacert "$credentials/ca.crt" "$@"
}

request --get "$pods" --data-urlencode "labelSelector=$CLUSTER_LABEL=$scope,$ROLE_LABEL=primary" |
  jq --raw-output '.items[].metadata.name' |
  while read -r pod; do
    [ "$pod" != "$POD_NAME" ] || continue
    echo "on-role-change: $POD_NAME is primary; the role label is removed from $pod." >&2
    request --request PATCH "$pods/$pod" --header 'Content-Type: application/merge-patch+json' --output /dev/null \
      --data "{\"metadata\":{\"labels\":{\"$ROLE_LABEL\":null}}}"
  done
