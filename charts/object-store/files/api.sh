# How the jobs ask this cluster's API server for the Secrets that they may: read by identities.sh and secrets.sh.
set -eu
umask 077
cd "$HOME"

own=${ACCOUNT_FOLDER:-/var/run/secrets/kubernetes.io/serviceaccount}
printf 'Authorization: Bearer %s\n' "$(cat "$own/token")" > own.header

fail() {
  echo "$*" >&2
  exit 1
}

# The answer to a request for the Secret $1/$2, in a file.
secret() {
  where="https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT/api/v1/namespaces/$1/secrets/$2"
  shift 2
  curl --silent --show-error --max-time 60 --cacert "$own/ca.crt" -H @own.header "$@" -o held -w '%{http_code}' "$where"
}

# A key of the Secret that was answered last, or nothing.
held() {
  sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" held | base64 -d
}
