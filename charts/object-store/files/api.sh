# How the jobs ask this cluster's API server for the Secrets that they may: read by identities.sh, rook.sh and secrets.sh.
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

# Fills the Secret $1/$2 with the key $3 and its secret part $4.
fill() {
  printf '{"data":{"AWS_ACCESS_KEY_ID":"%s","AWS_SECRET_ACCESS_KEY":"%s"}}' \
    "$(printf %s "$3" | base64 | tr -d '\n')" "$(printf %s "$4" | base64 | tr -d '\n')" > patch
  code=$(secret "$1" "$2" -X PATCH -H 'Content-Type: application/merge-patch+json' --data @patch)
  rm -f patch
  [ "$code" = 200 ] || { cat held >&2; fail "filling $1/$2, the API server says $code"; }
}
