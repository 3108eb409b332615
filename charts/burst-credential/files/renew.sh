# Asks the cluster that takes the runs for a token of one service account, tries it, and writes the kubeconfig that Kueue reads.
# The credential passes no state: it goes from one API server to the other, by files that only this pod has.
set -eu
umask 077
cd "$HOME"

ask() {
  curl --silent --show-error --fail-with-body --max-time 60 "$@"
}

field() {
  sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" "$2"
}

key=$(aws eks get-token --cluster-name "$BURST_CLUSTER" --region "$AWS_REGION" --query status.token --output text)
printf 'Authorization: Bearer %s\n' "$key" > aws.header
printf %s "$BURST_CA" | base64 -d > burst.pem
ask --cacert burst.pem -H @aws.header -H 'Content-Type: application/json' \
  --data "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{\"expirationSeconds\":$TOKEN_SECONDS}}" \
  "$BURST_ENDPOINT/api/v1/namespaces/$BURST_NAMESPACE/serviceaccounts/$BURST_ACCOUNT/token" > answer
token=$(field token answer)
until=$(field expirationTimestamp answer)
if [ -z "$token" ]; then
  echo "the answer of $BURST_ENDPOINT holds no token" >&2
  exit 1
fi

# Kueue would find out too late that it does not hold.
printf 'Authorization: Bearer %s\n' "$token" > burst.header
ask --cacert burst.pem -H @burst.header "$BURST_ENDPOINT/apis/kueue.x-k8s.io/v1beta2/workloads?limit=1" > /dev/null

printf '{"apiVersion":"v1","kind":"Config","current-context":"burst","contexts":[{"name":"burst","context":{"cluster":"burst","user":"burst"}}],"clusters":[{"name":"burst","cluster":{"server":"%s","certificate-authority-data":"%s"}}],"users":[{"name":"burst","user":{"token":"%s"}}]}' \
  "$BURST_ENDPOINT" "$BURST_CA" "$token" > kubeconfig
printf '{"metadata":{"annotations":{"gpu.platform/valid-until":"%s"}},"data":{"kubeconfig":"%s"}}' \
  "$until" "$(base64 < kubeconfig | tr -d '\n')" > patch
own=${ACCOUNT_FOLDER:-/var/run/secrets/kubernetes.io/serviceaccount}
printf 'Authorization: Bearer %s\n' "$(cat "$own/token")" > own.header
ask --cacert "$own/ca.crt" -H @own.header -H 'Content-Type: application/merge-patch+json' -X PATCH --data @patch \
  "https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT/api/v1/namespaces/$SECRET_NAMESPACE/secrets/$SECRET_NAME" > /dev/null
echo "the kubeconfig of $BURST_CLUSTER in $SECRET_NAMESPACE/$SECRET_NAME holds until $until"
